import ByteIO
import Glibc
import TestSupport
import Testing

/// Each test changes something of the whole process, so it runs in one of its own.
@Suite("Output files under the limits of the process")
struct AtomicFileLimitTests {
    @Test("The mode is what the umask leaves", arguments: [true, false], [0, 0o022, 0o077] as [mode_t])
    func mode(isNameless: Bool, mask: mode_t) async {
        await #expect(processExitsWith: .success) { [isNameless, mask] in
            umask(mask)
            let folder = TemporaryFolder()
            for replacing in [false, true] {
                let file = try AtomicFile.create(
                    at: folder.file("out"), byteCount: 1, replacing: replacing,
                    kind: isNameless ? .nameless : .hiddenSibling)
                try file.commit()
                var status = stat()
                try #require(unsafe stat(folder.file("out"), &status) == 0)
                #expect(status.st_mode & 0o7777 == 0o666 & ~mask)
            }
        }
    }

    @Test("A folder that may not be written is refused for its permissions", arguments: [true, false])
    func readOnlyFolder(isNameless: Bool) async {
        await #expect(processExitsWith: .success) { [isNameless] in
            let folder = TemporaryFolder()
            unsafe chmod(folder.path, 0o555)
            if geteuid() == 0 { seteuid(65_534) }
            let path = folder.file("out")
            let fault = try #require(throws: Fault.self) {
                _ = try AtomicFile.create(
                    at: path, byteCount: 1, replacing: false, kind: isNameless ? .nameless : .hiddenSibling)
            }
            #expect(fault.code == .filePermission)
            #expect(fault.file == path)
            if getuid() == 0 { seteuid(0) }
            #expect(folder.names.isEmpty)
        }
    }

    @Test("Room that is not there is noticed before anything is written", arguments: [true, false])
    func noRoom(isNameless: Bool) async {
        await #expect(processExitsWith: .success) { [isNameless] in
            let folder = TemporaryFolder()
            limitFiles(to: 4_096)
            let fault = try #require(throws: Fault.self) {
                _ = try AtomicFile.create(
                    at: folder.file("out"), byteCount: 1 << 20, replacing: false,
                    kind: isNameless ? .nameless : .hiddenSibling)
            }
            #expect(fault.code == .diskFull)
            #expect(fault.file == folder.file("out"))
            #expect(folder.names.isEmpty)
        }
    }

    @Test("A write that does not fit is a fault, and what fitted is not kept", arguments: [true, false])
    func fullWhileWriting(isNameless: Bool) async {
        await #expect(processExitsWith: .success) { [isNameless] in
            let folder = TemporaryFolder()
            limitFiles(to: 4_096)
            let fault = try #require(throws: Fault.self) {
                let file = try AtomicFile.create(
                    at: folder.file("out"), byteCount: 0, replacing: false,
                    kind: isNameless ? .nameless : .hiddenSibling)
                try file.write(String(repeating: "x", count: 10_000), at: 0)
                try file.commit()
            }
            #expect(fault.code == .diskFull)
            #expect(fault.file == folder.file("out"))
            #expect(folder.names.isEmpty)
        }
    }
}

/// No file of this process may grow beyond `byteCount`; the attempt is an error, not a signal.
private func limitFiles(to byteCount: rlim_t) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: byteCount, rlim_max: byteCount)
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}
