import TestSupport
import Testing

/// Guards `convert --to` of what Google and Keras publish: one command, and a folder that transformers 5 loads.
@Suite("Folders of TensorFlow's checkpoints and of Keras 3")
struct TensorFlowFolderTests {
    private static func copy(_ path: String, to name: String, in folder: TemporaryFolder) -> String {
        _ = Tool.run(["cp", "-r", Fixtures.path(path), folder.file(name)])
        return folder.file(name)
    }

    /// A vocabulary of 2,000 words, of which every second has a capital.
    private static let words = (0..<2000).map { ($0.isMultiple(of: 2) ? "Word" : "word") + String($0) + "\n" }.joined()

    @Test("bert_config.json becomes config.json with class and model type, and the output passes")
    func google() {
        let folder = TemporaryFolder()
        let source = Self.copy("tensorflow-2.18.1/bert_model", to: "uncased", in: folder)
        let out = folder.file("out")
        let run = Tool.bertconv(["convert", source, out, "--to", "safetensors"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("config.json is bert_config.json, with a model_type and a class"), "\(run.errors)")
        let given = Tool.bertconv(["verify", source, "--headers-only"])
        #expect(given.output.contains("(BC303)") && !given.output.contains(" 0 tensors"), "\(given.output)")
        #expect(Tool.run(["ls", "-A", out]).output == "config.json\nmodel.safetensors\nvocab.txt\n")
        let configuration = String(decoding: bytes(ofFile: out + "/config.json"), as: UTF8.self)
        for text in [#""model_type": "bert""#, #""BertForPreTraining""#, #""num_attention_heads": 2"#] {
            #expect(configuration.contains(text), "\(configuration)")
        }
        let verify = Tool.bertconv(["verify", out, "--headers-only"])
        #expect(verify.status == 0, "\(verify.output)")
    }

    @Test("A vocabulary with capitals keeps them: tokenizer_config.json says so, and so does the note")
    func capitals() {
        let folder = TemporaryFolder()
        let source = Self.copy("tensorflow-2.18.1/bert_model", to: "cased", in: folder)
        _ = folder.write(Self.words, to: "cased/vocab.txt")
        let run = Tool.bertconv(["convert", source, folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 0 && run.errors.contains("keeps capitals"), "\(run.errors)")
        let settings = String(decoding: bytes(ofFile: folder.file("out/tokenizer_config.json")), as: UTF8.self)
        #expect(settings == "{\n  \"do_lower_case\": false\n}\n")
    }

    @Test("The vocabulary of a SavedModel is in its assets")
    func assets() {
        let folder = TemporaryFolder()
        let source = Self.copy("tensorflow-2.18.1/transformers-saved-model", to: "model", in: folder)
        _ = Tool.run(["mkdir", source + "/saved_model/assets"])
        _ = folder.write("[PAD]\nthe\n", to: "model/saved_model/assets/vocab.txt")
        let run = Tool.bertconv(["convert", source + "/saved_model", folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(bytes(ofFile: folder.file("out/vocab.txt")) == Array("[PAD]\nthe\n".utf8))
    }

    @Test("Without a configuration, one is made from the tensors, and what they do not tell is said")
    func made() {
        let folder = TemporaryFolder()
        let source = Self.copy("keras-hub-0.32.0/preset", to: "preset", in: folder)
        let run = Tool.bertconv(["convert", source, folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("what they do not tell is assumed: hidden_act gelu_pytorch_tanh"), "\(run.errors)")
        let configuration = String(decoding: bytes(ofFile: folder.file("out/config.json")), as: UTF8.self)
        for text in [#""model_type": "bert""#, #""num_attention_heads": 2"#, #""num_hidden_layers": 2"#] {
            #expect(configuration.contains(text), "\(configuration)")
        }
        #expect(!configuration.contains("class_name"))
    }

    @Test(
        "A damaged archive of Keras ends every command that reads values, and nothing is written",
        arguments: [["verify"], ["convert"], ["digest"], ["inspect", "--stats"]])
    func damagedArchive(command: [String]) {
        let folder = TemporaryFolder()
        var archive = bytes(ofFile: Fixtures.path("keras-hub-0.32.0/masked.keras"))
        // The first value of the vocabulary's matrix, which the archive has once.
        let expected = bytes(ofFile: Fixtures.path("tensorflow-2.18.1/expected.safetensors"))
        let words = SafetensorsBytes.tensors(in: expected)?.first { $0.name.hasSuffix("word_embeddings.weight") }
        let start = archive.firstRange(of: words?.bytes ?? [])?.lowerBound
        #expect(start != nil)
        archive[start ?? 0] ^= 1
        let path = folder.write(archive, to: "damaged.keras")
        let output = command == ["convert"] ? [folder.file("out.safetensors")] : []
        let run = Tool.bertconv(command + [path] + output)
        #expect(run.status == 2, "\(run.output)")
        #expect((run.errors + run.output).contains("record 'model.weights.h5'"), "\(run.errors)")
        #expect(folder.names == ["damaged.keras"])
        #expect(Tool.bertconv(["verify", "--headers-only", path]).status == 1)
    }

    @Test("Where 64 does not divide the size of a layer, the heads are not guessed and no config.json is made")
    func notMade() {
        let folder = TemporaryFolder()
        let source = Self.copy("tensorflow-2.18.1/bert_model", to: "model", in: folder)
        _ = Tool.run(["rm", source + "/bert_config.json"])
        let run = Tool.bertconv(["convert", source, folder.file("out"), "--to", "safetensors"])
        #expect(run.status == 0 && run.errors.contains("the input has no config.json"), "\(run.errors)")
        #expect(Tool.run(["ls", "-A", folder.file("out")]).output == "model.safetensors\nvocab.txt\n")
    }

    @Test("Heads that the configuration contradicts are refused, and nothing is written")
    func otherHeads() {
        let folder = TemporaryFolder()
        let source = Self.copy("tensorflow-2.18.1/garden-encoder", to: "model", in: folder)
        let text = String(decoding: bytes(ofFile: source + "/bert_config.json"), as: UTF8.self)
        _ = folder.write(
            text.replacing("\"num_attention_heads\": 2", with: "\"num_attention_heads\": 4"),
            to: "model/bert_config.json")
        let run = Tool.bertconv(["convert", source, folder.file("out"), "--to", "safetensors"])
        #expect(
            run.status == 2 && run.errors.contains("is 4, and the tensors of attention have 2 heads"), "\(run.errors)")
        #expect(folder.names == ["model"])
    }
}
