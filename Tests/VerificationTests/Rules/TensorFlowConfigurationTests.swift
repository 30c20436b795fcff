import ByteIO
import Formats
import JSONText
import TestSupport
import Testing
import Verification

/// Guards BC701 and BC706 with what TensorFlow's loader of transformers 4.44 was seen to refuse.
@Suite("BC701, BC706: what TensorFlow's loader refuses in config.json")
struct TensorFlowConfigurationTests {
    /// Verifies the sound h5 file with another value of a field.
    private static func lines(_ field: String, _ text: String) throws -> [String] {
        let folder = TemporaryFolder()
        let file = try InputFile(path: Fixtures.path("damage/h5-healthy/config.json"))
        let value = try JSONParser.parse(try file.bytes(at: 0, count: Int(file.byteCount)))
        let others = (value.object?.members ?? []).filter { $0.name != field }
        var object = try JSONObject(unique: others.map { ($0.name, $0.value) })
        _ = object.append(field, try JSONParser.parse(Array(text.utf8)))
        _ = folder.write(JSONWriter.compact(.object(object)), to: "config.json")
        let weights = try InputFile(path: Fixtures.path("damage/h5-healthy/tf_model.h5"))
        _ = folder.write(try weights.bytes(at: 0, count: Int(weights.byteCount)), to: "tf_model.h5")
        return try Verified(folder.path).lines.filter { $0.contains("BC70") }
    }

    @Test(
        "What it refuses is an error about the field",
        arguments: [
            ("layer_norm_eps", "\"x\""), ("layer_norm_eps", "null"), ("hidden_dropout_prob", "7"),
            ("attention_probs_dropout_prob", "-1"), ("classifier_dropout", "1.5"), ("hidden_act", "\"prelu\""),
            ("hidden_act", "\"gelu_accurate\""), ("problem_type", "\"x\""), ("problem_type", "1"),
            ("label2id", "[]"), ("pruned_heads", "null"), ("pruned_heads", #"{"a": [1]}"#),
            ("quantization_config", "null"), ("torch_dtype", "\"foo\""), ("torch_dtype", "3"), ("torch_dtype", "{}"),
            ("use_return_dict", "true"), ("to_dict", "1"), ("my", #"{"torch_dtype": 3}"#),
        ])
    func refused(field: String, text: String) throws {
        #expect(try Self.lines(field, text) == ["BC701 error \(field)"])
    }

    @Test(
        "What leads it elsewhere is an error about the field",
        arguments: [
            ("configuration_files", #"["config.4.0.0.json"]"#), ("attribute_map", #"{"num_hidden_layers": "n"}"#),
        ])
    func redirected(field: String, text: String) throws {
        #expect(try Self.lines(field, text) == ["BC706 error \(field)"])
    }

    @Test(
        "What it accepts is none, and it knows fields of its own alone",
        arguments: [
            ("layer_norm_eps", "1"), ("hidden_dropout_prob", "1"), ("hidden_dropout_prob", "\"x\""),
            ("classifier_dropout", "null"), ("hidden_act", "\"gelu_new\""), ("problem_type", "\"regression\""),
            ("pruned_heads", #"{"0": [1]}"#), ("torch_dtype", "\"int8\""), ("torch_dtype", "1.5"), ("use_cache", "1"),
            ("my", #"{"torch_dtype": "x"}"#), ("my", #"{"dtype": 3}"#), ("attribute_map", "{}"), ("dtype", "3"),
            ("model_type", "null"),
        ])
    func accepted(field: String, text: String) throws {
        #expect(try Self.lines(field, text).isEmpty)
    }
}
