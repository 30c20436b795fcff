import JSONText
import TestSupport
import Testing

/// What `--to` copies makes a folder that loads what was written.
@Suite("Files that go along")
struct CopiedFilesTests {
    private static func model(in folder: TemporaryFolder, _ fields: [String: String] = [:]) -> String {
        _ = Tool.run(["mkdir", folder.file("model")])
        var model = TinyBert("BertForSequenceClassification")
        for (name, value) in fields { model.configuration[name] = value }
        _ = folder.write(model.configurationText, to: "model/config.json")
        _ = folder.write(SafetensorsBytes.file(model.tensors), to: "model/model.safetensors")
        return folder.file("model")
    }

    private static func configuration(_ folder: TemporaryFolder) throws -> JSONObject {
        try #require(try JSONParser.parse(bytes(ofFile: folder.file("out/config.json"))).object)
    }

    @Test(
        "Fields that lead a loader elsewhere are taken out, and that is said",
        arguments: [("transformers_weights", "\"model.safetensors\"")], ["convert", "init"])
    func redirections(field: (name: String, value: String), command: String) throws {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder, [field.name: field.value])
        let run = Tool.bertconv([command, model, folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("note: config.json of the output has no '\(field.name)'"))
        let written = try Self.configuration(folder)
        #expect(written[field.name] == nil)
        #expect(written["hidden_size"]?.integer == TinyBert.hidden)
    }

    /// Guards `ModelCase`: the model that such a file describes is another one than the library builds.
    @Test(
        "A configuration that sends the library elsewhere is refused, and nothing is written",
        arguments: [
            ("configuration_files", "[\"config.4.0.0.json\"]"), ("attribute_map", "{\"hidden_size\": \"n\"}"),
        ], ["convert", "init"])
    func redirected(field: (name: String, value: String), command: String) {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder, [field.name: field.value])
        let run = Tool.bertconv([command, model, folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 2)
        #expect(run.errors.contains("field '\(field.name)'"), "\(run.errors)")
        #expect(folder.names == ["model"])
    }

    @Test("A configuration without such fields is copied byte for byte, null or not")
    func unchanged() {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder, ["transformers_weights": "null"])
        #expect(Tool.bertconv(["convert", model, folder.file("out"), "--to", "pytorch"]).errors.isEmpty)
        #expect(folder.tree["out/config.json"] == folder.tree["model/config.json"])
    }

    @Test("What describes an adapter stays behind with its weights")
    func adapter() {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        _ = folder.write("{}", to: "model/adapter_config.json")
        _ = folder.write("x", to: "model/adapter_model.bin")
        let run = Tool.bertconv(["convert", model, folder.file("out"), "--to", "safetensors"])
        #expect(run.output.contains("did not copy adapter_config.json, adapter_model.bin"))
        #expect(folder.tree["out/adapter_config.json"] == nil)
    }

    @Test("The class that --as names is that of the output's configuration")
    func className() throws {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let arguments = [
            "convert", model, folder.file("out"), "--to", "safetensors", "--as", "BertForTokenClassification",
        ]
        let run = Tool.bertconv(arguments)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try Self.configuration(folder)["architectures"] == ["BertForTokenClassification"])
    }

    @Test("Links to folders make no copies without end: each real folder goes along once, under its own name")
    func links() {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let script = """
            cd "$0" && ln -s . a && ln -s . b && mkdir sub && echo x > sub/x && ln -s sub c && ln -s ../model sub/up \
            && mkdir deep && cd deep && ln -s ../sub s
            """
        #expect(Tool.run(["/bin/sh", "-c", script, model]).status == 0)
        let run = Tool.bertconv(["convert", model, folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 0, "\(run.errors)")
        let copied = folder.tree.keys.filter { $0.hasPrefix("out/") && $0 != "out/" }.sorted()
        #expect(copied == ["out/config.json", "out/deep/", "out/model.safetensors", "out/sub/", "out/sub/x"])
        #expect(run.output.contains("did not copy a, b, c, deep/s, sub/up"))
    }

    @Test("A folder that is only reached by a link goes along under the link's name")
    func linkedFolder() {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let script = "cd \"$0\" && mkdir .hidden && echo x > .hidden/x && ln -s .hidden a && ln -s .hidden b"
        #expect(Tool.run(["/bin/sh", "-c", script, model]).status == 0)
        #expect(Tool.bertconv(["convert", model, folder.file("out"), "--to", "safetensors"]).status == 0)
        #expect(folder.tree["out/a/x"] != nil)
        #expect(folder.tree["out/b/"] == nil)
    }

    @Test("Too many names beside the weights are refused, and nothing is left", .slow)
    func tooMany() {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let script = "cd \"$0\" && seq -f 'f%.0f' 10001 | xargs touch"
        #expect(Tool.run(["/bin/sh", "-c", script, model]).status == 0)
        let run = Tool.bertconv(["convert", model, folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: \(model): the folder has more than 10000 files"))
        #expect(folder.names == ["model"])
    }

    @Test("An option without effect is said: a prefix that no name has, shards of HDF5")
    func withoutEffect() {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let prefix = Tool.bertconv(["convert", model, folder.file("o.bin"), "--strip-prefix", "encoder."])
        #expect(prefix.status == 2)
        #expect(prefix.errors.contains("no tensor's name begins with 'encoder.'"))
        for arguments in [["o.h5"], ["o", "--to", "tensorflow"]] {
            let run = Tool.bertconv(
                ["convert", model, folder.file(arguments[0]), "--max-shard-size", "1KB"] + arguments.dropFirst())
            #expect(run.status == 64)
            #expect(run.errors.contains("HDF5 is always one file"))
        }
        #expect(folder.names == ["model"])
    }

    @Test("Two tensors of one name stop every format, whole or in shards, before a byte is written")
    func nameTwice() {
        let folder = TemporaryFolder()
        let bias = StoredTensor("bert/pooler/dense/bias:0", [4], floats: [1, 2, 3, 4])
        let stray = StoredTensor("bert.pooler.dense.bias", [4], floats: [5, 6, 7, 8])
        let norm = StoredTensor("bert/embeddings/LayerNorm/beta:0", [4], floats: [1, 2, 3, 4])
        let input = folder.write(SafetensorsBytes.file([bias, stray, norm]), to: "in.safetensors")
        for (name, options) in [
            ("o.safetensors", []), ("o.bin", []), ("o.safetensors", ["--max-shard-size", "1B"]),
            ("o.bin", ["--max-shard-size", "1B"]), ("o", ["--to", "pytorch"]), ("o.bin", ["--dry-run"]),
        ] as [(String, [String])] {
            let run = Tool.bertconv(
                ["convert", input, folder.file(name), "--allow-incomplete", "--as", "BertForSequenceClassification"]
                    + options)
            #expect(run.status == 2, "\(name) \(options): \(run.errors)")
            #expect(run.errors.contains("two tensors would have this name in the output"), "\(run.errors)")
            #expect(folder.names == ["in.safetensors"])
        }
    }
}
