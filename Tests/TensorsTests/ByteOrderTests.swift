import ByteIO
import Tensors
import TestSupport
import Testing

@Suite("Elements become what every reader expects")
struct ByteOrderTests {
    private static func read(_ bytes: [UInt8], _ type: ElementType, isBigEndian: Bool) throws -> [UInt8] {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(bytes, to: "storage"))
        let range = ByteRange(file: file, offset: 0, count: bytes.count, isBigEndian: isBigEndian)
        return try dense(try .plain(range, [bytes.count / (type.bitWidth / 8)], type))
    }

    @Test(
        "Big-endian numbers are turned by their width, complex ones part by part",
        arguments: [
            (ElementType.uint8, 1), (.int8, 1), (.bool, 1), (.float8e4m3, 1), (.float8e5m2, 1), (.float8e8m0, 1),
            (.uint16, 2), (.int16, 2), (.float16, 2), (.bfloat16, 2), (.uint32, 4), (.int32, 4), (.float32, 4),
            (.complex64, 4), (.uint64, 8), (.int64, 8), (.float64, 8),
        ])
    func bigEndian(type: ElementType, unit: Int) throws {
        let bytes: [UInt8] = type == .bool ? [0, 1, 1, 0, 1, 0, 0, 1] : [1, 2, 3, 4, 5, 6, 7, 8]
        let all = bytes + bytes.reversed()
        let expected = stride(from: 0, to: all.count, by: unit).flatMap { all[$0..<$0 + unit].reversed() }
        #expect(try Self.read(all, type, isBigEndian: true) == expected)
        #expect(try Self.read(all, type, isBigEndian: false) == all)
    }

    @Test("A big-endian tensor of several blocks is turned in each, and through a transposition too")
    func blocks() throws {
        let matrix = Matrix(rows: 600, columns: 500, width: 4)
        let swapped = stride(from: 0, to: matrix.bytes.count, by: 4).flatMap { matrix.bytes[$0..<$0 + 4].reversed() }
        #expect(try Self.read(swapped, .float32, isBigEndian: true) == matrix.bytes)
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(swapped, to: "storage"))
        let range = ByteRange(file: file, offset: 0, count: swapped.count, isBigEndian: true)
        let isEqual = try dense(try .plain(range, [600, 500], .float32), transposed: true) == matrix.transposed.bytes
        #expect(isEqual)
    }

    @Test("Every byte but 0 is true, as PyTorch takes it", arguments: [false, true])
    func booleans(isBigEndian: Bool) throws {
        #expect(try Self.read(Array(0...255), .bool, isBigEndian: isBigEndian) == [0] + Array(repeating: 1, count: 255))
        #expect(try Self.read(Array(0...255), .uint8, isBigEndian: isBigEndian) == Array(0...255))
    }
}
