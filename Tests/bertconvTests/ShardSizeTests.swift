import JSONText
import TestSupport
import Testing

@Suite("--max-shard-size")
struct ShardSizeTests {
    private static let model = TinyBert("BertForSequenceClassification", layers: 2)

    private static func index(_ path: String) throws -> JSONObject {
        try #require(try JSONParser.parse(bytes(ofFile: path)).object)
    }

    @Test("Shards are numbered, none is too large, and the index names all", arguments: ["safetensors", "bin"])
    func shards(ending: String) throws {
        let folder = TemporaryFolder()
        let input = Self.model.write(to: folder, as: "input.safetensors")
        let output = folder.file("model.\(ending)")
        let run = Tool.bertconv(["convert", "--max-shard-size", "500B", input, output])
        #expect(run.status == 0, "\(run.errors)")
        let shards = folder.names.filter { $0.hasPrefix("model-") }
        let count = shards.count
        #expect(count > 2)
        #expect(run.output.contains(" in \(count + 1) files") || run.output.contains(" in \(count) files"))
        let total = String(100_000 + count).dropFirst()
        let numbers = (1...count).map { String(100_000 + $0).dropFirst() }
        #expect(shards == numbers.map { "model-\($0)-of-\(total).\(ending)" })
        #expect(!folder.names.contains("model.\(ending)"))
        let index = try Self.index(output + ".index.json")
        let map = try #require(index["weight_map"]?.object)
        #expect(Set(map.members.map(\.name)) == Set(Self.model.names))
        #expect(Set(map.members.compactMap(\.value.string)) == Set(shards))
        let size = Self.model.tensors.reduce(0) { $0 + $1.bytes.count }
        #expect(index["metadata"]?.object?["total_size"]?.integer == size)
        #expect(Tool.bertconv(["diff", "--quiet", input, output + ".index.json"]).status == 0)
        #expect(
            Tool.bertconv(["convert", "--quiet", output + ".index.json", folder.file("whole.safetensors")]).status == 0)
    }

    @Test("A tensor larger than the limit is a shard by itself")
    func large() throws {
        let folder = TemporaryFolder()
        let input = Self.model.write(to: folder, as: "input.safetensors")
        #expect(
            Tool.bertconv(["convert", "--quiet", "--max-shard-size", "1B", input, folder.file("m.safetensors")]).status
                == 0)
        #expect(folder.names.count { $0.hasPrefix("m-") } == Self.model.tensors.count)
    }

    @Test("What fits into one file is one, without an index", arguments: ["1GB", "5MB", "100KB", "100000"])
    func one(size: String) {
        let folder = TemporaryFolder()
        let input = Self.model.write(to: folder, as: "input.safetensors")
        #expect(
            Tool.bertconv(["convert", "--quiet", "--max-shard-size", size, input, folder.file("m.safetensors")]).status
                == 0)
        #expect(folder.names == ["config.json", "input.safetensors", "m.safetensors"])
    }

    @Test(
        "A size is a number above 0, with a unit of 1000s or none",
        arguments: ["0", "-1", "5XB", "GB", "1.5GB", "9999999999TB", ""])
    func sizes(size: String) {
        let folder = TemporaryFolder()
        let input = Self.model.write(to: folder)
        let run = Tool.bertconv(["convert", "--max-shard-size=\(size)", input, folder.file("m.safetensors")])
        #expect(run.status == 2 || run.status == 64)
        #expect(run.errors.contains("max-shard-size"))
        #expect(folder.names == ["config.json", "model.safetensors"])
    }

    @Test(
        "A shard or an index that exists is not replaced unasked, and then nothing is written",
        arguments: [
            "m-00001-of-00002.safetensors", "m-00002-of-00002.safetensors", "m.safetensors.index.json",
        ])
    func existing(name: String) throws {
        let folder = TemporaryFolder()
        let size = Self.model.tensors.reduce(0) { $0 + $1.bytes.count }
        let input = Self.model.write(to: folder, as: "input.safetensors")
        _ = folder.write("mine", to: name)
        let before = folder.contents
        let arguments = ["convert", "--max-shard-size", "\(size * 2 / 3)", input, folder.file("m.safetensors")]
        let run = Tool.bertconv(arguments)
        #expect(run.status == 2)
        #expect(run.errors.contains("exists already"))
        #expect(folder.contents == before)
        #expect(Tool.bertconv(arguments + ["--force", "--quiet"]).status == 0)
    }
}
