import ByteIO
import Tensors
import TestSupport
import Testing

/// What the comparison of two copies of a parameter stands on: where they first differ.
@Suite("Comparing tensors")
struct TensorComparisonTests {
    private static let byteCount = 2 * Block.standardByteCount + 100

    /// Two runs at different offsets of different files, the second changed at `position`.
    private static func difference(
        at position: Int?, _ folder: TemporaryFolder, _ type: ElementType = .uint8
    ) throws -> TensorComparison? {
        let content = Matrix(rows: 1, columns: byteCount, width: 1).bytes
        var changed = content
        if let position { changed[position] ^= 1 }
        let first = try InputFile(path: folder.write([7] + content, to: "first"))
        let second = try InputFile(path: folder.write([1, 2, 3] + changed, to: "second"))
        let shape = [byteCount / (type.bitWidth / 8)]
        return try TensorComparison(
            try .plain(ByteRange(file: first, offset: 1, count: byteCount), shape, type), transposed: false,
            try .plain(ByteRange(file: second, offset: 3, count: byteCount), shape, type), transposed: false)
    }

    @Test("Equal tensors have none, wherever they stand")
    func equal() throws {
        #expect(try Self.difference(at: nil, TemporaryFolder()) == nil)
    }

    @Test(
        "The first byte that differs is named, in any block",
        arguments: [0, 1, Block.standardByteCount - 1, Block.standardByteCount, byteCount - 1])
    func position(expected: Int) throws {
        let found = try #require(try Self.difference(at: expected, TemporaryFolder()))
        let content = Matrix(rows: 1, columns: Self.byteCount, width: 1).bytes
        #expect(found.element == expected)
        #expect(found.first == [content[expected]])
        #expect(found.second == [content[expected] ^ 1])
    }

    @Test("An element of several bytes is named whole, whichever byte of it differs", arguments: [0, 1, 2, 3])
    func element(byte: Int) throws {
        let number = Block.standardByteCount / 4 + 7
        let found = try #require(try Self.difference(at: number * 4 + byte, TemporaryFolder(), .uint32))
        let content = Matrix(rows: 1, columns: Self.byteCount, width: 1).bytes
        #expect(found.element == number)
        #expect(found.first == Array(content[number * 4..<number * 4 + 4]))
        #expect(found.second.count == 4)
    }

    @Test("A matrix equals itself stored the other way round; two that are both so are not turned")
    func orientation() throws {
        let folder = TemporaryFolder()
        let matrix = Matrix(rows: 33, columns: 65, width: 4)
        let file = try InputFile(path: folder.write(matrix.bytes + matrix.transposed.bytes, to: "file"))
        let upright = try TensorEntry.matrix(matrix, in: file, at: 0)
        let turned = try TensorEntry.matrix(matrix.transposed, in: file, at: UInt64(matrix.bytes.count))
        #expect(try TensorComparison(upright, transposed: false, turned, transposed: true) == nil)
        #expect(try TensorComparison(turned, transposed: true, upright, transposed: false) == nil)
        #expect(try TensorComparison(turned, transposed: true, turned, transposed: true) == nil)
        let difference = try TensorComparison(upright, transposed: false, turned, transposed: false)
        #expect(difference?.element == 1, "stored as they are, the second elements are the first that differ")
    }

    @Test("Tensors without elements are equal")
    func empty() throws {
        let file = try InputFile(path: Fixtures.path("README.md"))
        let empty = try TensorEntry.plain(ByteRange(file: file, offset: 0, count: 0), [0, 5], .float32)
        #expect(try TensorComparison(empty, transposed: false, empty, transposed: true) == nil)
    }

    @Test("The file that cannot be read is the one at fault")
    func truncated() throws {
        let folder = TemporaryFolder()
        let whole = try InputFile(path: folder.write([UInt8](repeating: 0, count: 20), to: "whole"))
        let cut = try InputFile(path: folder.write([UInt8](repeating: 0, count: 12), to: "cut"))
        let sound = try TensorEntry.plain(ByteRange(file: whole, offset: 0, count: 20), [20], .uint8)
        let outside = try TensorEntry.plain(ByteRange(file: cut, offset: 0, count: 20), [20], .uint8)
        for (first, second) in [(sound, outside), (outside, sound)] {
            let fault = try #require(throws: Fault.self) {
                _ = try TensorComparison(first, transposed: false, second, transposed: false)
            }
            #expect(fault.code == .fileTruncated)
            #expect(fault.file == cut.path)
            #expect(fault.offset == 12)
        }
    }
}
