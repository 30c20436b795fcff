import ByteIO
import Tensors
import TestSupport
import Testing

/// torch never looks at a CRC; here no byte of a record is used before the whole record was found sound.
@Suite("Checksums of records")
struct RecordChecksumTests {
    private let folder = TemporaryFolder()
    private let content = Matrix(rows: 700, columns: 500, width: 4).bytes

    /// The record of the content with one byte changed, or none.
    private func record(changedAt position: Int? = nil, recorded: UInt32? = nil) throws -> ByteRange {
        var stored = content
        if let position { stored[position] ^= 0x10 }
        let file = try InputFile(path: folder.write([9, 9] + stored, to: "archive"))
        return ByteRange(
            file: file, offset: 2, count: content.count, checksum: Checksum(value: recorded ?? Checksum.of(content)),
            label: "record 'archive/data/0'")
    }

    private static func whole(_ range: ByteRange) throws -> TensorEntry {
        try .plain(range, [700, 500], .float32)
    }

    private func expectRefused(_ entry: TensorEntry, transposed: Bool = false) throws {
        let fault = try #require(throws: Fault.self) { try dense(entry, transposed: transposed) }
        #expect(fault.code == .checksum)
        #expect(fault.subject == "record 'archive/data/0'")
        #expect(fault.offset == 2)
        #expect(fault.file == folder.file("archive"))
        #expect(fault.reason.contains(String(Checksum.of(content), radix: 16)), "both values are said")
    }

    @Test("A sound record is read whole, in part, turned and gathered")
    func sound() throws {
        let range = try record()
        #expect(try dense(try Self.whole(range)) == content)
        #expect(try dense(try Self.whole(range), transposed: true).count == content.count)
        #expect(try dense(try .strided(range, [3], strides: [1], offset: 7, .float32)) == Array(content[28..<40]))
        #expect(try dense(try .strided(range, [2], strides: [9], .float32)).count == 8)
    }

    @Test(
        "A changed byte is found, in the first block, the last, and at the end",
        arguments: [0, Block.standardByteCount, 1_399_999], [false, true])
    func changed(position: Int, transposed: Bool) throws {
        try expectRefused(try Self.whole(try record(changedAt: position)), transposed: transposed)
    }

    @Test("A part is not given out when another part of its record is damaged")
    func part() throws {
        let range = try record(changedAt: 1_000_000)
        try expectRefused(try .strided(range, [3], strides: [1], .float32))
        try expectRefused(try .strided(range, [3], strides: [9], .float32))
        var stream = TensorStream()
        let entry = try TensorEntry.strided(range, [3], strides: [1], .float32)
        #expect(throws: Fault.self) { try stream.open(entry) }
    }

    @Test("A matrix that is turned as it is read is refused for a damaged byte of its record, in it or before it")
    func turned() throws {
        for (position, offset, rows) in [(5, 0, 700), (1_399_999, 0, 700), (5, 175_000, 350), (5, 500, 699)] {
            let range = try record(changedAt: position)
            try expectRefused(try .strided(range, [500, rows], strides: [1, 500], offset: offset, .float32))
        }
        let sound = try record()
        let entry = try TensorEntry.strided(sound, [500, 350], strides: [1, 500], offset: 175_000, .float32)
        #expect(try dense(entry).count == 700_000 && dense(entry, transposed: true) == Array(content[700_000...]))
    }

    @Test("A checksum of 0 is one like any other")
    func zero() throws {
        let range = try record(recorded: 0)
        let fault = try #require(throws: Fault.self) { try dense(try Self.whole(range)) }
        #expect(fault.code == .checksum)
    }

    @Test("Two tensors of one record are both given, and both refused when it is damaged")
    func shared() throws {
        var stream = TensorStream()
        let range = try record()
        let first = try TensorEntry.strided(range, [350, 500], strides: [500, 1], .float32)
        let second = try TensorEntry.strided(range, [350, 500], strides: [500, 1], offset: 175_000, .float32)
        let bytes = try dense(first, with: &stream) + dense(second, with: &stream)
        #expect(bytes == content)
        let damaged = try record(changedAt: 5)
        for offset in [0, 175_000] {
            try expectRefused(try .strided(damaged, [350, 500], strides: [500, 1], offset: offset, .float32))
        }
    }

    @Test("A record found sound is known by its file: the same place in another file is checked anew")
    func files() throws {
        var stream = TensorStream()
        let sound = try record()
        let part = try TensorEntry.strided(sound, [3], strides: [1], .float32)
        _ = try dense(part, with: &stream)
        let other = TemporaryFolder()
        let file = try InputFile(path: other.write([UInt8](repeating: 0, count: 2 + content.count), to: "other"))
        let range = ByteRange(
            file: file, offset: 2, count: content.count, checksum: sound.checksum, label: "record 'x'")
        let fault = try #require(throws: Fault.self) {
            try dense(try .strided(range, [3], strides: [1], .float32), with: &stream)
        }
        #expect(fault.code == .checksum)
        #expect(fault.subject == "record 'x'")
    }

    @Test("Nothing is checked where nothing is recorded")
    func unrecorded() throws {
        let file = try InputFile(path: folder.write(content, to: "plain"))
        let range = ByteRange(file: file, offset: 0, count: content.count)
        #expect(try dense(try Self.whole(range)) == content)
    }
}
