import ByteIO
import JSONText
import TestSupport
import Testing
import Verification

/// Each folder of `testdata/loading`, which rebuilds a public bug report, gets the cause that is its own.
@Suite("Checkpoints that people could not load: the cause is named")
struct LoadingCaseTests {
    /// The folder, all rules that something is found of, and words that a message or help has.
    static let cases: [(name: String, rules: [String], words: [String])] = [
        ("adapter-layers-around-the-head", ["BC101"], ["'classifier.base_layer.weight'", "of PEFT"]),
        ("alibi-same-names", ["BC604", "BC701"], ["the model's own code ('auto_map')"]),
        ("averaged-beside", ["BC112"], ["--strip-prefix ema. or --strip-prefix model."]),
        ("crf-as-tagger", ["BC113"], ["'crf'"]), ("crf-named", ["BC113", "BC701"], ["'crf'", "BertCRF"]),
        ("data-parallel-own-class", ["BC105"], ["module. is a prefix in 25 names"]),
        ("dpr-encoder-as-bert", ["BC101", "BC105"], ["DPR's context encoder", "without a pooler"]),
        ("dpr-encoder", ["BC705"], ["dpr"]),
        (
            "embeddings-resized-head-not", ["BC103"],
            ["vocab_size = 14, the tensor has 11", "resize_token_embeddings(14)"]
        ),
        ("encoder-decoder-as-bert", ["BC105", "BC113"], ["encoder. is a prefix in 23 names", "'decoder'"]),
        ("encoder-decoder-model", ["BC705"], ["encoder-decoder"]),
        ("fsdp-halves", ["BC103"], ["FULL_STATE_DICT"]), ("fsdp-one-rank", ["BC103"], ["FULL_STATE_DICT"]),
        ("h5-backbone-of-another-name", ["BC105", "BC303"], ["bert_lm/ is a prefix in 23 names"]),
        ("head-at-the-top", ["BC101"], ["'weight' is probably 'classifier.weight'"]),
        ("hierarchical-model", ["BC103", "BC105", "BC113"], ["'seg_encoder'", "--as BertModel"]),
        ("lightning-own-class-two-heads", ["BC101", "BC105", "BC113"], ["'model.'", "'classifiers'"]),
        ("megatron-nested", ["BC107"], ["Megatron-LM"]),
        ("model-garden-h5", ["BC107", "BC303"], ["the TensorFlow Model Garden"]),
        ("mosaic-bert-names", ["BC101", "BC102", "BC604"], ["Wqkv", "own code ('auto_map')"]),
        ("nvidia-dense-act-flat", ["BC101"], ["intermediate.dense_act.weight' is probably", "of NVIDIA's BERT"]),
        ("nvidia-dense-act", ["BC101", "BC105"], ["intermediate.dense_act.weight' is probably"]),
        ("own-code-same-names", ["BC604"], ["may compute something else"]),
        ("parallel-around-code-bert", ["BC105", "BC113"], ["module.code_bert. is a prefix in 23 names"]),
        ("parallel-around-text-encoder", ["BC105", "BC113"], ["model.text_encoder. is a prefix in 23 names"]),
        ("positions-edited", ["BC103"], ["max_position_embeddings = 5, the tensor has 7"]),
        ("quantised-dynamic", ["BC102", "BC111"], ["torch's dynamic quantisation"]),
        ("quantised-gptq-no-flag", ["BC111"], ["GPTQ"]),
        ("quantised-ternary-beside", ["BC111"], ["weight_packed"]),
        ("sentence-transformers-before-2", ["BC101"], ["1_Pooling"]),
        ("tensorflow-1-folder", ["BC101", "BC102", "BC303"], ["holds the only weights"]),
        ("tensorflow-1-folder-renamed", ["BC101", "BC102", "BC303"], ["holds the only weights"]),
        ("tensorflow-head-names", ["BC101"], ["output_weights", "Google's TensorFlow 1 code"]),
        ("tied-head-behind-compiled", ["BC105"], []), ("tied-head-behind-parallel", ["BC105"], []),
        ("tied-head-behind-pretrained", ["BC105"], ["pretrained_model. is a prefix in 26 names"]),
        ("tied-head-behind-student", ["BC105"], ["28 parameters would be random"]),
        ("two-classes-of-its-own", ["BC101", "BC113"], ["'projection'"]),
        ("two-heads-own-class", ["BC101", "BC113"], ["'classifiers'"]),
        ("two-towers", ["BC112"], ["--strip-prefix ctx_model. or --strip-prefix question_model."]),
        ("types-edited", ["BC103"], ["type_vocab_size = 5, the tensor has 2"]),
        ("vocabulary-edited", ["BC103"], ["vocab_size = 15, the tensor has 11"]),
    ]

    /// Folders and files that hold no model of ours: what they hold, and no rule.
    static let others = [
        ("flax-folder", "Flax"), ("gguf-folder", "GGUF"), ("onnx-folder", "ONNX"), ("optimiser-as-model", "optimiser"),
    ]

    private static func verified(_ name: String) throws -> Verified {
        let folder = Fixtures.path("loading/\(name)")
        let object = try JSONParser.parse(bytes(ofFile: folder + "/case.json")).object
        return try Verified(folder, as: object?["as"]?.string)
    }

    @Test("All rules, and the words that make the cause plain", arguments: cases)
    func cause(name: String, rules: [String], words: [String]) throws {
        let verified = try Self.verified(name)
        #expect(Set(verified.findings.map(\.rule.number)).sorted() == rules, "\(verified.lines)")
        let said = verified.findings.map { "\($0.subject) \($0.message); \($0.help)" }.joined(separator: "\n")
        for word in words { #expect(said.contains(word), "\(said)") }
        // Never both at once: fetch what is missing, and remove what nobody knows.
        #expect(!(said.contains("get the complete checkpoint") && said.contains("remove it from the file")))
    }

    @Test("Another program's file is named", arguments: others)
    func other(name: String, words: String) throws {
        let result = try Self.verified(name).result
        #expect(result.findings.isEmpty)
        let faults = result.unchecked.map(\.fault) + [result.nothing].compactMap(\.self)
        #expect(faults.contains { $0.reason.contains(words) }, "\(faults)")
    }
}
