import ByteIO
import Tensors
import TestSupport
import Testing

@Suite("Tables of tensors")
struct TensorTableTests {
    private static func encoded(_ file: InputFile) -> TensorEntry.Storage {
        .encoded(TensorEntry.EncodedStorage(file: file, key: "key") { _ in nil })
    }

    private static func entry(
        _ name: String, _ dimensions: [Int] = [2], _ elementType: ElementType = .float32
    ) throws -> TensorEntry {
        let file = try InputFile(path: Fixtures.path("README.md"))
        let shape = try #require(Shape(dimensions))
        return try #require(
            TensorEntry(name: name, elementType: elementType, shape: shape, storage: Self.encoded(file)))
    }

    @Test("A table keeps the order of its tensors and finds them by name")
    func order() throws {
        var table = TensorTable()
        for name in ["b", "a", "", "c"] { #expect(table.insert(try Self.entry(name))) }
        #expect(table.entries.map(\.name) == ["b", "a", "", "c"])
        #expect(table["a"]?.name == "a")
        #expect(table[""]?.name.isEmpty == true)
        #expect(table["d"] == nil)
        #expect(table.count == 4)
        #expect(table.byteCount == 4 * 8)
    }

    @Test("A name that is taken changes nothing")
    func duplicate() throws {
        var table = TensorTable()
        #expect(table.insert(try Self.entry("a", [2])))
        #expect(!table.insert(try Self.entry("a", [3])))
        #expect(table.count == 1)
        #expect(table["a"]?.shape.dimensions == [2])
        #expect(table.byteCount == 8)
    }

    @Test(
        "An entry exists only when its range holds what shape and type need",
        arguments: [(7, false), (8, true), (9, false)])
    func rangeSize(count: Int, exists: Bool) throws {
        let file = try InputFile(path: Fixtures.path("README.md"))
        let shape = try #require(Shape([2]))
        let entry = TensorEntry(
            name: "a", elementType: .float32, shape: shape,
            storage: .plain(ByteRange(file: file, offset: 0, count: count)))
        #expect((entry != nil) == exists)
        #expect(entry?.range?.count == (exists ? 8 : nil))
    }

    @Test("An entry without whole bytes does not exist; an encoded one has no range")
    func storage() throws {
        let file = try InputFile(path: Fixtures.path("README.md"))
        let odd = TensorEntry(
            name: "a", elementType: .float4, shape: try #require(Shape([3])), storage: Self.encoded(file))
        #expect(odd == nil)
        let encoded = try Self.entry("a", [5], .float16)
        #expect(encoded.range == nil)
        #expect(encoded.view == nil)
        #expect(encoded.isEncoded)
        #expect(encoded.encodingKey == "key")
        #expect(encoded.byteCount == 10)
        #expect(encoded.file.path == file.path)
    }
}
