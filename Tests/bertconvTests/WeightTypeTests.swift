import ByteIO
import Safetensors
import Tensors
import TestSupport
import Testing

@Suite("--dtype")
struct WeightTypeTests {
    private static func types(_ path: String) throws -> Set<ElementType> {
        Set(try SafetensorsReader.read(try InputFile(path: path)).table.entries.map(\.elementType))
    }

    @Test(
        "Weights become the type that is asked for; whole numbers stay",
        arguments: [
            ("f32", ElementType.float32), ("f16", .float16), ("bf16", .bfloat16), ("keep", .float32),
        ])
    func types(name: String, type: ElementType) throws {
        let folder = TemporaryFolder()
        var model = TinyBert("BertModel")
        model.tensors.append(StoredTensor("steps", [2], integers: [1, 1 << 40]))
        let output = folder.file("out.safetensors")
        let run = Tool.bertconv(["convert", "--quiet", "--dtype", name, model.write(to: folder), output])
        #expect(run.status == 0, "\(run.errors)")
        let table = try SafetensorsReader.read(try InputFile(path: output)).table
        #expect(table["steps"]?.elementType == .int64)
        #expect(table.entries.filter { $0.name != "steps" }.allSatisfy { $0.elementType == type })
    }

    @Test("An archive and an h5 file have the type too", arguments: ["out.bin", "out.h5"])
    func formats(name: String) throws {
        let folder = TemporaryFolder()
        let output = folder.file(name)
        let model = TinyBert("BertModel").write(to: folder)
        #expect(Tool.bertconv(["convert", "--quiet", "--dtype", "f16", model, output]).status == 0)
        let back = folder.file("back.safetensors")
        #expect(Tool.bertconv(["convert", "--quiet", output, back]).status == 0)
        #expect(try Self.types(back) == [.float16])
    }

    private static func model(_ value: Float) -> TinyBert {
        var model = TinyBert("BertModel")
        let place = model.tensors.firstIndex { $0.name == "pooler.dense.bias" } ?? 0
        model.tensors[place] = StoredTensor("pooler.dense.bias", [4], floats: [1, value, -value, 1])
        return model
    }

    @Test("A value that would become infinite is refused by its tensor, and nothing is written")
    func overflow() {
        let folder = TemporaryFolder()
        let input = Self.model(70_000).write(to: folder)
        expectRefused(
            input, in: folder, arguments: ["--dtype", "f16"], first: "",
            saying: ["tensor 'pooler.dense.bias'", "2 of its values", "F16", "--allow-overflow"])
    }

    @Test("--allow-overflow lets it, and says how many")
    func allowed() {
        let folder = TemporaryFolder()
        let input = Self.model(70_000).write(to: folder)
        let run = Tool.bertconv([
            "convert", "--dtype", "f16", "--allow-overflow", input, folder.file("out.safetensors"),
        ])
        #expect(run.status == 0)
        #expect(run.errors.contains("2 values became infinite"))
    }

    @Test(
        "The largest value that fits is no overflow; infinity stays what it is",
        arguments: [Float(65_504), 65_519, .infinity])
    func edge(value: Float) {
        let folder = TemporaryFolder()
        let input = Self.model(value).write(to: folder)
        let run = Tool.bertconv(["convert", "--dtype", "f16", input, folder.file("out.safetensors")])
        #expect(run.status == 0)
        #expect(!run.errors.contains("infinite"))
    }

    @Test("Values that become subnormal are counted and said")
    func subnormal() {
        let folder = TemporaryFolder()
        let input = Self.model(1e-7).write(to: folder)
        let run = Tool.bertconv(["convert", "--dtype", "f16", input, folder.file("out.safetensors")])
        #expect(run.status == 0)
        #expect(run.errors.contains("2 values became subnormal or 0"))
    }

    @Test("Another type is not known", arguments: ["f64", "int8", "F16", ""])
    func unknown(name: String) {
        let folder = TemporaryFolder()
        let input = TinyBert("BertModel").write(to: folder)
        let run = Tool.bertconv(["convert", "--dtype", name, input, folder.file("out.safetensors")])
        #expect(run.status == 2 || run.status == 64)
        #expect(run.errors.contains("dtype"))
        #expect(folder.names == ["config.json", "model.safetensors"])
    }
}
