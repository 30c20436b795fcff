import ByteIO
import Tensors
import TestSupport
import Testing

@Suite("Reading tensors that are views")
struct StridedStreamTests {
    /// The plain definition, element by element.
    private static func gathered(
        _ storage: [UInt8], _ dimensions: [Int], _ strides: [Int], offset: Int, width: Int
    ) -> [UInt8] {
        var places = [offset]
        for (dimension, stride) in zip(dimensions, strides) {
            places = places.flatMap { place in (0..<dimension).map { place + $0 * stride } }
        }
        return places.flatMap { storage[$0 * width..<($0 + 1) * width] }
    }

    private static func type(ofWidth width: Int) -> ElementType {
        Matrix(rows: 0, columns: 0, width: width).elementType
    }

    @Test("Any strides of any number of dimensions give what the definition says", arguments: 0..<60)
    func random(seed: Int) throws {
        var generator = Sequence64(seed: UInt64(seed))
        let width = [1, 2, 4, 8][seed % 4]
        let rank = Int.random(in: 0...6, using: &generator)
        let dimensions = (0..<rank).map { _ in Int.random(in: 1...5, using: &generator) }
        let strides = (0..<rank).map { _ in Int.random(in: 0...9, using: &generator) }
        let offset = Int.random(in: 0...7, using: &generator)
        let last = zip(dimensions, strides).reduce(offset) { $0 + ($1.0 - 1) * $1.1 }
        let storage = Matrix(rows: 1, columns: last + 1, width: width)
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write([1, 2, 3] + storage.bytes, to: "storage"))
        let entry = try TensorEntry.strided(
            ByteRange(file: file, offset: 3, count: storage.bytes.count), dimensions, strides: strides,
            offset: offset, Self.type(ofWidth: width))
        #expect(
            try dense(entry) == Self.gathered(storage.bytes, dimensions, strides, offset: offset, width: width),
            "\(dimensions) \(strides) \(offset)")
        #expect(
            try dense(entry, transposed: true)
                == Self.gathered(storage.bytes, dimensions.reversed(), strides.reversed(), offset: offset, width: width),
            "transposed: \(dimensions) \(strides) \(offset)")
    }

    @Test(
        "The stride of a dimension of one element is never gone, however large",
        arguments: [Int.max, .max - 1, 1 << 61])
    func largeStride(stride: Int) throws {
        let storage = Matrix(rows: 1, columns: 12, width: 4)
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(storage.bytes, to: "storage"))
        let entry = try TensorEntry.strided(
            ByteRange(file: file, offset: 0, count: storage.bytes.count), [3, 1, 2], strides: [4, stride, 2], offset: 0,
            Self.type(ofWidth: 4))
        #expect(try dense(entry) == Self.gathered(storage.bytes, [3, 2], [4, 2], offset: 0, width: 4))
    }

    @Test("A view of a whole matrix stored the other way round is turned", arguments: [1, 2, 4, 8])
    func turned(width: Int) throws {
        let matrix = Matrix(rows: 70, columns: 33, width: width)
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write([0] + matrix.bytes, to: "storage"))
        let range = ByteRange(file: file, offset: 1, count: matrix.bytes.count)
        let entry = try TensorEntry.strided(range, [33, 70], strides: [1, 33], matrix.elementType)
        #expect(try dense(entry) == matrix.transposed.bytes)
        #expect(try dense(entry, transposed: true) == matrix.bytes, "turned twice it is as it was stored")
    }

    @Test("Some rows or columns of a larger matrix are those, whichever way they are read")
    func window() throws {
        let matrix = Matrix(rows: 20, columns: 10, width: 4)
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(matrix.bytes, to: "storage"))
        let range = ByteRange(file: file, offset: 0, count: matrix.bytes.count)
        let rows = try TensorEntry.strided(range, [5, 10], strides: [10, 1], offset: 30, .uint32)
        #expect(try dense(rows) == Array(matrix.bytes[120..<320]))
        #expect(
            try dense(rows, transposed: true)
                == Self.gathered(matrix.bytes, [10, 5], [1, 10], offset: 30, width: 4))
        let columns = try TensorEntry.strided(range, [20, 3], strides: [10, 1], offset: 4, .uint32)
        #expect(try dense(columns) == Self.gathered(matrix.bytes, [20, 3], [10, 1], offset: 4, width: 4))
    }

    @Test("Elements that are gathered may be more than a block")
    func large() throws {
        let storage = Matrix(rows: 1, columns: 1_200_000, width: 2)
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(storage.bytes, to: "storage"))
        let range = ByteRange(file: file, offset: 0, count: storage.bytes.count)
        let entry = try TensorEntry.strided(range, [600_000], strides: [2], .uint16)
        let isEqual =
            try dense(entry) == Self.gathered(storage.bytes, [600_000], [2], offset: 0, width: 2)
        #expect(isEqual)
    }

    @Test("A tensor without elements is read without looking at the file, wherever it claims to be")
    func empty() throws {
        let file = try InputFile(path: Fixtures.path("README.md"))
        let range = ByteRange(file: file, offset: 1 << 60, count: 4)
        let entry = try TensorEntry.strided(range, [3, 0], strides: [5, 5], offset: 800, .float32)
        #expect(try dense(entry).isEmpty)
    }

    @Test("Elements scattered over more than the span that is held are refused by name")
    func scattered() throws {
        let folder = TemporaryFolder()
        let path = folder.write([0], to: "storage")
        let range = ByteRange(file: try InputFile(path: path), offset: 0, count: TensorStream.spanByteCount * 2)
        let stride = TensorStream.spanByteCount / 4
        let entry = try TensorEntry.strided(range, [2], strides: [stride], .float32)
        let fault = try #require(throws: Fault.self) { try dense(entry) }
        #expect(fault.code == .tensorScattered)
        #expect(fault.subject == "tensor 't'")
        #expect(fault.file == path)
        #expect(fault.remedy?.contains("contiguous()") == true)
    }

    @Test("A tensor that is still encoded is refused, not read")
    func encoded() throws {
        let path = Fixtures.path("README.md")
        let place = TensorEntry.EncodedStorage(file: try InputFile(path: path), key: "k") { _ in nil }
        let shape = try #require(Shape([2]))
        let entry = try #require(
            TensorEntry(name: "t", elementType: .float32, shape: shape, storage: .encoded(place)))
        let fault = try #require(throws: Fault.self) { try dense(entry) }
        #expect(fault.code == .tensorEncoded)
        #expect(fault.subject == "tensor 't'")
    }

    @Test("Packed elements are copied as they are, and a matrix of them is not turned")
    func packed() throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write([1, 2, 3, 4, 5, 6], to: "storage"))
        let entry = try TensorEntry.plain(ByteRange(file: file, offset: 0, count: 6), [3, 4], .float4)
        #expect(try dense(entry) == [1, 2, 3, 4, 5, 6])
        let fault = try #require(throws: Fault.self) { try dense(entry, transposed: true) }
        #expect(fault.code == .tensorPacked)
        #expect(fault.subject == "tensor 't'")
        #expect(fault.reason.contains("F4"))
    }
}

/// Numbers that look random and are the same each time.
struct Sequence64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
