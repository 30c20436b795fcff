import ByteIO
import Tensors
import TestSupport
import Testing

@Suite("Copying tensors from file to file")
struct TensorCopierTests {
    private struct Copied {
        let content: [UInt8]
        let progress: Int
        let checksum: UInt32?
    }

    /// Copies the matrix, which comes after `before` other bytes, to byte `target` of a new file.
    private static func copied(
        _ matrix: Matrix, isTransposed: Bool, before: Int = 0, target: Int = 0, needsChecksum: Bool = false
    ) throws -> Copied {
        let folder = TemporaryFolder()
        let path = folder.write([UInt8](repeating: 0xAA, count: before) + matrix.bytes, to: "source")
        let source = try TensorEntry.matrix(matrix, in: try InputFile(path: path), at: UInt64(before))
        let output = folder.file("output")
        var total = 0
        var copier = TensorCopier()
        let file = try AtomicFile.create(at: output, byteCount: UInt64(target + source.byteCount), replacing: false)
        let task = TensorCopy(
            source: source, isTransposed: isTransposed, target: UInt64(target), needsChecksum: needsChecksum)
        let result = try copier.copy(task, to: file.writer) { total += $0 }
        try file.commit()
        return Copied(content: bytes(ofFile: output), progress: total, checksum: result.checksum)
    }

    @Test(
        "A copy arrives whole, below, at and above the size of a block",
        arguments: [
            0, 1, 4_097, Block.standardByteCount, Block.standardByteCount + 1, 3 * Block.standardByteCount + 12_345,
        ])
    func copy(byteCount: Int) throws {
        let source = Matrix(rows: 1, columns: byteCount, width: 1)
        let result = try Self.copied(source, isTransposed: false, before: 13, target: 5)
        #expect(result.content.count == 5 + byteCount)
        #expect(result.content.dropFirst(5).elementsEqual(source.bytes))
        #expect(result.progress == byteCount)
        #expect(result.checksum == nil)
    }

    @Test(
        "A transposed matrix equals the definition",
        arguments: [(1, 1), (1, 1_000), (1_000, 1), (16, 40), (40, 16), (33, 65), (0, 7), (7, 0)], [1, 2, 4, 8])
    func transposition(size: (Int, Int), width: Int) throws {
        let matrix = Matrix(rows: size.0, columns: size.1, width: width)
        let result = try Self.copied(matrix, isTransposed: true, before: 3, target: 11)
        #expect(result.content.dropFirst(11).elementsEqual(matrix.transposed.bytes))
        #expect(result.progress == matrix.bytes.count)
    }

    @Test(
        "A matrix larger than a block is read in bands", .slow,
        arguments: [
            // Several rows to a band; one row longer than a block; as BERT-base's feed-forward kernel.
            (1_500, 700, 2), (3, 700_000, 2), (768, 3_072, 4),
        ])
    func bands(rows: Int, columns: Int, width: Int) throws {
        let matrix = Matrix(rows: rows, columns: columns, width: width)
        try #require(matrix.bytes.count > Block.standardByteCount)
        let result = try Self.copied(matrix, isTransposed: true)
        let isEqual = result.content == matrix.transposed.bytes
        #expect(isEqual)
        #expect(result.progress == matrix.bytes.count)
    }

    @Test(
        "A matrix larger than a panel is copied panel by panel", .slow,
        arguments: [(3_000, 3_000, 4), (1_501, 2_900, 8)])
    func panels(rows: Int, columns: Int, width: Int) throws {
        let matrix = Matrix(rows: rows, columns: columns, width: width)
        try #require(matrix.bytes.count > TensorStream.panelByteCount)
        let result = try Self.copied(matrix, isTransposed: true)
        let isEqual = result.content == matrix.transposed.bytes
        #expect(isEqual)
        #expect(result.progress == matrix.bytes.count)
    }

    @Test("The checksum is of what was written, not of what was read", arguments: [false, true])
    func checksum(isTransposed: Bool) throws {
        let matrix = Matrix(rows: 700, columns: 900, width: 4)
        let result = try Self.copied(matrix, isTransposed: isTransposed, target: 3, needsChecksum: true)
        #expect(result.checksum == Checksum.of(Array(result.content.dropFirst(3))))
        let empty = try Self.copied(Matrix(rows: 0, columns: 4, width: 4), isTransposed: false, needsChecksum: true)
        #expect(empty.checksum == 0)
    }

    @Test("One mover carries many tensors, the next smaller or larger than the last")
    func reuse() throws {
        let matrices = [(40, 30), (300, 500), (2, 3), (310, 510)].map { Matrix(rows: $0.0, columns: $0.1, width: 4) }
        let folder = TemporaryFolder()
        let input = try InputFile(path: folder.write(matrices.flatMap(\.bytes), to: "source"))
        let file = try AtomicFile.create(at: folder.file("output"), byteCount: input.byteCount, replacing: false)
        var copier = TensorCopier()
        var offset: UInt64 = 0
        for matrix in matrices {
            let source = try TensorEntry.matrix(matrix, in: input, at: offset)
            _ = try copier.copy(TensorCopy(source: source, isTransposed: true, target: offset), to: file.writer)
            offset += UInt64(matrix.bytes.count)
        }
        try file.commit()
        #expect(bytes(ofFile: folder.file("output")) == matrices.flatMap(\.transposed.bytes))
    }

    @Test("A source that was cut short is a fault of that file, and leaves no output", arguments: [false, true])
    func truncated(isTransposed: Bool) throws {
        let folder = TemporaryFolder()
        let path = folder.write([UInt8](repeating: 1, count: 100), to: "source")
        let range = ByteRange(file: try InputFile(path: path), offset: 40, count: 64)
        let source = try TensorEntry.plain(range, [4, 4], .float32)
        let fault = try #require(throws: Fault.self) {
            let file = try AtomicFile.create(at: folder.file("output"), byteCount: 64, replacing: false)
            var copier = TensorCopier()
            _ = try copier.copy(TensorCopy(source: source, isTransposed: isTransposed, target: 0), to: file.writer)
            try file.commit()
        }
        #expect(fault.code == .fileTruncated)
        #expect(fault.file == path)
        #expect(fault.offset == 100)
        #expect(folder.names == ["source"])
    }
}
