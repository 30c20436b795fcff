import JSONText
import TestSupport
import Testing

@Suite("bertconv probe")
struct ProbeCommandTests {
    private static let model = Fixtures.path("transformers-4.44.2/BertModel")
    private static let tokens = ["--ids", "5,9,2,12", "--ids", "7,3"]

    private static func probe(_ arguments: [String]) -> Tool.Run { Tool.bertconv(["probe"] + arguments) }

    @Test("Shapes are those of transformers, with texts padded to the longest")
    func shapes() {
        let run = Self.probe([Self.model + "/expected.safetensors"] + Self.tokens)
        #expect(run.status == 0)
        #expect(run.output.contains("last_hidden_state [2, 4, 16]"))
        #expect(run.output.contains("pooler_output [2, 16]"))
    }

    @Test("A record of a model is the same for its other formats, and not for another model")
    func against() throws {
        let folder = TemporaryFolder()
        let golden = folder.file("golden.json")
        let written = Self.probe([Self.model + "/expected.safetensors", "--write", golden] + Self.tokens)
        #expect(written.status == 0)
        let same = Self.probe([Self.model + "/tf_model.h5", "--against", golden])
        #expect(same.status == 0)
        #expect(same.output.contains("the same as"))
        let other = Fixtures.path("transformers-4.44.2/BertForPreTraining/expected.safetensors")
        let differs = Self.probe([other, "--against", golden, "--as", "BertModel", "--format", "json"])
        #expect(differs.status == 1)
        let comparison = try #require(try JSONParser.parse(Array(differs.output.utf8)).object?["comparison"]?.object)
        #expect(comparison["same"] == .bool(false))
        #expect(comparison["firstModule"] == .string("bert.embeddings.LayerNorm"))
    }

    @Test("Another activation parts at the first module after it, and is no other weight")
    func activation() {
        let folder = TemporaryFolder()
        let path = folder.copy(Self.model + "/expected.safetensors", as: "model.safetensors")
        let text = String(decoding: bytes(ofFile: Self.model + "/config.json"), as: UTF8.self)
        let lines = text.split(separator: "\n").map { line in
            line.hasPrefix("  \"hidden_act\"") ? "  \"hidden_act\": \"relu\"," : String(line)
        }
        #expect(lines.contains("  \"hidden_act\": \"relu\","))
        _ = folder.write(lines.joined(separator: "\n"), to: "config.json")
        let run = Self.probe([path, "--against", Self.model + "/expected.safetensors"] + Self.tokens)
        #expect(run.status == 1)
        #expect(run.output.contains("first at bert.encoder.layer.0.output.dense, after"))
    }

    @Test("What went in and came out is a safetensors file with the names of transformers")
    func output() {
        let folder = TemporaryFolder()
        let path = folder.file("outputs.safetensors")
        let run = Self.probe([Self.model + "/expected.safetensors", "--output", path] + Self.tokens)
        #expect(run.status == 0)
        let listed = Tool.bertconv(["inspect", path]).output
        for name in ["input_ids", "token_type_ids", "attention_mask", "last_hidden_state", "pooler_output"] {
            #expect(listed.contains(name))
        }
        let refused = Self.probe([Self.model, "--output", folder.file("model.safetensors")] + Self.tokens)
        #expect(refused.status == 2)
    }

    @Test("A token out of the vocabulary, a text that is too long, a class without weights: one line, and status 2")
    func refusals() {
        let path = Self.model + "/expected.safetensors"
        let long = [Int](repeating: 1, count: 25).map(String.init).joined(separator: ",")
        for (arguments, words) in [
            (["--ids", "61"], "--ids"), (["--ids", long], "--max-length 24"),
            (["--as", "BertForTokenClassification", "--ids", "1"], "bertconv verify"),
        ] {
            let run = Self.probe([path] + arguments)
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.errors.split(separator: "\n").count == 1)
            #expect(run.errors.contains(words))
        }
        #expect(Self.probe([path, "--ids", "1,x"]).status == 64)
    }
}
