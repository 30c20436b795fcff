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

    /// A copy of a model in testdata, with other tensors and other text in config.json.
    private static func copy(
        _ path: String, config: (String) -> String = { $0 }, tensor: (StoredTensor) -> StoredTensor = { $0 }
    ) throws -> TemporaryFolder {
        let folder = TemporaryFolder()
        let tensors = try #require(SafetensorsBytes.tensors(in: bytes(ofFile: path + "/expected.safetensors")))
        _ = folder.write(SafetensorsBytes.file(tensors.map(tensor)), to: "model.safetensors")
        let text = config(String(decoding: bytes(ofFile: path + "/config.json"), as: UTF8.self))
        if !text.isEmpty { _ = folder.write(text, to: "config.json") }
        return folder
    }

    @Test("A head that scores words is compared, though no text has a mask")
    func headWithoutMask() throws {
        let path = Fixtures.path("transformers-4.44.2/BertForMaskedLM")
        let folder = TemporaryFolder()
        let golden = folder.file("golden.json")
        let written = Self.probe([path + "/expected.safetensors", "--write", golden] + Self.tokens)
        #expect(written.status == 0)
        #expect(written.errors == "wrote \(golden)\n")
        #expect(Self.probe([path + "/expected.safetensors", "--write", golden, "-q"] + Self.tokens).errors.isEmpty)
        let same = Self.probe([path + "/tf_model.h5", "--against", golden])
        #expect(same.status == 0)
        #expect(same.output.contains("the five best agree in 2 of 2 rows"))
        let other = try Self.copy(
            path,
            tensor: { tensor in
                guard tensor.name == "cls.predictions.bias" else { return tensor }
                var tensor = tensor
                tensor.bytes = tensor.bytes.indices.map { $0 % 4 == 3 ? 0x3F : 0 }
                return tensor
            })
        let differs = Self.probe([other.path, "--against", golden])
        #expect(differs.status == 1)
        #expect(differs.output.contains("  logits: largest difference 0."))
        // With all rows in the one and the last ones in the other.
        let outputs = folder.file("all.safetensors")
        #expect(Self.probe([path + "/tf_model.h5", "--against", golden, "--output", outputs]).status == 0)
    }

    @Test("Without a config.json the number of heads is unknown, so nothing is computed")
    func noConfiguration() throws {
        let folder = try Self.copy(Self.model, config: { _ in "" })
        let run = Self.probe([folder.path + "/model.safetensors"] + Self.tokens)
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.errors.split(separator: "\n").count == 1)
        #expect(run.errors.contains("no config.json beside it states the number of heads"))
    }

    @Test("A summary that is not computed is refused, and one without a projection is computed without")
    func summary() throws {
        let path = Fixtures.path("relatives/transformers-4.44.2/electra/ElectraForMultipleChoice")
        func run(_ member: String) throws -> Tool.Run {
            let folder = try Self.copy(path, config: { "{" + member + "," + $0.dropFirst() })
            return Self.probe([folder.path] + Self.tokens)
        }
        let other = try run(#""summary_type": "mean""#)
        #expect(other.status == 2 && other.output.isEmpty)
        #expect(other.errors.split(separator: "\n").count == 1)
        #expect(other.errors.contains("field 'summary_type': is 'mean', and only"))
        let usual = try run(#""summary_type": "first""#)
        let plain = try run(#""summary_use_proj": false"#)
        #expect(usual.status == 0 && plain.status == 0)
        #expect(usual.output != plain.output)
    }

    @Test("A record has its own texts, and a tolerance is for a comparison")
    func usage() {
        let path = Self.model + "/expected.safetensors"
        let golden = Fixtures.path("probe/BertModel.json")
        #expect(Self.probe([path, "--against", golden]).status == 0)
        for arguments in [["--against", golden, "--ids", "5"], ["a text", "--against", golden]] {
            let run = Self.probe([path] + arguments)
            #expect(run.status == 64)
            #expect(run.errors.contains("the record has its own texts"))
        }
        #expect(Self.probe([path, "--tolerance", "0.1"] + Self.tokens).status == 64)
    }

    @Test("A record of another program may have scores of words for every token")
    func everyToken() {
        let path = Fixtures.path("transformers-4.44.2/BertForMaskedLM/expected.safetensors")
        #expect(Self.probe([path, "--against", Fixtures.path("probe/BertForMaskedLM.json")]).status == 0)
    }

    @Test("A text that is beyond all models is refused before it is split")
    func longText() {
        let folder = TemporaryFolder()
        let text = String(repeating: "a ", count: (1 << 19) + 1)
        let golden = folder.write(
            #"{"probe": 1, "inputs": [{"texts": ["\#(text)"], "ids": [2]}], "outputs": []}"#, to: "golden.json")
        let run = Self.probe([Fixtures.path("behaviour/BertForMaskedLM"), "--against", golden])
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.errors.contains("text: has 1048578 bytes, and at most 1048576 are read"))
    }

    private static let sentenceFolder = Fixtures.path("sentence/sound-older/0_Transformer")

    /// A folder of sentence-transformers with this configuration of its pooling; nil: it has none.
    private static func pooled(_ configuration: String?) -> TemporaryFolder {
        let folder = TemporaryFolder()
        for name in ["config.json", "model.safetensors"] { _ = folder.copy(sentenceFolder + "/" + name) }
        _ = folder.write(
            """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
            """, to: "modules.json")
        _ = Tool.run(["mkdir", folder.file("1_Pooling")])
        if let configuration { _ = folder.write(configuration, to: "1_Pooling/config.json") }
        return folder
    }

    @Test("Modes of pooling: one, a list, none that is stated; without a configuration nothing is computed")
    func pooling() {
        for (configuration, words) in [
            (#"{"pooling_mode": "cls"}"#, "[1, 8]: the first token"),
            (#"{"pooling_mode": ["cls", "max"]}"#, "[1, 16]: the first token and the largest of the tokens"),
            (
                #"{"pooling_mode_mean_tokens": false}"#,
                "[1, 8]: the mean of the tokens, which is taken as no mode is stated"
            ),
        ] {
            let folder = Self.pooled(configuration)
            let run = Self.probe([folder.path, "--ids", "1,2"])
            #expect(run.status == 0)
            #expect(run.output.contains("sentence vectors \(words)"))
        }
        for configuration in [nil, #"{"pooling_mode": []}"#, #"{"pooling_mode": "median"}"#] {
            let folder = Self.pooled(configuration)
            let run = Self.probe([folder.path, "--ids", "1,2"])
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(run.errors.split(separator: "\n").count == 1)
        }
    }

    @Test("JSON has the vectors, and by the first token they are the first rows of the last hidden state")
    func vectors() throws {
        let folder = Self.pooled(#"{"pooling_mode": "cls"}"#)
        let run = Self.probe([folder.path, "--ids", "1,2", "--ids", "2,1,3", "--format", "json"])
        let result = try #require(try JSONParser.parse(Array(run.output.utf8)).object)
        let vectors = (result["vectors"]?.array ?? []).map { ($0.array ?? []).compactMap(\.double) }
        #expect(vectors.map(\.count) == [8, 8])
        let hidden = result["outputs"]?.array?.compactMap(\.object).first { $0["name"]?.string == "last_hidden_state" }
        let first = (hidden?["first"]?.array ?? []).compactMap(\.double)
        #expect(!first.isEmpty && vectors.first?.prefix(first.count) == first[...])
    }

    @Test("Of many texts the first 20 are compared with each other, and the number of the others is said")
    func manyTexts() {
        let folder = Self.pooled(#"{"pooling_mode": "cls"}"#)
        let ids = (0..<22).flatMap { _ in ["--ids", "1,2"] }
        let lines = Self.probe([folder.path] + ids).output.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("  2 tokens: ") } == 20)
        #expect(lines.last == "  2 more texts not shown")
    }
}
