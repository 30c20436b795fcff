import JSONText
import TestSupport
import Testing
import Verification

/// Guards BC701 with what transformers 5.23 refused of each value here, in every class that was tried: those of masked
/// words, of texts, and the bare one.
@Suite("BC701: fields that transformers 5 checks for one family of models")
struct RelativesConfigurationTests {
    /// A family, a field, values that are refused, and values that are not.
    static let table: [(type: String, field: String, refused: [String], accepted: [String])] = [
        ("mobilebert", "num_attention_heads", ["3", "5"], ["1"]),
        ("mobilebert", "true_hidden_size", ["null", "-1", "\"8\"", "8.0"], []),
        ("squeezebert", "q_groups", ["64"], []), ("squeezebert", "k_groups", ["5"], []),
        ("squeezebert", "v_groups", ["64"], []), ("squeezebert", "post_attention_groups", ["5"], []),
        ("squeezebert", "intermediate_groups", ["16", "5"], []), ("squeezebert", "output_groups", ["16", "5"], []),
        (
            "longformer", "attention_window",
            ["[2]", "[]", "3", "null", "[2, 3]", "[0, 2]", "-2", "\"x\"", "[2, 2.0]"],
            ["[2, 4]", "4"]
        ),
        ("nomic_bert", "hidden_dropout_prob", ["0", "1", "1.5"], ["0.0", "0.5"]),
        ("nomic_bert", "attention_probs_dropout_prob", ["0", "1"], ["0.0"]),
        ("nomic_bert", "classifier_dropout", ["0", "2.0"], ["0.5", "null"]),
        ("nomic_bert", "pad_token_id", ["null"], ["0"]), ("nomic_bert", "eos_token_id", ["[]", "[1]"], ["null", "1"]),
        ("nomic_bert", "rope_parameters", ["[]", "\"x\"", "3"], ["null", "{}"]),
        ("jina_embeddings_v3", "rope_parameters", ["[]", "\"x\""], ["null", "{}"]),
        ("modernbert", "rope_parameters", ["[]", "\"x\""], ["null", "{}"]),
        ("modernbert", "local_attention", ["null", "\"x\"", "128.0"], ["64"]),
        ("modernbert", "classifier_pooling", ["\"relu\"", "null"], ["\"mean\""]),
        ("modernbert", "classifier_activation", ["\"foo\"", "null"], ["\"relu\""]),
        ("modernbert", "initializer_cutoff_factor", ["0", "1"], ["1.0"]),
        ("modernbert", "sparse_pred_ignore_index", ["null", "\"x\""], ["-1"]),
        ("modernbert", "norm_eps", ["-1.0"], ["0.1"]),
        ("deberta", "pooler_hidden_act", ["null", "3"], ["\"relu\""]),
        ("deberta-v2", "pooler_hidden_act", ["null", "3"], ["\"relu\""]),
        ("electra", "summary_type", ["null", "3"], ["\"mean\""]),
        ("electra", "summary_activation", ["null", "3"], ["\"gelu\""]),
    ]

    /// The model of a family that has the fewest damages.
    private static func recorded(_ type: String) throws -> RelativesLoaderTests.Recorded {
        func damages(_ recorded: RelativesLoaderTests.Recorded) -> Int {
            (recorded.lists ?? [:]).values.map(\.count).reduce(0, +)
        }
        let all = RelativesLoaderTests.all.filter {
            $0.lists != nil && $0.model.configuration["model_type"] == "\"\(type)\""
        }
        return try #require(all.min { damages($0) < damages($1) })
    }

    private static func subjects(_ recorded: RelativesLoaderTests.Recorded, _ field: String, _ text: String) throws
        -> Set<String>
    {
        var model = recorded.model
        model.configuration[field] = text
        let findings = try Verified(model, as: recorded.className).findings(of: .badConfiguration)
        #expect(findings.allSatisfy { $0.severity == .error })
        return Set(findings.map(\.subject))
    }

    @Test("What it refuses is an error about the field, and what it accepts is none", arguments: table)
    func fields(type: String, field: String, refused: [String], accepted: [String]) throws {
        let recorded = try Self.recorded(type)
        let usual = try Verified(recorded.model, as: recorded.className).findings(of: .badConfiguration)
        #expect(usual.isEmpty)
        for text in refused { #expect(try Self.subjects(recorded, field, text) == [field], "\(text)") }
        for text in accepted { #expect(try Self.subjects(recorded, field, text).isEmpty, "\(text)") }
    }

    /// A field that only some classes read, the classes that fail with an unknown activation, and some that work.
    ///
    /// What each class does was tried with transformers 5.23: it fails when it is made or at its first text.
    static let ofClasses: [(type: String, field: String, also: [String: String], fail: [String], work: [String])] = [
        (
            "deberta", "pooler_hidden_act", [:], ["DebertaForSequenceClassification"],
            ["DebertaModel", "DebertaForMaskedLM", "DebertaForTokenClassification", "DebertaForQuestionAnswering"]
        ),
        (
            "deberta-v2", "pooler_hidden_act", [:],
            ["DebertaV2ForSequenceClassification", "DebertaV2ForMultipleChoice"],
            ["DebertaV2Model", "DebertaV2ForMaskedLM", "DebertaV2ForTokenClassification"]
        ),
        (
            "deberta-v2", "conv_act", ["conv_kernel_size": "3"], ["DebertaV2Model", "DebertaV2ForMaskedLM"], []
        ),
        ("deberta-v2", "conv_act", [:], [], ["DebertaV2Model", "DebertaV2ForMaskedLM"]),
        (
            "modernbert", "classifier_activation", [:],
            ["ModernBertForMaskedLM", "ModernBertForSequenceClassification", "ModernBertForTokenClassification"],
            ["ModernBertModel"]
        ),
        (
            "electra", "summary_activation", [:], ["ElectraForMultipleChoice"],
            ["ElectraModel", "ElectraForPreTraining", "ElectraForSequenceClassification"]
        ),
        (
            "convbert", "summary_activation", [:], ["ConvBertForMultipleChoice"],
            ["ConvBertModel", "ConvBertForMaskedLM", "ConvBertForSequenceClassification"]
        ),
    ]

    @Test("An activation that does not exist is an error for the classes that compute with it", arguments: ofClasses)
    func activations(type: String, field: String, also: [String: String], fail: [String], work: [String]) throws {
        var model = try Self.recorded(type).model
        for (field, text) in also { model.configuration[field] = text }
        func count(_ text: String, _ className: String) throws -> Int {
            model.configuration[field] = text
            return try Verified(model, as: className).findings(of: .badConfiguration).count { $0.subject == field }
        }
        for name in fail {
            #expect(try count("\"nonsense\"", name) == 1, "\(name)")
            #expect(try count("\"relu\"", name) == 0, "\(name)")
        }
        for name in work { #expect(try count("\"nonsense\"", name) == 0, "\(name)") }
    }

    @Test("An activation with parameters is an error where the class keeps them, and an empty one is none")
    func parameters() throws {
        let cases = [
            ("electra", "summary_activation", "\"prelu\"", "ElectraForMultipleChoice", 1),
            ("electra", "summary_activation", "\"prelu\"", "ElectraModel", 0),
            ("electra", "summary_activation", "\"\"", "ElectraForMultipleChoice", 0),
            ("electra", "summary_activation", "null", "ElectraForMultipleChoice", 1),
            ("convbert", "summary_activation", "null", "ConvBertForMultipleChoice", 0),
            ("modernbert", "classifier_activation", "\"xielu\"", "ModernBertForMaskedLM", 1),
            ("modernbert", "classifier_activation", "\"xielu\"", "ModernBertModel", 0),
            ("deberta", "pooler_hidden_act", "\"prelu\"", "DebertaForSequenceClassification", 0),
            ("deberta", "pooler_hidden_act", "\"\"", "DebertaForSequenceClassification", 1),
        ]
        for (type, field, text, name, count) in cases {
            var model = try Self.recorded(type).model
            model.configuration[field] = text
            let found = try Verified(model, as: name).findings(of: .badConfiguration).filter { $0.subject == field }
            #expect(found.count == count, "\(name) \(text)")
        }
    }

    @Test("A negative epsilon is an error that says what follows, of every family that has one")
    func epsilon() throws {
        for type in ["roberta", "longformer", "ernie", "mpnet", "squeezebert"] {
            let recorded = try Self.recorded(type)
            #expect(try Self.subjects(recorded, "layer_norm_eps", "-1.0") == ["layer_norm_eps"], "\(type)")
            #expect(try Self.subjects(recorded, "layer_norm_eps", "0.0").isEmpty, "\(type)")
        }
        var model = TinyBert()
        model.configuration["layer_norm_eps"] = "-1e-12"
        let finding = try Verified(model).finding(of: .badConfiguration)
        #expect(finding.message.contains("need not be finite"))
    }

    @Test("The size that MobileBERT stores is the one that its layers have")
    func stored() throws {
        let recorded = try Self.recorded("mobilebert")
        var model = recorded.model
        let before = try Verified(model, as: recorded.className).findings(of: .shapeMismatch).count
        model.configuration["true_hidden_size"] = "64"
        #expect(try Verified(model, as: recorded.className).findings(of: .shapeMismatch).count > before)
    }
}
