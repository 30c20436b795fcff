import ByteIO
import ModelSchema
import TestSupport
import Testing
import Verification

@Suite("BC701 bad-configuration, as verify shows it")
struct BC701Tests {
    @Test(
        "A field that cannot be used is an error that names it; the weights are checked with their own sizes",
        arguments: [
            ("hidden_size", "4.0"), ("vocab_size", "\"5\""), ("vocab_size", "-1"), ("num_attention_heads", "3"),
            ("initializer_range", "-1"), ("tie_word_embeddings", "null"),
            ("tie_word_embeddings", "1"), ("position_embedding_type", "\"rotary\""), ("is_decoder", "null"),
            ("add_cross_attention", "\"no\""),
        ])
    func field(field: String, value: String) throws {
        var model = TinyBert()
        model.configuration[field] = value
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(model, depth)
            #expect(verified.lines == ["BC701 error \(field)"])
            #expect(verified.findings[0].file?.hasSuffix("/config.json") == true)
            #expect(!verified.findings[0].help.isEmpty)
            #expect(verified.missing.isEmpty)
        }
    }

    @Test(
        "The message is a sentence, and the help says what to write",
        arguments: [
            ("layer_norm_eps", "\"1e-12\"", "it is a string", "write a number with a decimal point, "),
            ("layer_norm_eps", "0", "it is an integer", "write 0.0, "),
            ("hidden_act", "\"gelo\"", "it is 'gelo'", "known: "),
        ])
    func sentence(field: String, value: String, reason: String, help: String) throws {
        var model = TinyBert()
        model.configuration[field] = value
        let finding = try Verified(model).findings[0]
        #expect(finding.message.hasPrefix("cannot be used: \(reason), which transformers "), "\(finding.message)")
        #expect(finding.help.hasPrefix(help), "\(finding.help)")
    }

    @Test("A class that nobody knows is an error, and the heads tell the class")
    func unknownClass() throws {
        var model = TinyBert()
        model.configuration["architectures"] = "[\"BertForNothing\"]"
        let verified = try Verified(model)
        #expect(verified.lines == ["BC701 error architectures"])
        #expect(verified.findings[0].help.contains("--as"))
        #expect(verified.result.examination?.model.tree.modelClass.name == "BertForSequenceClassification")
        #expect(try Verified(model, as: "BertForSequenceClassification").lines.isEmpty)
    }

    @Test("A number of labels that the class cannot use is an error")
    func requiredLabels() throws {
        var model = TinyBert("BertForQuestionAnswering")
        #expect(try Verified(model).lines.isEmpty)
        model.configuration["num_labels"] = "3"
        model.remove("qa_outputs.weight", "qa_outputs.bias")
        model.add("qa_outputs.weight", [3, 4])
        model.add("qa_outputs.bias", [3])
        let verified = try Verified(model)
        #expect(verified.lines == ["BC701 error num_labels"])
        #expect(verified.findings[0].message.contains("BertForQuestionAnswering"))
    }

    @Test("A config.json that cannot be read is one error")
    func broken() throws {
        for name in ["configuration-broken", "configuration-a-list"] {
            let verified = try Verified(damage: name)
            #expect(verified.lines == ["BC701 error config.json"])
            #expect(verified.missing.isEmpty)
        }
        let doubled = try Verified(
            TinyBert(), with: ["config.json": #"{"model_type": "bert", "vocab_size": 5, "vocab_size": 6}"#])
        #expect(doubled.lines.count == 1 && doubled.lines[0].hasPrefix("BC701 error "))
    }

    @Test("A folder without config.json is an error; a file by itself needs none")
    func absent() throws {
        let folder = TemporaryFolder()
        let path = TinyBert().writeWeights(to: folder)
        let verified = try Verified(folder.path)
        #expect(verified.findings.map(\.rule) == [.badConfiguration])
        #expect(verified.findings[0].help.contains("config.json"))
        #expect(try Verified(path).lines.isEmpty)
    }

    @Test("A config.json that is a folder is said to be one")
    func folder() throws {
        let folder = TemporaryFolder()
        _ = TinyBert().writeWeights(to: folder)
        try Folder.create(folder.file("config.json"))
        let verified = try Verified(folder.path)
        #expect(verified.lines == ["BC701 error config.json"])
        #expect(verified.findings[0].message.contains("it is a folder"))
    }

    @Test(
        "A modules.json that cannot be used is one finding",
        arguments: ["", #"[{"path": "/x", "type": "Transformer"}]"#])
    func modules(text: String) throws {
        let verified = try Verified(TinyBert("BertModel"), with: ["modules.json": text])
        #expect(verified.findings(of: .badConfiguration).count == 1)
    }

    @Test(
        "Real files",
        arguments: [
            ("class-unknown", "architectures"), ("size-as-decimal", "hidden_size"), ("size-as-text", "vocab_size"),
            ("heads-do-not-divide", "num_attention_heads"), ("question-answering-labels", "num_labels"),
            ("cross-attention-without-decoder", "add_cross_attention"),
            ("weights-named-absent", "transformers_weights"), ("weights-named-outside", "transformers_weights"),
            ("activation-with-parameters", "hidden_act"), ("type-of-the-whole-null", "dtype"),
            ("generation-settings-refused", "early_stopping"),
        ])
    func real(name: String, subject: String) throws {
        let verified = try Verified(damage: name)
        #expect(verified.lines == ["BC701 error \(subject)"])
        #expect(verified.missing.isEmpty)
    }

    @Test("Fields that the library does not look at, and null where it may be, are none")
    func nearMisses() throws {
        var model = TinyBert()
        model.configuration["problem_type"] = "7"
        model.configuration["my_field"] = "null"
        model.configuration["pad_token_id"] = "null"
        model.configuration["transformers_weights"] = "null"
        #expect(try Verified(model).lines.isEmpty)
    }
}
