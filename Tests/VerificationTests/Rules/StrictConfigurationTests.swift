import ByteIO
import ModelSchema
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
        ("hidden_act", "\"prelu\""), ("hidden_act", "\"xielu\""), ("num_labels", "3.0"), ("num_labels", "null"),
        ("dtype", #"{"": null}"#), ("dtype", #"{"": 3}"#), ("dtype", #"{"": "auto"}"#), ("dtype", #"{"": {}}"#),
        ("dtype", #"{"": "int8", "x": "float16"}"#), ("torch_dtype", #"{"": null}"#), ("torch_dtype", #"{"": []}"#),
        ("attn_implementation", #"{"": "fast"}"#), ("_attn_implementation", #"{"": 3}"#),
        ("experts_implementation", #"{"": "sdpa"}"#),
        ("__deepcopy__", "0"), ("__reduce_ex__", "{}"), ("__validators__", "null"), ("__validators__", "[]"),
        ("base_model_tp_plan", #"["a"]"#), ("base_model_fsdp_plan", #"[[[], 1]]"#), ("base_model_pp_plan", "1"),
        ("base_model_ep_plan", "[1]"), ("base_model_pp_plan", #"["ab", "c"]"#), ("base_model_fsdp_plan", "[null]"),
        ("base_model_tp_plan", #"[{"a": 1}]"#), ("base_model_ep_plan", #""a""#), ("tie_word_embeddings", "null"),
        ("my_number", String(repeating: "9", count: 4301)),
        ("my_numbers", "[-\(String(repeating: "9", count: 4301))]"),
    ]
    private static let accepted: [(field: String, text: String)] = [
        ("layer_norm_eps", "1e-12"), ("hidden_dropout_prob", "0"), ("hidden_dropout_prob", "1"),
        ("classifier_dropout", "null"), ("hidden_act", "\"gelu_new\""), ("use_cache", "false"),
        ("eos_token_id", "[1, 2]"), ("dtype", "\"bfloat16\""), ("pad_token_id", "4"), ("pad_token_id", "null"),
        ("torch_dtype", "\"float16\""), ("dtype", #"{"": "half", "x": 3}"#), ("dtype", #"{"x": null}"#),
        ("dtype", "{}"),
        ("torch_dtype", #"{"": "double"}"#), ("attn_implementation", #"{"": null}"#),
        ("attn_implementation", #"{"": "sdpa", "x": "fast"}"#), ("_experts_implementation", #"{"": "eager"}"#),
        ("__deepcopy__", "null"), ("__reduce_ex__", "null"), ("__validators__", "{}"), ("__reduce__", "1"),
        ("base_model_tp_plan", #"["ab", ["a", []]]"#), ("base_model_pp_plan", "0"),
        ("base_model_ep_plan", #"[{"a": 1, "b": 2}]"#), ("base_model_fsdp_plan", "[]"),
        ("base_model_tp_plan", #"{"a": ["x"]}"#),
        ("eos_token_id", "1\(String(repeating: "0", count: 30))"), ("bos_token_id", "-0"), ("pad_token_id", "-0"),
        ("my_number", "-\(String(repeating: "9", count: 4300))"), ("num_labels", "2"),
    ]

    private static func findings(_ field: String, _ text: String) throws -> [Finding] {
        var model = TinyBert()
        model.configuration[field] = text
        return try Verified(model, .headers).findings.filter { $0.rule == .badConfiguration }
    }

    @Test("What it refuses is one error about the field", arguments: refused)
    func refuses(field: String, text: String) throws {
        let findings = try Self.findings(field, text)
        #expect(findings.map(\.subject) == [field])
        #expect(findings.first?.severity == .error)
    }

    @Test("An activation with parameters is said to have them, and a conversion stops", arguments: ["prelu", "xielu"])
    func activations(name: String) throws {
        let finding = try #require(try Self.findings("hidden_act", "\"\(name)\"").first)
        #expect(finding.message.contains("adds parameters that bertconv does not know"))
        var model = TinyBert()
        model.configuration["hidden_act"] = "\"\(name)\""
        #expect(throws: Fault.self) { try Examined(model) }
    }

    @Test("What it refuses is not converted either", arguments: refused)
    func stopsConversion(field: String, text: String) throws {
        var model = TinyBert()
        model.configuration[field] = text
        let caught = #expect(throws: Fault.self) { try Examined(model) }
        #expect(caught?.code == .configuration)
        #expect(caught?.file?.hasSuffix("/config.json") == true)
    }

    @Test("A number of labels with a fraction counts where id2label has as many")
    func labels() throws {
        var model = TinyBert()
        model.configuration["id2label"] = #"{"0": "a", "1": "b"}"#
        model.configuration["num_labels"] = "2.0"
        #expect(try Verified(model).lines.isEmpty)
        #expect(try Examined(model).findings.isEmpty)
        model.configuration["num_labels"] = "3.0"
        #expect(try Verified(model).lines == ["BC701 error num_labels"])
    }

    @Test("What it accepts is none", arguments: accepted)
    func accepts(field: String, text: String) throws {
        #expect(try Self.findings(field, text).isEmpty)
    }

    @Test("The settings of a part of the model stop a class that generates, and more than one of them any class")
    func parts() throws {
        let fields = ["decoder", "generator", "text_config"]
        let values = ["{\"num_hidden_layers\": 5}", "{}", "false", "\"x\"", "5"]
        for field in fields {
            for value in values {
                for className in ["BertModel", "BertForSequenceClassification", "BertForMaskedLM"] {
                    var model = TinyBert(className)
                    model.configuration[field] = value
                    #expect(try Verified(model).lines.isEmpty, "\(field) \(value) \(className)")
                    model.configuration[fields.first { $0 != field } ?? ""] = value
                    #expect(try Verified(model).lines.map { String($0.prefix(11)) } == ["BC701 error"])
                }
                var model = TinyBert("BertLMHeadModel")
                model.configuration["is_decoder"] = "true"
                model.configuration[field] = value
                #expect(try Verified(model).lines == ["BC701 error \(field)"])
            }
        }
    }

    @Test("Spellings of one number are one label", arguments: ["01", " 1", "+1", "1 ", "0_1", "１"])
    func labels(spelling: String) throws {
        var model = TinyBert()
        model.configuration["id2label"] = "{\"0\": \"a\", \"1\": \"b\", \"\(spelling)\": \"c\"}"
        #expect(try Verified(model).lines == [])
        model.configuration["num_labels"] = "3"
        #expect(try Verified(model).findings(of: .labelCountConflict).count == 1)
    }
}
