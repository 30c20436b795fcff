import ByteIO
import Glibc
import TestSupport
import Testing

@Suite("Input files")
struct InputFileTests {
    @Test("A file has a size and gives any range of its bytes")
    func ranges() throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write("0123456789", to: "a"))
        #expect(file.byteCount == 10)
        #expect(try file.bytes(at: 0, count: 10) == Array("0123456789".utf8))
        #expect(try file.bytes(at: 3, count: 4) == Array("3456".utf8))
        #expect(try file.bytes(at: 10, count: 0).isEmpty)
        #expect(try InputFile(path: folder.write("", to: "empty")).byteCount == 0)
    }

    @Test("A file or folder that is not there is missing", arguments: ["none", "a/b", "none/b", ""])
    func missing(name: String) throws {
        let folder = TemporaryFolder()
        _ = folder.write("", to: "a")
        let path = name.isEmpty ? "" : folder.file(name)
        let fault = try #require(throws: Fault.self) { try InputFile(path: path) }
        #expect(fault.code == .fileMissing)
        #expect(fault.file == path)
    }

    @Test("A folder is not a file")
    func folder() throws {
        let folder = TemporaryFolder()
        let fault = try #require(throws: Fault.self) { try InputFile(path: folder.path) }
        #expect(fault.code == .fileNotRegular)
        #expect(fault.reason == "is a folder, and a file is needed")
    }

    @Test("A FIFO and a device are refused at once, without waiting for a writer")
    func special() async {
        // Another process, which an alarm ends should it wait.
        await #expect(processExitsWith: .success) {
            alarm(20)
            let folder = TemporaryFolder()
            try #require(unsafe mkfifo(folder.file("fifo"), 0o600) == 0)
            for path in [folder.file("fifo"), "/dev/null"] {
                let fault = try #require(throws: Fault.self) { try InputFile(path: path) }
                #expect(fault.code == .fileNotRegular)
                #expect(fault.file == path)
                #expect(fault.reason == "is not a regular file")
            }
        }
    }

    @Test("A file that may not be read is refused for its permissions")
    func permission() async {
        // Another process, since root may read everything and must give that up first.
        await #expect(processExitsWith: .success) {
            let folder = TemporaryFolder()
            let path = folder.write("secret", to: "a")
            unsafe chmod(folder.path, 0o755)
            unsafe chmod(path, 0)
            if geteuid() == 0 { seteuid(65_534) }
            let fault = try #require(throws: Fault.self) { try InputFile(path: path) }
            #expect(fault.code == .filePermission)
            #expect(fault.file == path)
        }
    }

    @Test(
        "A range outside the file is refused before anything is allocated, with the byte where the file ends",
        arguments: [
            (10, 1, 10), (11, 0, 10), (UInt64.max, 1, 10), (10, Int.max, 10),
        ] as [(UInt64, Int, UInt64)])
    func outside(offset: UInt64, count: Int, end: UInt64) throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write("0123456789", to: "a"))
        let fault = try #require(throws: Fault.self) { try file.bytes(at: offset, count: count) }
        #expect(fault.code == .fileTruncated)
        #expect(fault.offset == end)
        #expect(fault.file == file.path)
    }

    @Test("A file cut short after it was opened is truncated, not a crash", arguments: [0, 4])
    func truncated(length: Int) throws {
        let folder = TemporaryFolder()
        let path = folder.write("0123456789", to: "a")
        let file = try InputFile(path: path)
        try #require(unsafe truncate(path, length) == 0)
        let fault = try #require(throws: Fault.self) { try file.bytes(at: 2, count: 8) }
        #expect(fault.code == .fileTruncated)
        // The first byte that could not be read.
        #expect(fault.offset == UInt64(max(length, 2)))
        #expect(fault.reason == "the file ends before \(10 - max(length, 2)) more bytes were read")
    }

    @Test("A file that nobody touched is unchanged, even when its name went to another")
    func unchanged() throws {
        let folder = TemporaryFolder()
        let path = folder.write("0123456789", to: "a")
        let file = try InputFile(path: path)
        try file.checkUnchanged()
        _ = try file.bytes(at: 0, count: 10)
        try file.checkUnchanged()
        try #require(unsafe rename(folder.write("other", to: "b"), path) == 0)
        try file.checkUnchanged()
        #expect(try file.bytes(at: 0, count: 4) == Array("0123".utf8))
    }

    @Test("A file that was resized or rewritten has changed", arguments: ["", "0123", "0123456789abc", "9876543210"])
    func changed(content: String) throws {
        let folder = TemporaryFolder()
        let path = folder.write("0123456789", to: "a")
        // An older time of change, so that the test does not hang on the clock's resolution.
        let times = [timespec](repeating: timespec(tv_sec: 1_000, tv_nsec: 0), count: 2)
        try #require(unsafe utimensat(AT_FDCWD, path, times, 0) == 0)
        let file = try InputFile(path: path)
        _ = folder.write(content, to: "a")
        let fault = try #require(throws: Fault.self) { try file.checkUnchanged() }
        #expect(fault.code == .fileChanged)
        #expect(fault.file == path)
    }

    @Test("A new time of change is noticed, by seconds or by nanoseconds", arguments: [(2_000, 0), (1_000, 1)])
    func touched(seconds: Int, nanoseconds: Int) throws {
        let folder = TemporaryFolder()
        let path = folder.write("0123456789", to: "a")
        let first = [timespec](repeating: timespec(tv_sec: 1_000, tv_nsec: 0), count: 2)
        let second = [timespec](repeating: timespec(tv_sec: seconds, tv_nsec: nanoseconds), count: 2)
        try #require(unsafe utimensat(AT_FDCWD, path, first, 0) == 0)
        let file = try InputFile(path: path)
        try #require(unsafe utimensat(AT_FDCWD, path, second, 0) == 0)
        let fault = try #require(throws: Fault.self) { try file.checkUnchanged() }
        #expect(fault.code == .fileChanged)
    }

    @Test("A scratch file has no name and is what was written to it")
    func scratch() throws {
        let folder = TemporaryFolder()
        let scratch = try InputFile.scratch(in: folder.path, standingFor: "model.h5")
        let text = Array("decoded".utf8)
        let written = unsafe text.withUnsafeBytes { unsafe write(scratch.descriptor, $0.baseAddress, $0.count) }
        try #require(written == 7)
        #expect(folder.names.isEmpty)
        let file = try scratch.finished()
        #expect(file.path == "model.h5")
        #expect(file.byteCount == 7)
        #expect(try file.bytes(at: 0, count: 7) == text)
        let fault = try #require(throws: Fault.self) {
            _ = try InputFile.scratch(in: folder.file("none"), standingFor: "model.h5")
        }
        #expect(fault.code == .fileMissing)
        #expect(fault.file == "model.h5")
    }
}
