import ByteIO
import JSONText
import ModelSchema
import TestSupport
import Testing
import Verification

/// A folder of `testdata/sentence`, and what sentence-transformers 6.2 makes of it (`bertconv_fixtures/sentence`).
private struct SentenceCase {
    let raises: String?
    let encodes: String?
    /// Parameters whose values are in no file.
    let filled: [String]

    static let names: [String] = {
        let names = (try? Folder.names(in: Fixtures.path("sentence"))) ?? []
        return names.filter { PathKind(of: Fixtures.path("sentence/\($0)")) == .folder }
    }()

    init(_ name: String) throws {
        let value = try JSONParser.parse(bytes(ofFile: Fixtures.path("sentence/\(name)/case.json")))
        let object = try #require(value.object)
        raises = object["raises"]?.string
        encodes = object["encodes"]?.string
        filled = (object["filled"]?.array ?? []).compactMap(\.string)
    }

    /// Whether everything that a text goes through, which the pooler is not, is in the files.
    var isWhole: Bool {
        raises == nil && encodes == nil && filled.allSatisfy { $0.contains(".pooler.") }
    }
}

@Suite("Folders of sentence-transformers, as the library loads them")
struct SentenceFolderTests {
    private static func verified(_ name: String, _ depth: Examination.Depth = .values) throws -> Verified {
        try Verified(Fixtures.path("sentence/\(name)"), depth)
    }

    @Test("A folder without errors is one that the library loads whole", arguments: SentenceCase.names)
    func agreement(name: String) throws {
        let recorded = try SentenceCase(name)
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Self.verified(name, depth)
            let isClean =
                verified.result.findings.allSatisfy { $0.severity != .error } && verified.result.unchecked.isEmpty
            if isClean { #expect(recorded.isWhole, "\(depth)") }
            if name.hasPrefix("sound") { #expect(isClean, "\(verified.lines) \(verified.uncheckedCodes)") }
        }
    }

    /// The findings of rules about folders and values; what the library did is in `case.json`.
    private static let expected: [String: [String]] = [
        "dense-weight-missing": ["BC709 error 2_Dense/model.safetensors"],
        "dense-bias-missing": ["BC709 error 2_Dense/model.safetensors"],
        "dense-extra": ["BC709 error 2_Dense/model.safetensors"],
        "dense-renamed": ["BC709 error 2_Dense/model.safetensors"],
        "dense-other-shape": ["BC709 error 2_Dense/model.safetensors"],
        "dense-transposed": ["BC709 error 2_Dense/model.safetensors"],
        "dense-no-weights": ["BC709 error 2_Dense"],
        "dense-no-configuration": ["BC709 error 2_Dense/config.json"],
        "dense-folder-gone": ["BC709 error 2_Dense/config.json"],
        "dense-bias-not-stated": ["BC709 error 2_Dense/model.safetensors"],
        "dense-unknown-field": [],
        "dense-no-size": ["BC709 error 2_Dense/config.json"],
        "dense-size-text": ["BC709 error 2_Dense/config.json"],
        "dense-untrusted-activation": ["BC710 warning 2_Dense/config.json"],
        "dense-unknown-activation": ["BC709 error 2_Dense/config.json"],
        "dense-integers": ["BC111 error 2_Dense/linear.weight"],
        "dense-not-finite": ["BC401 error 2_Dense/linear.weight"],
        "dense-constant": ["BC402 error 2_Dense/linear.weight"],
        "dense-untrained": ["BC501 error 2_Dense/linear.weight"],
        "dense-stale": ["BC710 error 2_Dense/pytorch_model.bin"],
        "dense-left-out": ["BC710 error 2_Dense"],
        "dense-does-not-chain": ["BC709 error 2_Dense/config.json"],
        "norm-other-shape": [
            "BC709 error 3_LayerNorm/model.safetensors", "BC709 error 3_LayerNorm/config.json",
        ],
        "norm-unknown-field": ["BC709 error 3_LayerNorm/config.json"],
        "norm-untrained": ["BC502 error 3_LayerNorm/norm.weight"],
        "normalize-left-out": ["BC710 warning 3_Normalize"],
        "normalize-folder-gone": [],
        "normalize-other-input": [],
        "pooling-left-out": ["BC709 error modules.json", "BC710 warning 1_Pooling"],
        "pooling-other-dimension": ["BC710 warning 1_Pooling/config.json"],
        "pooling-no-configuration": ["BC709 error 1_Pooling/config.json"],
        "pooling-unknown-mode": ["BC709 error 1_Pooling/config.json"],
        "pooling-unknown-field": ["BC709 error 1_Pooling/config.json"],
        "modules-gone": ["BC710 error modules.json"],
        "modules-broken": ["BC701 error modules.json"],
        "modules-no-path": ["BC709 error modules.json"],
        "modules-unknown-type": [],
        "modules-own-type": ["BC709 error modules.json"],
        "modules-outside": ["BC709 error modules.json", "BC710 error 2_Dense"],
        "modules-same-name": ["BC709 error modules.json"],
        "encoder-unknown-task": ["BC709 error sentence_bert_config.json"],
        "cross-encoder-no-modules": [],
        "cross-encoder-no-scores": ["BC709 error config_sentence_transformers.json"],
    ]

    @Test("Each damage is found once, where it is", arguments: expected.keys.sorted())
    func findings(name: String) throws {
        let verified = try Self.verified(name)
        let rules = ["BC101", "BC102", "BC505", "BC506", "BC605"]
        let lines = verified.result.findings.filter { !rules.contains($0.rule.number) }
            .map { "\($0.rule.number) \($0.severity) \($0.subject)" }
        #expect(lines == Self.expected[name])
    }

    @Test("The encoder is the class that the library loads, whatever config.json says")
    func classes() throws {
        let expected = [
            "sound-stated-masked-lm": "BertModel", "sound-older": "BertModel",
            "sound-cross-encoder": "BertForSequenceClassification",
            "cross-encoder-no-modules-bare": "BertForSequenceClassification",
            "cross-encoder-masked-lm": "BertForSequenceClassification",
            "encoder-task-without-head": "BertForSequenceClassification",
        ]
        for (name, className) in expected {
            #expect(try Self.verified(name).result.examination?.tree.modelClass.name == className, "\(name)")
        }
    }

    @Test("What an encoder or a cross-encoder lacks is missing, as for every model")
    func missing() throws {
        for (name, count) in [
            ("encoder-tensor-missing", 1), ("cross-encoder-bare", 2), ("cross-encoder-masked-lm", 4),
            ("cross-encoder-no-modules-bare", 2), ("encoder-task-without-head", 2), ("encoder-prefix", 39),
        ] {
            #expect(try Self.verified(name).result.examination?.loading.missing.count == count, "\(name)")
        }
    }

    @Test("A default prompt that is not there, and a length that no text has, are refused by the library")
    func settings() throws {
        let (program, encoder) = ("config_sentence_transformers.json", "sentence_bert_config.json")
        let cases: [(file: String, text: String, refused: Bool)] = [
            (program, #"{"default_prompt_name": "q", "prompts": {}}"#, true),
            (program, #"{"default_prompt_name": "q"}"#, true),
            (program, #"{"default_prompt_name": "q", "prompts": {"q": "query: "}}"#, false),
            (program, #"{"default_prompt_name": null, "prompts": {}}"#, false),
            (encoder, #"{"max_seq_length": -1}"#, true), (encoder, #"{"max_seq_length": 0}"#, true),
            (encoder, #"{"max_seq_length": 16}"#, false), (encoder, #"{"max_seq_length": null}"#, false),
        ]
        let source = Fixtures.path("sentence/sound-cross-encoder")
        for (file, text, isRefused) in cases {
            let folder = TemporaryFolder()
            folder.copyFiles(of: source, names: try Folder.names(in: source))
            _ = folder.write(text, to: file)
            let findings = try Verified(folder.path, .headers).result.findings.filter {
                $0.message.hasPrefix("names 'q' as the default prompt") || $0.message.contains("max_seq_length")
            }
            #expect(findings.map(\.rule) == (isRefused ? [.sentenceModule] : []), "\(text)")
        }
    }

    @Test(
        "The older encoder of SPLADE is a masked language model, and the pooling of its words is not checked",
        arguments: [
            ("models.MLMTransformer", "models.SpladePooling"),
            ("modules.mlm_transformer.MLMTransformer", "modules.splade_pooling.SpladePooling"),
        ])
    func splade(encoder: String, pooling: String) throws {
        let folder = TemporaryFolder()
        let model = folder.file("model")
        #expect(Tool.run(["cp", "-r", Fixtures.path("sentence/sound-masked-lm"), model]).status == 0)
        #expect(Tool.run(["rm", "-r", model + "/1_Pooling", model + "/2_Dense"]).status == 0)
        let place = "sentence_transformers.sparse_encoder."
        _ = folder.write(
            """
            [{"idx": 0, "name": "0", "path": "", "type": "\(place)\(encoder)"},
             {"idx": 1, "name": "1", "path": "1_SpladePooling", "type": "\(place)\(pooling)"}]
            """, to: "model/modules.json")
        for task in [nil, "fill-mask", "feature-extraction"] {
            _ = folder.write(
                task.map { "{\"transformer_task\": \"\($0)\"}" } ?? "{}", to: "model/sentence_bert_config.json")
            for path in [model, model + "/model.safetensors"] {
                let verified = try Verified(path)
                let className = verified.result.examination?.tree.modelClass.name
                #expect(className == (task == "feature-extraction" ? "BertModel" : "BertForMaskedLM"))
                #expect(verified.findings(of: .sentenceModule).isEmpty, "\(verified.lines)")
                #expect(verified.uncheckedCodes == ["folder.sentence-module"])
            }
        }
    }

    @Test("A module that bertconv does not know, or does not follow, leaves the verdict open")
    func unknown() throws {
        for name in ["modules-unknown-type", "normalize-other-input"] {
            #expect(try Self.verified(name).uncheckedCodes == ["folder.sentence-module"], "\(name)")
        }
    }
}
