import ByteIO
import ModelSchema
import Testing

/// Guards the rules by which transformers 5.23 fills and checks a BertConfig.
@Suite("The fields of a configuration")
struct ConfigurationTests {
    @Test(
        "Absent fields take the library's defaults",
        arguments: [
            ("vocab_size", 30_522), ("hidden_size", 768), ("num_hidden_layers", 12), ("num_attention_heads", 12),
            ("intermediate_size", 3_072), ("max_position_embeddings", 512), ("type_vocab_size", 2), ("num_labels", 2),
            ("pad_token_id", 0),
        ])
    func defaults(field: String, expected: Int) throws {
        #expect(try BERT.configuration().integer(field) == expected)
    }

    @Test("Flags, names and numbers take theirs")
    func otherDefaults() throws {
        let configuration = try BERT.configuration()
        #expect(configuration.flag("tie_word_embeddings"))
        #expect(!configuration.flag("is_decoder"))
        #expect(!configuration.flag("add_cross_attention"))
        #expect(configuration.text("position_embedding_type") == "absolute")
        #expect(configuration.text("initializer_range") == "0.02")
    }

    @Test("Numbers are shown as they were written", arguments: ["0.02", "1e-12", "2E+0", "0.10"])
    func numbersAsWritten(number: String) throws {
        let configuration = try BERT.configuration(#""initializer_range": \#(number)"#)
        #expect(configuration.text("initializer_range") == number)
        let words = try #require(try BERT.architecture().parameters.first { $0.initializer.isRandom })
        #expect(words.initializer.description(configuration) == "normal(0, \(number))")
    }

    @Test(
        "Labels are num_labels, else the members of id2label, else 2",
        arguments: [
            ("", 2), (#""num_labels": 4"#, 4), (#""id2label": {"0": "a", "1": "b", "2": "c"}"#, 3),
            (#""num_labels": 4, "id2label": {"0": "a", "1": "b", "2": "c"}"#, 4), (#""id2label": {}"#, 0),
            (#""num_labels": 0"#, 0), (#""_num_labels": 7"#, 2), (#""id2label": null"#, 2),
        ])
    func labels(members: String, expected: Int) throws {
        #expect(try BERT.configuration(members).integer("num_labels") == expected)
    }

    @Test("Null means no padding row")
    func nulls() throws {
        #expect(try BERT.configuration(#""pad_token_id": null"#).integer("pad_token_id") == nil)
    }

    @Test("Null for tied embeddings, which version 4 took for false, is refused and read as false")
    func nullFlag() throws {
        let file = try BERT.file(#"{"model_type": "bert", "tie_word_embeddings": null}"#)
        let (configuration, problems) = file.tolerantConfiguration(
            for: try BERT.architecture(), implied: nil, library: try Library.newest())
        #expect(!configuration.flag("tie_word_embeddings"))
        try Self.check(try #require(problems.first), "tie_word_embeddings")
        #expect(problems.count == 1)
    }

    @Test(
        "A value of another type, or without the field that it needs, is refused, as strict as the library",
        arguments: [
            ("vocab_size", #""97""#), ("vocab_size", "97.0"), ("vocab_size", "9.7e1"), ("vocab_size", "true"),
            ("vocab_size", "null"), ("vocab_size", "[97]"), ("hidden_size", "{}"), ("num_labels", "null"),
            ("vocab_size", "18446744073709551616"), ("initializer_range", #""0.02""#), ("initializer_range", "null"),
            ("is_decoder", "1"), ("is_decoder", #""true""#), ("is_decoder", "null"), ("tie_word_embeddings", "0"),
            ("tie_word_embeddings", "null"), ("add_cross_attention", "true"),
            ("pad_token_id", #""0""#), ("position_embedding_type", "1"), ("position_embedding_type", "null"),
        ])
    func wrongType(field: String, written: String) throws {
        let fault = try #require(throws: Fault.self) { try BERT.configuration(#""\#(field)": \#(written)"#) }
        try Self.check(fault, field)
    }

    @Test(
        "A value out of bounds is refused",
        arguments: [
            ("vocab_size", "0"), ("vocab_size", "-1"), ("hidden_size", "0"), ("num_hidden_layers", "-1"),
            ("num_hidden_layers", "10001"), ("num_attention_heads", "0"), ("intermediate_size", "0"),
            ("max_position_embeddings", "0"), ("type_vocab_size", "0"), ("num_labels", "-1"),
            ("position_embedding_type", #""rotary""#), ("position_embedding_type", #""""#), ("initializer_range", "-1"),
        ])
    func outOfBounds(field: String, written: String) throws {
        let fault = try #require(throws: Fault.self) { try BERT.configuration(#""\#(field)": \#(written)"#) }
        try Self.check(fault, field)
    }

    @Test("A model may have no layers, and as many as the schema allows")
    func boundsThemselves() throws {
        #expect(try BERT.configuration(#""num_hidden_layers": 0"#).integer("num_hidden_layers") == 0)
        #expect(try BERT.configuration(#""num_hidden_layers": 10000"#).integer("num_hidden_layers") == 10_000)
    }

    @Test("The heads must divide the hidden size")
    func division() throws {
        let fault = try #require(throws: Fault.self) {
            try BERT.configuration(#""num_attention_heads": 5, "hidden_size": 768"#)
        }
        try Self.check(fault, "num_attention_heads")
        #expect(fault.reason == "5 does not divide hidden_size, which is 768")
        // The default of 12 heads counts as well.
        let implied = try #require(throws: Fault.self) { try BERT.configuration(#""hidden_size": 16"#) }
        #expect(implied.code == .configuration)
        #expect(implied.subject == "field 'num_attention_heads'")
        #expect(implied.offset == nil)
        #expect(try BERT.configuration(#""num_attention_heads": 1, "hidden_size": 7"#).integer("hidden_size") == 7)
    }

    @Test("A class fixes fields whatever the configuration says")
    func fixing() throws {
        let configuration = try BERT.configuration(#""num_labels": 4"#)
        #expect(configuration.fixing(["num_labels": 1]).integer("num_labels") == 1)
        #expect(configuration.integer("num_labels") == 4)
    }

    /// The fault names the field and the byte where it stands, right after the model type.
    private static func check(_ fault: Fault, _ field: String) throws {
        #expect(fault.code == .configuration, "\(fault)")
        #expect(fault.subject == "field '\(field)'", "\(fault)")
        #expect(fault.offset == UInt64(#"{"model_type": "bert", "#.utf8.count), "\(fault)")
        #expect(fault.file?.hasSuffix("/config.json") == true, "\(fault)")
    }
}
