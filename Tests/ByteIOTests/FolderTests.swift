import ByteIO
import Glibc
import TestSupport
import Testing

@Suite("Folders and what stands at a path")
struct FolderTests {
    @Test("A folder's names are sorted, hidden ones and links among them, without itself and its parent")
    func names() throws {
        let folder = TemporaryFolder()
        let long = String(repeating: "n", count: 255)
        for name in ["b", "a", ".hidden", "\u{E9}", long] { _ = folder.write("", to: name) }
        try #require(unsafe symlink("none", folder.file("link")) == 0)
        try #require(unsafe mkdir(folder.file("inner"), 0o700) == 0)
        #expect(try Folder.names(in: folder.path) == [".hidden", "a", "b", "inner", "link", long, "\u{E9}"])
        #expect(try Folder.names(in: folder.file("inner")).isEmpty)
    }

    @Test("What is not a folder has no names", arguments: ["none", "file"])
    func missing(name: String) throws {
        let folder = TemporaryFolder()
        _ = folder.write("", to: "file")
        let path = folder.file(name)
        let fault = try #require(throws: Fault.self) { try Folder.names(in: path) }
        #expect(fault.code == .fileMissing)
        #expect(fault.file == path)
    }

    @Test("A path leads to a file, a folder, something else or nothing, through links")
    func kinds() throws {
        let folder = TemporaryFolder()
        _ = folder.write("", to: "file")
        try #require(unsafe mkfifo(folder.file("fifo"), 0o600) == 0)
        for name in ["file", "fifo", "none", "."] {
            try #require(unsafe symlink(name, folder.file(name + "-link")) == 0)
        }
        let expected: [(String, PathKind)] = [("file", .file), (".", .folder), ("fifo", .other), ("none", .nothing)]
        for (name, kind) in expected {
            #expect(PathKind(of: folder.file(name)) == kind, "\(name)")
            #expect(PathKind(of: folder.file(name + "-link")) == kind, "\(name)-link")
        }
        #expect(PathKind(of: "/dev/null") == .other)
        #expect(PathKind(of: "") == .nothing)
    }

    @Test("A block is as large as asked and aligned for every element", arguments: [0, 1, 7, Block.standardByteCount])
    func blocks(byteCount: Int) {
        let block = Block(byteCount: byteCount)
        let (count, address) = unsafe (block.bytes.count, UInt(bitPattern: block.bytes.baseAddress))
        #expect(count == byteCount)
        #expect(address % 64 == 0)
    }
}
