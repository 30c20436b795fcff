import TestSupport
import Testing

/// Guards `--to`, `--max-shard-size` and `--dtype`.
@Suite("Model folders, shards and types")
struct ModelFolderTests {
    private static let model = Fixtures.path("transformers-4.44.2/BertForMaskedLM")

    /// A model folder with a tokenizer, a subfolder and two files of weights.
    private static func source(in folder: TemporaryFolder) -> String {
        let path = folder.file("model")
        _ = Tool.run(["mkdir", "-p", path + "/1_Pooling"])
        _ = Tool.run(["cp", model + "/config.json", model + "/tf_model.h5", path])
        _ = Tool.run(["cp", model + "/config.json", path + "/1_Pooling/config.json"])
        _ = folder.write("[PAD]\n[UNK]\n", to: "model/vocab.txt")
        _ = folder.write("old", to: "model/flax_model.msgpack")
        return path
    }

    @Test(
        "A folder has the weights under the name that loaders look for, and what belongs to the model",
        arguments: [
            ("safetensors", "model.safetensors"), ("pytorch", "pytorch_model.bin"), ("tensorflow", "tf_model.h5"),
        ])
    func folder(format: String, name: String) {
        let folder = TemporaryFolder()
        let source = Self.source(in: folder)
        let run = Tool.bertconv(["convert", source, folder.file("out"), "--to", format])
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            Tool.run(["env", "LC_ALL=C", "ls", "-A", folder.file("out")]).output
                == "1_Pooling\nconfig.json\n\(name)\nvocab.txt\n".sorted)
        #expect(bytes(ofFile: folder.file("out/config.json")) == bytes(ofFile: Self.model + "/config.json"))
        #expect(bytes(ofFile: folder.file("out/1_Pooling/config.json")) == bytes(ofFile: Self.model + "/config.json"))
        #expect(run.output.contains("did not copy flax_model.msgpack"))
        #expect(folder.names == ["model", "out"])
    }

    @Test("A slash after the folder's name does not count, even where weights must be decoded first")
    func trailingSlash() {
        let folder = TemporaryFolder()
        let input = Fixtures.path("h5py-3.16.0/gzip-chunked.h5")
        let run = Tool.bertconv(["convert", input, folder.file("out/"), "--to", "safetensors"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(Tool.run(["ls", "-A", folder.file("out")]).output == "config.json\nmodel.safetensors\n")
    }

    @Test("A folder that is the input, or is not empty, is not touched")
    func occupied() {
        let folder = TemporaryFolder()
        let source = Self.source(in: folder)
        let run = Tool.bertconv(["convert", source, source, "--to", "safetensors"])
        #expect(run.status == 2)
        #expect(run.errors.contains("is the input itself"))
        #expect(folder.names == ["model"])
        _ = Tool.run(["mkdir", folder.file("other")])
        _ = folder.write("mine", to: "other/notes.txt")
        let other = Tool.bertconv(["convert", source, folder.file("other"), "--to", "safetensors"])
        #expect(other.status == 2)
        #expect(other.errors.contains("the output folder exists already and is not empty"))
        #expect(Tool.run(["ls", "-A", folder.file("other")]).output == "notes.txt\n")
    }

    @Test("A folder that would be incomplete is not made")
    func holes() {
        let folder = TemporaryFolder()
        let source = Self.source(in: folder)
        let arguments = [
            "convert", source, folder.file("out"), "--to", "safetensors", "--as", "BertForTokenClassification",
        ]
        #expect(Tool.bertconv(arguments).status == 1)
        #expect(folder.names == ["model"])
    }

    @Test("Beside a single file only configuration and tokenizer go along")
    func singleFile() {
        let folder = TemporaryFolder()
        let source = Self.source(in: folder)
        _ = folder.write("private", to: "model/notes.txt")
        let run = Tool.bertconv(["convert", source + "/tf_model.h5", folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 0)
        #expect(Tool.run(["ls", "-A", folder.file("out")]).output == "config.json\nmodel.safetensors\nvocab.txt\n")
    }

    @Test("A link out of the folder is not followed")
    func linkOut() {
        let folder = TemporaryFolder()
        let source = Self.source(in: folder)
        _ = folder.write("secret", to: "secret.txt")
        _ = Tool.run(["ln", "-s", folder.file("secret.txt"), source + "/merges.txt"])
        let run = Tool.bertconv(["convert", source, folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 2)
        #expect(run.errors.contains("merges.txt: is a link to a file outside of the model's folder"))
        #expect(folder.names == ["model", "secret.txt"])
    }

    @Test(
        "Shards hold what one file holds, none larger than asked for, with an index", arguments: ["safetensors", "bin"])
    func shards(ending: String) throws {
        let folder = TemporaryFolder()
        _ = folder.copy(Self.model + "/config.json")
        let output = folder.file("model.\(ending)")
        let run = Tool.bertconv(["convert", Self.model, output, "--max-shard-size", "8KB"])
        #expect(run.status == 0, "\(run.errors)")
        let index = folder.file("model.\(ending).index.json")
        #expect(folder.names.contains("model.\(ending).index.json"))
        #expect(!folder.names.contains("model.\(ending)"))
        #expect(folder.names.contains("model-00001-of-00004.\(ending)"))
        #expect(Tool.bertconv(["diff", Self.model, index]).status == 0)
    }

    @Test("An index whose total size is not that of its tensors is said")
    func totalSize() {
        let folder = TemporaryFolder()
        _ = folder.copy(Self.model + "/config.json")
        let output = folder.file("model.safetensors")
        #expect(Tool.bertconv(["convert", Self.model, output, "--max-shard-size", "8KB"]).status == 0)
        let index = folder.file("model.safetensors.index.json")
        _ = Tool.run(["sed", "-i", "s/\"total_size\": [0-9]*/\"total_size\": 5/", index])
        let run = Tool.bertconv(["inspect", index])
        #expect(run.status == 0)
        #expect(run.errors.contains("'total_size' is 5, but the tensors have 27124 bytes"))
    }

    @Test("A narrower type rounds, is said in config.json, and integers stay", arguments: ["f16", "bf16"])
    func narrower(type: String) {
        let folder = TemporaryFolder()
        let run = Tool.bertconv(["convert", Self.model, folder.file("out"), "--to", "safetensors", "--dtype", type])
        #expect(run.status == 0)
        let name = type == "f16" ? "F16" : "BF16"
        let inspected = Tool.bertconv(["inspect", folder.file("out")]).output
        #expect(inspected.contains(" \(name) ") && !inspected.contains(" F32 "))
        let difference = Tool.bertconv(["diff", Self.model, folder.file("out"), "--tolerance", "0.002"])
        #expect(difference.status == 0, "\(difference.output)")
        let word = type == "f16" ? "float16" : "bfloat16"
        #expect(difference.output.hasPrefix("equal up to \(word) rounding"), "\(difference.output)")
    }

    @Test("Values that are too large for the type stop the conversion, unless that is asked for")
    func overflow() throws {
        let folder = TemporaryFolder()
        var model = TinyBert()
        model.remove("bert.pooler.dense.bias")
        let floats = [Float](repeating: 70000, count: TinyBert.hidden)
        model.tensors.append(StoredTensor("bert.pooler.dense.bias", [TinyBert.hidden], floats: floats))
        let input = model.write(to: folder)
        let before = folder.names
        let arguments = ["convert", input, folder.file("half.safetensors"), "--dtype", "f16"]
        let run = Tool.bertconv(arguments)
        #expect(run.status == 2)
        #expect(run.errors.contains("are too large for F16 and would become infinite"))
        #expect(folder.names == before)
        #expect(Tool.bertconv(arguments + ["--allow-overflow"]).status == 0)
    }
}

extension String {
    fileprivate var sorted: String {
        split(separator: "\n").sorted().map { $0 + "\n" }.joined()
    }
}
