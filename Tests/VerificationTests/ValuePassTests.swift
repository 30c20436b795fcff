import ByteIO
import Tensors
import TestSupport
import Testing

@testable import Verification

@Suite("The one reading of all values")
struct ValuePassTests {
    private static func bytes(_ floats: [Float]) -> [UInt8] {
        floats.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) } }
    }

    private static func entry(
        _ name: String, _ range: ByteRange, _ dimensions: [Int], strides: [Int]? = nil, offset: Int = 0,
        _ type: ElementType = .float32
    ) throws -> TensorEntry {
        let shape = try #require(Shape(dimensions))
        guard let strides else {
            return try #require(TensorEntry(name: name, elementType: type, shape: shape, storage: .plain(range)))
        }
        let view = try #require(
            StridedView(storage: range, offset: offset, shape: shape, strides: strides, elementType: type))
        return try #require(TensorEntry(name: name, elementType: type, shape: shape, storage: .strided(view)))
    }

    private static func table(_ entries: [TensorEntry]) -> TensorTable {
        var table = TensorTable()
        for entry in entries { _ = table.insert(entry) }
        return table
    }

    @Test("A tensor without elements is checked wherever it says it is", arguments: [Int.max, -1])
    func nowhere(offset: Int) throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(Self.bytes([1]), to: "data"))
        let entry = try Self.entry(
            "empty", ByteRange(file: file, offset: 0, count: 4), [0], strides: [1], offset: offset)
        var pass = ValuePass()
        pass.read(Self.table([entry]), [:]) { _ in }
        #expect(pass.checkedCount == 1)
        #expect(Finding.Place(entry)?.byteCount == 0)
    }

    @Test("Names of the same elements are read once, and each has what was found; others are read themselves")
    func tied() throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(Self.bytes([1, .nan, 3, .infinity]), to: "data"))
        let range = ByteRange(file: file, offset: 0, count: 16)
        let same = [
            try Self.entry("first", range, [4]), try Self.entry("same", range, [4]),
            try Self.entry("view", range, [4], strides: [1]),
        ]
        var pass = ValuePass()
        var read = 0
        pass.read(Self.table(same), [:]) { read += $0 }
        #expect(read == 16)
        #expect(pass.checkedCount == 3 && pass.unchecked.isEmpty)
        #expect(same.map { pass.scans[$0.name]?.nonFiniteCount } == [2, 2, 2])
        let others = [
            try Self.entry("part", range, [2], strides: [1], offset: 2), try Self.entry("shape", range, [2, 2]),
            try Self.entry("every second", range, [2], strides: [2]),
        ]
        pass = ValuePass()
        pass.read(Self.table(same + others), [:]) { _ in }
        #expect(pass.checkedCount == 6)
        #expect(others.map { pass.scans[$0.name]?.nonFiniteCount } == [1, 2, 0])
    }

    @Test("BC602: a damaged record leaves its tensors unchecked, and no others")
    func damaged() throws {
        let folder = TemporaryFolder()
        let data = Self.bytes([1, 2, 3, 4])
        let file = try InputFile(path: folder.write(data + data + data, to: "data"))
        let sum = Checksum.of(data)
        let sound = ByteRange(file: file, offset: 0, count: 16, checksum: Checksum(value: sum))
        let damaged = ByteRange(
            file: file, offset: 16, count: 16, checksum: Checksum(value: sum ^ 1), label: "record 'x'")
        let table = Self.table([
            try Self.entry("sound", sound, [4]), try Self.entry("whole", damaged, [4]),
            try Self.entry("part", damaged, [2], strides: [1]),
            try Self.entry("integers", damaged, [2], strides: [1], .int64),
            try Self.entry("without", ByteRange(file: file, offset: 32, count: 16), [4]),
        ])
        var pass = ValuePass()
        pass.read(table, [:]) { _ in }
        #expect(pass.checkedCount == 2)
        #expect(Set(pass.scans.keys) == ["sound", "without"])
        #expect(pass.unchecked.map(\.subject) == ["whole", "part", "integers"])
        #expect(pass.unchecked.allSatisfy { $0.fault.code.description == "file.checksum" })
        #expect(pass.unchecked.allSatisfy { $0.fault.file == file.path })
    }

    @Test("What is cut short while it is read, or still encoded, is unchecked")
    func unreadable() throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(Self.bytes([1, 2]), to: "data"))
        let range = ByteRange(file: file, offset: 4, count: 16)
        let shape = try #require(Shape([2]))
        let encoded = try #require(
            TensorEntry(
                name: "encoded", elementType: .float32, shape: shape,
                storage: .encoded(TensorEntry.EncodedStorage(file: file, key: "k") { _ in nil })))
        var pass = ValuePass()
        pass.read(Self.table([try Self.entry("short", range, [4]), encoded]), [:]) { _ in }
        #expect(pass.checkedCount == 0 && pass.scans.isEmpty)
        #expect(pass.unchecked.map(\.subject) == ["short", "encoded"])
    }

    @Test("Every type is checked, is found to have nothing to judge, or is said not to be checked")
    func types() throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(Array(repeating: 0, count: 64), to: "data"))
        for type in ElementType.allCases {
            let shape = try #require(Shape([2]))
            guard let count = shape.byteCount(of: type) else { continue }
            let range = ByteRange(file: file, offset: 0, count: count)
            var pass = ValuePass()
            pass.read(Self.table([try Self.entry("t", range, [2], type)]), [:]) { _ in }
            #expect(pass.checkedCount + pass.unchecked.count == 1, "\(type)")
            let isJudged = [.float16, .bfloat16, .float32, .float64].contains(type)
            #expect((pass.scans["t"] != nil) == isJudged, "\(type)")
            let isRead = isJudged || type == .bool || type.isInteger
            #expect((pass.checkedCount == 1) == isRead, "\(type)")
            #expect(isRead || pass.unchecked.first?.fault.code.description == "verify.element-type")
        }
    }

    @Test("Doubles, transposed views and tensors without elements are read as they are")
    func shapes() throws {
        let folder = TemporaryFolder()
        let pattern = Double.infinity.bitPattern
        let double = [UInt8](repeating: 0, count: 8) + (0..<8).map { UInt8(truncatingIfNeeded: pattern >> ($0 * 8)) }
        let file = try InputFile(path: folder.write(double + Self.bytes([1, 2, .nan, 4, 5, 6]), to: "data"))
        let floats = ByteRange(file: file, offset: 16, count: 24)
        let table = Self.table([
            try Self.entry("double", ByteRange(file: file, offset: 0, count: 16), [2], .float64),
            try Self.entry("turned", floats, [3, 2], strides: [1, 3]),
            try Self.entry("empty", ByteRange(file: file, offset: 0, count: 0), [0, 3]),
        ])
        var pass = ValuePass()
        pass.read(table, [:]) { _ in }
        #expect(pass.checkedCount == 3)
        #expect(pass.scans["double"]?.nonFiniteCount == 1 && pass.scans["double"]?.firstNonFinite == 1)
        // Element 2 of the storage is element [2, 0] of the view: the fifth of six.
        #expect(pass.scans["turned"]?.firstNonFinite == 4)
        #expect(pass.scans["empty"]?.constant == nil)
    }
}
