import ByteIO
import Tensors
import TestSupport
import Testing

/// What `diff` compares: the numbers, whatever type they are stored in.
@Suite("Reading numbers")
struct NumberStreamTests {
    private static func numbers(
        _ bytes: [UInt8], _ dimensions: [Int], _ type: ElementType, transposed: Bool = false
    ) throws -> [Double] {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(bytes, to: "file"))
        let entry = try TensorEntry.plain(ByteRange(file: file, offset: 0, count: bytes.count), dimensions, type)
        var stream = NumberStream()
        try stream.open(entry, transposed: transposed)
        var numbers: [Double] = []
        while let number = try stream.next() { numbers.append(number) }
        #expect(try stream.next() == nil, "the end stays the end")
        return numbers
    }

    @Test("Numbers of every type of weight are read", arguments: NumberFormat.all)
    func types(format: NumberFormat) throws {
        let values = [1, -2.5, 0, 0x1p-14, .infinity]
        let bytes = values.flatMap { format.bytes(format.bits($0) ?? 0) }
        #expect(try Self.numbers(bytes, [5], format.type) == values)
    }

    @Test("A matrix is read in the orientation that is wanted")
    func transposed() throws {
        let format = NumberFormat.single
        let bytes = (1...6).flatMap { format.bytes(format.bits(Double($0)) ?? 0) }
        #expect(try Self.numbers(bytes, [2, 3], .float32) == [1, 2, 3, 4, 5, 6])
        #expect(try Self.numbers(bytes, [2, 3], .float32, transposed: true) == [1, 4, 2, 5, 3, 6])
    }

    @Test("A block of the narrowest type, four times as long as doubles, fits", .slow, arguments: NumberFormat.all)
    func blocks(format: NumberFormat) throws {
        let count = Block.standardByteCount / format.byteCount + 77
        let bytes = (0..<count).flatMap { format.bytes(format.bits(Double($0 % 200)) ?? 0) }
        let numbers = try Self.numbers(bytes, [count], format.type)
        #expect(numbers.count == count)
        #expect(numbers.enumerated().allSatisfy { $1 == Double($0 % 200) })
    }

    @Test("No elements are no numbers; a scalar is one")
    func sizes() throws {
        #expect(try Self.numbers([], [0, 4], .float16).isEmpty)
        #expect(try Self.numbers([0, 0x3C], [], .float16) == [1])
    }
}
