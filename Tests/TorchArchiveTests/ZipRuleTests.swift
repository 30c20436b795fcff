import ByteIO
import Tensors
import TestSupport
import Testing
import TorchArchive

/// Where two readers could see two archives in one file, it is refused, by the record and the rule.
@Suite("Rules for zip archives")
struct ZipRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: Fault.Code
        var subject: String? = "record 'archive/data/0'"
        let change: @Sendable (inout ZipArchive) -> Void

        init(
            _ description: String, _ code: Fault.Code, subject: String? = "record 'archive/data/0'",
            _ change: @escaping @Sendable (inout ZipArchive) -> Void
        ) {
            testDescription = description
            self.code = code
            self.subject = subject
            self.change = change
        }
    }

    private static let tensor = "archive/data/0"
    private static let directory = "zip directory"

    private static func expectRefused(_ one: Case) throws {
        var archive = ZipArchive.sound
        one.change(&archive)
        let fault = try #require(refusal(of: archive.bytes), "it is read")
        #expect(fault.code == one.code)
        #expect(fault.subject == one.subject)
    }

    @Test("The archive that the others are made of is sound")
    func sound() throws {
        let folder = TemporaryFolder()
        let path = folder.write(ZipArchive.sound.bytes, to: "sound.pt")
        let contents = try contents(ofFile: path)
        #expect(contents.notes.isEmpty)
        #expect(contents.path.isEmpty)
        #expect(
            try read(contents.table) == [
                "a": ReadTensor(type: .float32, dimensions: [2, 3], bytes: ZipArchive.sixFloats)
            ])
    }

    @Test(
        "A local header must say what the directory says",
        arguments: [
            Case("other signature", .zipLocalHeader) { $0[tensor].local.signature = 0x0403_4B51 },
            Case("other name", .zipLocalHeader) { $0[tensor].local.name = Array("archive/data/1".utf8) },
            Case("longer name", .zipLocalHeader) { $0[tensor].local.name = Array("archive/data/0x".utf8) },
            Case("name in capitals", .zipLocalHeader) { $0[tensor].local.name = Array("archive/DATA/0".utf8) },
            Case("encrypted", .zipLocalHeader) { $0[tensor].local.flags = 1 },
            Case("deflated", .zipLocalHeader) { $0[tensor].local.method = 8 },
            Case("stored size", .zipLocalHeader) { $0[tensor].local.sizes = (23, 24) },
            Case("whole size", .zipLocalHeader) { $0[tensor].local.sizes = (24, 23) },
            Case("sizes of all ones without zip64", .zipLocalHeader) { $0[tensor].local.sizes = (.max, .max) },
            Case("checksum", .zipLocalHeader) { $0[tensor].local.checksum = 1 },
            Case("a descriptor that is not there", .zipLocalHeader) {
                $0[tensor].flags = 8
                $0[tensor].local.sizes = (0, 0)
                $0[tensor].local.checksum = 0
            },
            Case("extra fields that overrun", .zipLocalHeader) { $0[tensor].local.extra = [1, 2, 9, 0, 1] },
        ])
    func localHeader(one: Case) throws {
        try Self.expectRefused(one)
    }

    @Test(
        "Flags and methods that change what the data means are refused",
        arguments: [
            Case("encrypted", .zipFlags) { $0[tensor].flags = 1 },
            Case("patched", .zipFlags) { $0[tensor].flags = 1 << 5 },
            Case("strongly encrypted", .zipFlags) { $0[tensor].flags = 1 << 6 },
            Case("masked", .zipFlags) { $0[tensor].flags = 1 << 13 },
            Case("shrunk", .zipMethod) { $0[tensor].method = 1 },
            Case("bzip2", .zipMethod) { $0[tensor].method = 12 },
            Case("lzma", .zipMethod) { $0[tensor].method = 14 },
            Case("zstandard", .zipMethod) { $0[tensor].method = 93 },
            Case("AES", .zipMethod) { $0[tensor].method = 99 },
        ])
    func meaning(one: Case) throws {
        try Self.expectRefused(one)
    }

    @Test(
        "A record's range is its own, and within the file",
        arguments: [
            Case("stored in fewer bytes than it claims", .zipRange) { $0[tensor].sizes.stored = 20 },
            Case("beyond the end", .zipRange) { $0[tensor].sizes = (1_000_000, 1_000_000) },
            Case("4 GiB", .zipRange) { $0[tensor].sizes = (0xFFFF_FFF0, 0xFFFF_FFF0) },
            Case("into the next", .zipRange, subject: "record 'archive/version'") { $0[tensor].sizes = (40, 40) },
            Case("fewer than there are", .zipRange, subject: "record 'archive/version'") {
                $0[tensor].sizes = (20, 20)
            },
            Case("a header beyond the directory", .zipRange) { $0[tensor].offset = 0x00FF_FFFF },
            Case("a gap before the directory", .zipRange, subject: directory) { $0.gap = [0, 0] },
            Case("an unlisted record", .zipRange, subject: directory) {
                let hidden = ZipArchive([ZipArchive.Record("archive/hidden", [1, 2, 3])])
                $0.gap = Array(hidden.bytes.prefix(30 + 14 + 3))
            },
        ])
    func ranges(one: Case) throws {
        try Self.expectRefused(one)
    }

    @Test(
        "Names are unique, under case folding too, and lead nowhere",
        arguments: [
            Case("twice", .zipName) { $0.records.append(ZipArchive.Record(tensor, [])) },
            Case("in other case", .zipName, subject: "record 'archive/DATA.PKL'") {
                $0.records.append(ZipArchive.Record("archive/DATA.PKL", []))
            },
            Case("other case outside of ASCII", .zipName, subject: "record 'archive/É'") {
                $0.records += [ZipArchive.Record("archive/é", []), ZipArchive.Record("archive/É", [])]
            },
            Case("upwards", .zipName, subject: "record 'archive/../x'") {
                $0.records.append(ZipArchive.Record("archive/../x", []))
            },
            Case("absolute", .zipName, subject: "record '/etc/passwd'") {
                $0.records.append(ZipArchive.Record("/etc/passwd", []))
            },
            Case("backslash", .zipName, subject: #"record 'archive\x'"#) {
                $0.records.append(ZipArchive.Record(#"archive\x"#, []))
            },
            Case("NUL", .zipName, subject: "record 'archive/a\0b'") {
                $0.records.append(ZipArchive.Record("archive/a\0b", []))
            },
            Case("empty", .zipName, subject: directory) { $0.records.append(ZipArchive.Record("", [])) },
            Case("not UTF-8", .zipName, subject: directory) { $0.records[1].name = [0x61, 0x2F, 0xFF] },
            Case("4097 bytes", .zipName, subject: directory) {
                $0.records.append(ZipArchive.Record("archive/" + String(repeating: "x", count: 4_089), []))
            },
        ])
    func names(one: Case) throws {
        try Self.expectRefused(one)
    }

    @Test(
        "The end of the archive is the end of the file, and there is one directory",
        arguments: [
            Case("bytes after it", .zipTrailing, subject: directory) { $0.trailing = [0] },
            Case("64 KiB after it", .zipDirectory, subject: directory) {
                $0.trailing = Array(repeating: 1, count: 70_000)
            },
            Case("a comment longer than said", .zipTrailing, subject: directory) {
                $0.comment = [1, 2, 3]
                $0.commentCount = 2
            },
            Case("a comment shorter than said", .zipTrailing, subject: directory) {
                $0.comment = [1, 2, 3]
                $0.commentCount = 4
            },
            Case("a second disk", .zipDirectory, subject: directory) { $0.disk = 1 },
            Case("fewer records than there are", .zipDirectory, subject: directory) { $0.count = 2 },
            Case("more records than there are", .zipDirectory, subject: directory) { $0.count = 4 },
            Case("no zip64 end where one is needed", .zipDirectory, subject: directory) { $0.count = 0xFFFF },
            Case("the directory elsewhere", .zipDirectory, subject: directory) { $0.directoryOffset = 1 },
            Case("the directory beyond the end", .zipDirectory, subject: directory) {
                $0.directoryOffset = 0xFFFF_FF00
            },
            Case("bytes after the directory's last header", .zipDirectory, subject: directory) {
                $0.directoryGap = [1, 2]
            },
            Case("no records", .zipDirectory, subject: directory) { $0.records = [] },
        ])
    func ends(one: Case) throws {
        try Self.expectRefused(one)
    }

    @Test("A comment of the length that is said is read, one with the end's own signature too")
    func comment() throws {
        for comment in [Array("made by hand".utf8), [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 30)] {
            var archive = ZipArchive.sound
            archive.comment = comment
            #expect(refusal(of: archive.bytes) == nil)
        }
    }

    @Test("Cut anywhere, an archive is refused as a damaged zip")
    func truncated() throws {
        let whole = ZipArchive.sound.bytes
        let folder = TemporaryFolder()
        for count in stride(from: 24, to: whole.count, by: 1) {
            let fault = refusal(ofFile: folder.write(Array(whole.prefix(count)), to: "cut.pt"))
            #expect(fault?.code == .zipDirectory, "\(count) bytes")
        }
    }
}
