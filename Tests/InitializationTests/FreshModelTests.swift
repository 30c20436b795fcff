import ByteIO
import Initialization
import ModelSchema
import TestSupport
import Testing

/// Guards what a configuration must say before a model is made of it.
@Suite("Configurations that models are made of")
struct FreshModelTests {
    /// The class of the model that is made.
    private static func className(_ changes: [String: String?], as stated: String? = nil) throws(Fault) -> String {
        let folder = TemporaryFolder()
        let path = folder.write(FreshValues.configuration(changes), to: "config.json")
        let model = try FreshModel(configurationPath: path, as: stated)
        _ = try FreshCheckpoint(model, scratchFolder: folder.path)
        return model.tree.modelClass.name
    }

    private static func code(_ changes: [String: String?], as stated: String? = nil) -> Fault.Code? {
        do throws(Fault) {
            _ = try className(changes, as: stated)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("The class is the configuration's, TensorFlow's spelling too, unless another is said")
    func className() throws {
        #expect(try Self.className([:]) == "BertForPreTraining")
        #expect(try Self.className(["architectures": "[\"TFBertForMaskedLM\"]"]) == "BertForMaskedLM")
        #expect(try Self.className([:], as: "BertModel") == "BertModel")
        #expect(try Self.className(["architectures": nil], as: "BertModel") == "BertModel")
        #expect(try Self.className(["architectures": nil, "model_type": nil], as: "BertModel") == "BertModel")
    }

    @Test("Without a class, or with one that is not known, nothing is made")
    func noClass() {
        #expect(Self.code(["architectures": nil]) == .noClass)
        #expect(Self.code(["architectures": nil, "model_type": nil]) == .noClass)
        #expect(Self.code([:], as: "BertForPoetry") == .unknownClass)
        #expect(Self.code(["architectures": nil, "model_type": nil], as: "BertForPoetry") == .unknownClass)
        #expect(Self.code(["architectures": "[\"BertForPoetry\"]"]) == .unknownClass)
        #expect(Self.code(["model_type": "\"gpt2\""]) == .unknownArchitecture)
    }

    @Test("The padding token must be one of the vocabulary, counted from either end", arguments: [0, 599, -1, -600])
    func padding(row: Int) {
        #expect(Self.code(["pad_token_id": "\(row)"]) == nil)
    }

    @Test("torch refuses any other padding token", arguments: [600, -601, Int.max])
    func wrongPadding(row: Int) {
        #expect(Self.code(["pad_token_id": "\(row)"]) == .configuration)
    }

    @Test("What transformers 5 refuses to make a model of is refused")
    func refused() {
        #expect(Self.code(["add_cross_attention": "true"]) == .configuration)
        #expect(Self.code(["add_cross_attention": "true", "is_decoder": "true"]) == nil)
        #expect(Self.code(["tie_word_embeddings": "null"]) == .configuration)
        #expect(Self.code(["num_attention_heads": "5"]) == .configuration)
    }

    @Test("Sizes that no file can have are refused before anything is made")
    func tooLarge() {
        let large = "\(Int.max / 64)"
        #expect(Self.code(["vocab_size": large]) == .configuration)
        #expect(Self.code(["vocab_size": "\(1 << 58)", "max_position_embeddings": "\(1 << 52)"]) == .configuration)
        // A layer's matrices fit a file, a hundred layers' do not.
        let wide = ["intermediate_size": "\(Int.max >> 13)"]
        #expect(Self.code(wide) == nil)
        #expect(Self.code(wide.merging(["num_hidden_layers": "100"]) { $1 }) == .configuration)
    }

    @Test("A deviation that nothing can be drawn with is refused where it counts", arguments: ["0.0", "1e39"])
    func deviation(text: String) throws {
        #expect(Self.code(["initializer_range": text]) == .configuration)
        let model = try FreshValues(.xavierNormal, ["initializer_range": text])
        #expect(model.names.count == 30)
    }
}
