import ByteIO
import JSONText
import ModelSchema
import Schemas
import TestSupport
import Testing

/// Guards each word of the schema language that BERT's own file does not need: used wrongly, it is refused, not ignored.
@Suite("Words of the schema language, used wrongly")
struct SchemaWordTests {
    /// A word, a file that uses it, what is changed there, and the reason of the refusal.
    struct Misuse: Sendable, CustomTestStringConvertible {
        let word: String
        let file: String
        let old: String
        let new: String
        let reason: String

        var testDescription: String { "\(word): \(reason)" }

        init(_ word: String, _ file: String, _ old: String, _ new: String, _ reason: String) {
            (self.word, self.file, self.old, self.new, self.reason) = (word, file, old, new, reason)
        }
    }

    static let misuses = [
        Misuse(
            "families", "roberta", #""backbonePrefix": "roberta.""#,
            #""modelTypes": ["roberta"], "backbonePrefix": "roberta.""#, "model types belong to the families"),
        Misuse(
            "classPrefix", "roberta", #""name": "{prefix}Model""#, #""name": "RobertaModel""#,
            "class 'RobertaModel' does not begin with {prefix}"),
        Misuse(
            "classPrefix", "mpnet", #""name": "MPNetModel""#, #""name": "{prefix}Model""#,
            "class '{prefix}Model' has a prefix, and the file has no families"),
        Misuse(
            "family's defaults", "roberta", #""defaults": {"vocab_size": 30522}"#,
            #""defaults": {"vocabulary": 30522}"#,
            "the field 'vocabulary' is not in 'configuration'"),
        Misuse(
            "zeroRow", "mpnet", #""zeroRow": 1}"#, #""zeroRow": true}"#, "'zeroRow' is a boolean, expected a string"),
        Misuse(
            "when", "electra", #""differsFrom": "hidden_size""#, #""differsFrom": "width""#,
            "the field 'width' is not in 'configuration'"),
        Misuse(
            "when", "electra", #""differsFrom": "hidden_size""#, #""differsFrom": "hidden_size", "above": 0"#,
            "a condition on 'embedding_size' needs one of"),
        Misuse(
            "when", "deberta-v2", #"{"field": "type_vocab_size", "above": 0}"#, "[]", "a list of conditions is empty"),
        Misuse("above", "deberta-v2", #""above": 0"#, #""above": "0""#, "'above' is a string, expected an integer"),
        Misuse(
            "contains", "deberta-v2", #"{"field": "pos_att_type", "contains": "c2p"}"#,
            #"{"field": "pos_att", "contains": "c2p"}"#, "the field 'pos_att' is not in 'configuration'"),
        Misuse("words", "deberta-v2", #""type": "words""#, #""type": "word""#, "'pos_att_type' has no known type"),
        Misuse(
            "default", "deberta-v2", #""default": {"is": "hidden_size"}"#, #""default": {"is": "width"}"#,
            "the field 'width' is not in 'configuration'"),
        Misuse(
            "default", "deberta-v2", #""default": {"is": "hidden_size"}"#, #""default": {"field": "hidden_size"}"#,
            "unknown member 'field'"),
        Misuse(
            "value", "albert", #""name": "attention_rows", "type": "integer""#,
            #""name": "attention_rows", "default": 1, "type": "integer""#, "'attention_rows' needs either a default or"),
        Misuse(
            "aliases", "distilbert", #""aliases": ["hidden_size"]"#, #""aliases": [1]"#, "expected an array of strings"),
        Misuse(
            "counters", "albert", #""counters": {"group""#, #""counters": {"groups""#, "has the unknown counter 'group'"
        ),
        Misuse("from", "modernbert", #""from": 1"#, #""from": "1""#, "'from' is a string, expected an integer"),
        Misuse(
            "truncated-normal", "modernbert", "truncated-normal(0, hidden_size ** -0.5, initializer_cutoff_factor)",
            "truncated-normal(0, hidden_size ** -0.5)", "unknown initialiser"),
        Misuse(
            "truncated-normal", "modernbert", "truncated-normal(0, hidden_size ** -0.5, initializer_cutoff_factor)",
            "truncated-normal(0, hidden_size ** -0.5, cutoff)", "the field 'cutoff' is not in 'configuration'"),
        Misuse(
            "unreported", "deberta-v2", #"{"contains": "position_embeddings"}"#,
            #"{"contains": "position_embeddings", "ends": "x"}"#, "needs 'ends' or 'contains'"),
        Misuse(
            "unreported", "deberta-v2", #""classes": ["DebertaV2ForMaskedLM"]"#, #""classes": ["DebertaForMaskedLM"]"#,
            "a rule names the unknown class 'DebertaForMaskedLM'"),
        Misuse(
            "splits", "nomic-bert", #""into": ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"]"#,
            #""into": ["self_attn.q_proj"]"#, "'attn?Wqkv' is split into fewer than two"),
        Misuse(
            "rewrites", "electra", #"{"find": "/{layer}", "replace": "_._{layer}"}"#, #"{"find": "/{layer}"}"#,
            "'replace' is missing"),
        Misuse(
            "lacks", "electra", #""lacks": ["generator_lm_head.weight"]"#, #""lacks": ["lm_head.weight"]"#,
            "spells the unknown module 'lm_head.weight'"),
        Misuse(
            "order", "mpnet", #""order": ["mpnet.encoder.relative_attention_bias""#, #""order": ["mpnet.encoder.bias""#,
            "spells the unknown module 'mpnet.encoder.bias'"),
        Misuse(
            "orientation", "convbert", #""orientation": "depthwise""#, #""orientation": "deep""#,
            "unknown orientation 'deep'"),
        Misuse("//", "electra", "hidden_size // num_attention_heads *", "hidden_size // //", "bad expression"),
        Misuse(
            "checkedAs", "distilbert", #""checkedAs": {"dropout": "hidden_dropout_prob""#,
            #""checkedAs": {"dropout": 1"#,
            "'dropout' is an integer, expected a string"),
        Misuse(
            "undeclared", "mpnet", #""undeclared": ["classifier_dropout""#, #""undeclared": [1"#, "array of strings"),
    ]

    private static func text(of name: String) throws -> String {
        let mark = "\"architecture\": \"\(name)\","
        return try #require(
            Schemas.architectures.map { String(decoding: $0, as: UTF8.self) }.first { $0.contains(mark) }, "\(name)")
    }

    @Test("Each is refused by what is wrong, and by where", arguments: misuses)
    func refused(misuse: Misuse) throws {
        let text = try Self.text(of: misuse.file)
        try #require(text.contains(misuse.old), "\(misuse.file) has no \(misuse.old)")
        let changed = text.replacing(misuse.old, with: misuse.new, maxReplacements: 1)
        let fault = try #require(throws: Fault.self) {
            try Architecture.read(schema: Array(changed.utf8), try Wrappers())
        }
        #expect(fault.code == .schema || fault.code == .jsonType)
        #expect(fault.reason.contains(misuse.reason), "\(fault)")
    }

    @Test("Two modules of one name must exclude each other")
    func sharedNames() throws {
        let text = try Self.text(of: "convbert")
        let changed = text.replacing(
            #"{"field": "num_groups", "above": 1}"#, with: #"{"field": "num_groups", "above": 0}"#)
        #expect(changed != text)
        let fault = try #require(throws: Fault.self) {
            try Architecture.read(schema: Array(changed.utf8), try Wrappers())
        }
        #expect(fault.reason.contains("occurs twice"), "\(fault)")
    }
}
