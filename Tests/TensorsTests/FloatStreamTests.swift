import ByteIO
import Tensors
import TestSupport
import Testing

@Suite("Tensors as 32-bit floats")
struct FloatStreamTests {
    /// The floats that a stream gives of a tensor of these bytes, as bits.
    private static func bits(
        _ bytes: [UInt8], _ dimensions: [Int], _ type: ElementType, transposed: Bool = false
    ) throws -> [UInt32] {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(bytes, to: "data"))
        var stream = FloatStream()
        let entry = try TensorEntry.plain(ByteRange(file: file, offset: 0, count: bytes.count), dimensions, type)
        try stream.open(entry, transposed: transposed)
        var bits: [UInt32] = []
        while let numbers = try unsafe stream.next() { unsafe bits += numbers.map(\.bitPattern) }
        return bits
    }

    private static func bytes(_ halves: [UInt16]) -> [UInt8] {
        halves.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }

    private static let all = (0...UInt16.max).map { $0 }

    @Test("Every float16 there is widens to the float of its value; NaN stays NaN, with its sign")
    func float16() throws {
        let bits = try Self.bits(Self.bytes(Self.all), [65536], .float16)
        try #require(bits.count == 65536)
        let wrong = Self.all.filter { pattern in
            let half = Float16(bitPattern: pattern)
            let float = Float(bitPattern: bits[Int(pattern)])
            return half.isNaN ? !float.isNaN || float.sign != half.sign : float.bitPattern != Float(half).bitPattern
        }
        #expect(wrong.isEmpty as Bool, "\(wrong.prefix(9))")
    }

    @Test("Every bfloat16 there is widens by zeros")
    func bfloat16() throws {
        let bits = try Self.bits(Self.bytes(Self.all), [65536], .bfloat16)
        #expect((bits == Self.all.map { UInt32($0) << 16 }) as Bool)
    }

    @Test("Every length has its tail", arguments: [ElementType.float16, .bfloat16])
    func tails(type: ElementType) throws {
        for count in 0..<50 {
            let halves = (0..<count).map { UInt16(0x3C00 + $0 * 37) }
            let bits = try Self.bits(Self.bytes(halves), [count], type)
            let expected = halves.map {
                type == .float16 ? Float(Float16(bitPattern: $0)).bitPattern : UInt32($0) << 16
            }
            #expect((bits == expected) as Bool, "\(count)")
        }
    }

    @Test(
        "Nothing is lost where a block of 1 MiB ends", .slow,
        arguments: [-17, -16, -1, 0, 1, 15, 16, 17, 524_288, 524_289])
    func borders(more: Int) throws {
        let count = (1 << 20) / 2 + more
        let halves = (0..<count).map { UInt16(truncatingIfNeeded: $0 &* 40503) & 0x7BFF }
        let bits = try Self.bits(Self.bytes(halves), [count], .float16)
        let expected = halves.map { Float(Float16(bitPattern: $0)).bitPattern }
        #expect((bits == expected) as Bool)
    }

    @Test("Floats are handed out as they are, NaN with its payload")
    func float32() throws {
        let patterns: [UInt32] = [0, 0x8000_0000, 0x7F80_0001, 0xFFC1_2345, 1, 0x7F7F_FFFF, 0x3F80_0000]
        let bytes = patterns.flatMap { pattern in (0..<4).map { UInt8(truncatingIfNeeded: pattern >> ($0 * 8)) } }
        #expect(try Self.bits(bytes, [7], .float32) == patterns)
    }

    @Test("A matrix can be read with its dimensions in reverse order")
    func transposed() throws {
        let halves: [UInt16] = [1, 2, 3, 4, 5, 6]
        let bits = try Self.bits(Self.bytes(halves), [2, 3], .bfloat16, transposed: true)
        #expect(bits == [1, 4, 2, 5, 3, 6].map { $0 << 16 })
    }

    @Test("A stream that was used for one type reads another")
    func reuse() throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(Self.bytes([0x3C00, 0x3F80, 0, 0x4000]), to: "data"))
        var stream = FloatStream()
        var read: [[Float]] = []
        for (offset, count, type) in [
            (0, 1, ElementType.float16), (2, 1, .bfloat16), (4, 1, .float32), (0, 0, .float16),
        ] {
            let range = ByteRange(file: file, offset: UInt64(offset), count: count * type.bitWidth / 8)
            try stream.open(try TensorEntry.plain(range, [count], type))
            var numbers: [Float] = []
            while let block = try unsafe stream.next() { unsafe numbers += Array(block) }
            read.append(numbers)
        }
        #expect(read == [[1], [1], [2], []])
    }

    @Test("Doubles are rounded to the nearest float, and are there as they are too; in blocks as long as any")
    func float64() throws {
        let count = (256 << 10) / 8 + 5
        let numbers = (0..<count).map { Double($0) / 3 } + [1e300, -.infinity, 1e-50]
        let bytes = numbers.flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) }
        }
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(bytes, to: "data"))
        var stream = FloatStream()
        let range = ByteRange(file: file, offset: 0, count: bytes.count)
        try stream.open(try TensorEntry.plain(range, [numbers.count], .float64))
        var (floats, doubles) = ([Float](), [Double]())
        while let block = try unsafe stream.next() {
            unsafe floats += Array(block)
            unsafe doubles += stream.doubles.map(Array.init) ?? []
        }
        #expect((doubles == numbers) as Bool)
        #expect((floats == numbers.map(Float.init)) as Bool)
    }

    @Test("Types that a float cannot hold are not read")
    func types() {
        let read = ElementType.allCases.filter(FloatStream.reads)
        #expect(Set(read) == [.float64, .float32, .float16, .bfloat16])
    }
}
