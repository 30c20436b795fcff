import TestSupport
import Testing
import Verification

/// Guards BC701 with what transformers 5.23 was seen to refuse (`StrictDataclassFieldValidationError` and others).
@Suite("BC701: fields that decide no shape, and that transformers 5 refuses all the same")
struct StrictConfigurationTests {
    private static let refused: [(field: String, text: String)] = [
        ("layer_norm_eps", "1"), ("layer_norm_eps", "\"1e-12\""), ("initializer_range", "1"),
        ("hidden_dropout_prob", "2"), ("attention_probs_dropout_prob", "-0.5"), ("classifier_dropout", "true"),
        ("hidden_act", "\"glue\""), ("hidden_act", "null"), ("use_cache", "1"), ("bos_token_id", "\"x\""),
        ("eos_token_id", "1.5"), ("num_labels", "\"2\""), ("num_labels", "2.0"), ("id2label", "{\"a\": \"b\"}"),
        ("id2label", "[1]"), ("dtype", "\"float99\""), ("dtype", "\"torch.float32\""), ("pad_token_id", "5"),
    ]
    private static let accepted: [(field: String, text: String)] = [
        ("layer_norm_eps", "1e-12"), ("hidden_dropout_prob", "0"), ("hidden_dropout_prob", "1"),
        ("classifier_dropout", "null"), ("hidden_act", "\"gelu_new\""), ("use_cache", "false"),
        ("eos_token_id", "[1, 2]"), ("dtype", "\"bfloat16\""), ("pad_token_id", "4"), ("pad_token_id", "null"),
        ("torch_dtype", "\"float16\""),
    ]

    private static func findings(_ field: String, _ text: String) async throws -> [Finding] {
        var model = TinyBert()
        model.configuration[field] = text
        return try await Verified(model, .headers).findings.filter { $0.rule == .badConfiguration }
    }

    @Test("What it refuses is one error about the field", arguments: refused)
    func refuses(field: String, text: String) async throws {
        let findings = try await Self.findings(field, text)
        #expect(findings.map(\.subject) == [field])
        #expect(findings.first?.severity == .error)
    }

    @Test("What it accepts is none", arguments: accepted)
    func accepts(field: String, text: String) async throws {
        #expect(try await Self.findings(field, text).isEmpty)
    }
}
