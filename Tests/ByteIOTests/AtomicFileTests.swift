import ByteIO
import Glibc
import TestSupport
import Testing

@Suite("Output files appear whole or not at all")
struct AtomicFileTests {
    /// Creates, writes and commits a file.
    private static func save(
        _ text: String, to path: String, replacing: Bool = false, _ kind: AtomicFile.Kind
    ) throws(Fault) {
        let file = try AtomicFile.create(
            at: path, byteCount: UInt64(text.utf8.count), replacing: replacing, kind: kind)
        try file.write(text, at: 0)
        try file.commit()
    }

    private static func text(_ path: String) -> String {
        String(decoding: bytes(ofFile: path), as: UTF8.self)
    }

    @Test("A file that is not committed leaves nothing", arguments: AtomicFile.Kind.allCases)
    func abandoned(kind: AtomicFile.Kind) throws {
        let folder = TemporaryFolder()
        do {
            let file = try AtomicFile.create(at: folder.file("out"), byteCount: 100, replacing: false, kind: kind)
            try file.write("partial", at: 0)
            // Nothing by the output's own name, and nothing that a listing shows.
            #expect(folder.names.allSatisfy { $0.hasPrefix(".out.") && $0.hasSuffix(".bertconv") })
            #expect(folder.names.count == (kind == .nameless ? 0 : 1))
        }
        #expect(folder.names.isEmpty)
    }

    @Test(
        "A committed file has its name and its content, and nothing stands beside it",
        arguments: AtomicFile.Kind.allCases)
    func committed(kind: AtomicFile.Kind) throws {
        let folder = TemporaryFolder()
        let path = folder.file("out")
        let file = try AtomicFile.create(at: path, byteCount: 10, replacing: false, kind: kind)
        try file.write("56789", at: 5)
        try file.write("01234", at: 0)
        try file.write("", at: 3)
        #expect(PathKind(of: path) == .nothing)
        try file.commit()
        #expect(folder.names == ["out"])
        #expect(Self.text(path) == "0123456789")
    }

    @Test("Room is reserved: the file has its size before anything is written", arguments: AtomicFile.Kind.allCases)
    func reserved(kind: AtomicFile.Kind) throws {
        let folder = TemporaryFolder()
        let file = try AtomicFile.create(at: folder.file("out"), byteCount: 12_345, replacing: false, kind: kind)
        try file.commit()
        #expect(bytes(ofFile: folder.file("out")) == [UInt8](repeating: 0, count: 12_345))
        try Self.save("", to: folder.file("empty"), kind)
        #expect(try InputFile(path: folder.file("empty")).byteCount == 0)
    }

    @Test("A file that exists is kept unless it may be replaced", arguments: AtomicFile.Kind.allCases)
    func exists(kind: AtomicFile.Kind) throws {
        let folder = TemporaryFolder()
        let path = folder.write("old", to: "out")
        let fault = try #require(throws: Fault.self) { try Self.save("new", to: path, kind) }
        #expect(fault.code == .fileExists)
        #expect(fault.file == path)
        #expect(Self.text(path) == "old")
        #expect(folder.names == ["out"])
    }

    @Test("A file is replaced in one step, and only under this name", arguments: AtomicFile.Kind.allCases)
    func replaced(kind: AtomicFile.Kind) throws {
        let folder = TemporaryFolder()
        let path = folder.write("old", to: "out")
        try #require(unsafe link(path, folder.file("other")) == 0)
        let reader = try InputFile(path: path)
        try Self.save("new", to: path, replacing: true, kind)
        #expect(Self.text(path) == "new")
        // Whoever has the old file open, or by another name, still has it whole.
        #expect(try reader.bytes(at: 0, count: 3) == Array("old".utf8))
        #expect(Self.text(folder.file("other")) == "old")
        #expect(folder.names == ["other", "out"])
        try Self.save("first", to: folder.file("new"), replacing: true, kind)
        #expect(Self.text(folder.file("new")) == "first")
    }

    @Test("A file abandoned on its way to replace another leaves that as it was", arguments: AtomicFile.Kind.allCases)
    func abandonedReplacement(kind: AtomicFile.Kind) throws {
        let folder = TemporaryFolder()
        let path = folder.write("old", to: "out")
        do {
            let file = try AtomicFile.create(at: path, byteCount: 3, replacing: true, kind: kind)
            try file.write("new", at: 0)
        }
        #expect(Self.text(path) == "old")
        #expect(folder.names == ["out"])
    }

    @Test("A name taken while the file was written is not overwritten", arguments: AtomicFile.Kind.allCases)
    func taken(kind: AtomicFile.Kind) throws {
        let folder = TemporaryFolder()
        let path = folder.file("out")
        let fault = try #require(throws: Fault.self) {
            let file = try AtomicFile.create(at: path, byteCount: 3, replacing: false, kind: kind)
            try file.write("new", at: 0)
            _ = folder.write("theirs", to: "out")
            try file.commit()
        }
        #expect(fault.code == .fileExists)
        #expect(fault.file == path)
        #expect(Self.text(path) == "theirs")
        #expect(folder.names == ["out"])
    }

    @Test(
        "A folder that took the name is not replaced, and nothing is left behind", arguments: AtomicFile.Kind.allCases)
    func takenByFolder(kind: AtomicFile.Kind) throws {
        let folder = TemporaryFolder()
        let path = folder.file("out")
        let fault = try #require(throws: Fault.self) {
            let file = try AtomicFile.create(at: path, byteCount: 3, replacing: true, kind: kind)
            try #require(unsafe mkdir(path, 0o700) == 0)
            try file.commit()
        }
        #expect(fault.code == .fileNotRegular)
        #expect(fault.file == path)
        #expect(folder.names == ["out"])
    }

    @Test("Folders, FIFOs and devices are not replaced", arguments: [false, true])
    func notRegular(replacing: Bool) throws {
        let folder = TemporaryFolder()
        try #require(unsafe mkfifo(folder.file("fifo"), 0o600) == 0)
        for path in [folder.path, folder.file("fifo"), "/dev/null"] {
            let fault = try #require(throws: Fault.self) {
                try Self.save("", to: path, replacing: replacing, .nameless)
            }
            #expect(fault.code == .fileNotRegular)
            #expect(fault.file == path)
        }
    }

    @Test("A symbolic link is never replaced, whatever it leads to", arguments: [false, true])
    func symbolicLinks(replacing: Bool) throws {
        let folder = TemporaryFolder()
        let target = folder.write("old", to: "target")
        try #require(unsafe symlink("target", folder.file("link")) == 0)
        try #require(unsafe symlink("none", folder.file("dangling")) == 0)
        for (name, target) in [("link", "target"), ("dangling", "none")] {
            let fault = try #require(throws: Fault.self) {
                try Self.save("new", to: folder.file(name), replacing: replacing, .nameless)
            }
            #expect(fault.code == .fileLink)
            #expect(fault.remedy?.contains("'\(folder.file(target))'") == true)
        }
        #expect(Self.text(target) == "old")
        #expect(folder.names == ["dangling", "link", "target"])
    }

    @Test(
        "What replaces a file has its mode, from the beginning", arguments: AtomicFile.Kind.allCases,
        [0o600, 0o640, 0o444, 0o755, 0o000] as [mode_t])
    func mode(kind: AtomicFile.Kind, mode: mode_t) throws {
        let folder = TemporaryFolder()
        let path = folder.write("old", to: "out")
        try #require(unsafe chmod(path, mode) == 0)
        let file = try AtomicFile.create(at: path, byteCount: 3, replacing: true, kind: kind)
        var status = stat()
        try #require(unsafe fstat(file.descriptor, &status) == 0)
        #expect(status.st_mode & 0o7777 == mode)
        try file.write("new", at: 0)
        try file.commit()
        try #require(unsafe stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == mode)
    }

    @Test("What replaces a file has its owner, where that may be given", .enabled(if: getuid() == 0, "needs root"))
    func owner() throws {
        let folder = TemporaryFolder()
        let path = folder.write("old", to: "out")
        try #require(unsafe chown(path, 4321, 4322) == 0)
        try Self.save("new", to: path, replacing: true, .nameless)
        var status = stat()
        try #require(unsafe stat(path, &status) == 0)
        #expect(status.st_uid == 4321 && status.st_gid == 4322)
        #expect(status.st_mode & 0o7777 == 0o600)
    }

    @Test("An empty folder that is replaced keeps its mode")
    func folderMode() throws {
        let folder = TemporaryFolder()
        try #require(unsafe mkdir(folder.file("out"), 0o700) == 0)
        try #require(unsafe chmod(folder.file("out"), 0o550) == 0)
        try AtomicFolder.create(at: folder.file("out")).commit()
        var status = stat()
        try #require(unsafe stat(folder.file("out"), &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o550)
    }

    @Test("A folder that is not there is missing", arguments: AtomicFile.Kind.allCases, ["none/out", "file/out"])
    func missingFolder(kind: AtomicFile.Kind, name: String) throws {
        let folder = TemporaryFolder()
        _ = folder.write("", to: "file")
        let path = folder.file(name)
        let fault = try #require(throws: Fault.self) { try Self.save("x", to: path, kind) }
        #expect(fault.code == .fileMissing)
        #expect(fault.file == path)
        #expect(folder.names == ["file"])
    }
}
