import ByteIO
import Comparison
import Formats
import JSONText
import ModelSchema
import TestSupport
import Testing

@Suite("What else than weights makes two models differ")
struct BehaviourTests {
    /// Two folders with the same model.
    private struct Pair {
        let folder = TemporaryFolder()
        var first = TinyBert("BertForSequenceClassification")
        var second = TinyBert("BertForSequenceClassification")
        var files: [(String, String)] = []

        /// The names and changes of what differs.
        func items() throws -> [BehaviourDifference.Item] {
            _ = first.write(in: folder, "first")
            _ = second.write(in: folder, "second")
            for (path, text) in files {
                _ = Tool.run(["mkdir", "-p", FilePath.folder(of: folder.file(path))])
                _ = folder.write(text, to: path)
            }
            let library = try Library.newest()
            return try BehaviourDifference(
                try ModelPlace(folder.file("first"), library: library),
                try ModelPlace(folder.file("second"), library: library),
                CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), scratchFolder: folder.path
            ).items
        }
    }

    private static func items(
        config: [String: String] = [:], _ files: [String: (String, String)] = [:]
    ) throws -> [BehaviourDifference.Item] {
        var pair = Pair()
        for (name, value) in config { pair.second.configuration[name] = value }
        for (name, texts) in files {
            pair.files += [("first/" + name, texts.0), ("second/" + name, texts.1)]
        }
        return try pair.items()
    }

    @Test(
        "A field that changes what the model computes is named, with both values; an absent one has its default",
        arguments: [
            ("hidden_act", "\"relu\"", "gelu and relu"), ("layer_norm_eps", "0.1", "1e-12 and 0.1"),
            ("layer_norm_eps", "\"1e-12\"", "1e-12 and \"1e-12\""),
            ("num_attention_heads", "1", "2 and 1"), ("is_decoder", "true", "false and true"),
            ("problem_type", "\"multi_label_classification\"", "not set and multi_label_classification"),
        ])
    func fields(name: String, value: String, words: String) throws {
        let item = try #require(try Self.items(config: [name: value]).first)
        #expect(item.name == name)
        #expect(item.counts)
        guard case .values(let one, let other) = item.change else {
            Issue.record("\(item)")
            return
        }
        #expect(JSONValue.words(one, other) == words)
    }

    @Test(
        "A default that is written out, another spelling, and a field that changes nothing are no difference",
        arguments: [
            ["hidden_act": "\"gelu\""], ["layer_norm_eps": "0.000000000001"], ["num_attention_heads": "2"],
            ["problem_type": "null"], ["transformers_version": "\"4.0\""], ["dtype": "\"float16\""],
            ["id2label": "{\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}"], ["hidden_dropout_prob": "0.5"],
        ])
    func defaults(config: [String: String]) throws {
        #expect(try Self.items(config: config).isEmpty)
    }

    @Test("Labels that changed places are named one by one")
    func labels() throws {
        var pair = Pair()
        pair.first.configuration["id2label"] = "{\"0\": \"bad\", \"1\": \"good\"}"
        pair.second.configuration["id2label"] = "{\"1\": \"bad\", \"0\": \"good\"}"
        let item = try #require(try pair.items().first)
        #expect(item.name == "id2label.0")
        #expect(item.change == .values("bad", "good"))
    }

    @Test("A vocabulary in another order names the first line and counts the others")
    func vocabulary() throws {
        let items = try Self.items(["vocab.txt": ("a\nb\nc\n", "a\nc\nb\n")])
        #expect(items.map(\.name) == ["vocab.txt"])
        #expect(items.first?.change == .content("line 2 is 'b' and 'c'; 2 lines differ"))
        #expect(try Self.items(["vocab.txt": ("a\nb", "a\nb\n")]).isEmpty)
        #expect(
            try Self.items(["vocab.txt": ("a\n", "a\nb\n")]).first?.change
                == .content("line 2 is missing and 'b'"))
    }

    @Test(
        "Files of the tokenizer are compared by what they mean",
        arguments: [
            (
                "tokenizer.json", #"{"version":"1","truncation":null,"model":{"vocab":{"a":0,"b":1}}}"#,
                #"{"model":{"vocab":{"b":1,"a":0}},"truncation":{"max_length":8}}"#, nil
            ),
            (
                "tokenizer.json", #"{"model":{"vocab":{"a":0,"b":1}}}"#, #"{"model":{"vocab":{"a":1,"b":0}}}"#,
                "model.vocab.a is 0 and 1"
            ),
            ("tokenizer_config.json", #"{}"#, #"{"do_lower_case":true,"name_or_path":"x"}"#, nil),
            ("tokenizer_config.json", #"{}"#, #"{"do_lower_case":false}"#, "do_lower_case is true and false"),
            (
                "tokenizer_config.json", #"{"sep_token":{"content":"[SEP]","lstrip":false}}"#,
                #"{"sep_token":"[SEP]"}"#,
                nil
            ),
            ("special_tokens_map.json", #"{"cls_token":{"content":"[CLS]"}}"#, #"{"cls_token":"[CLS]"}"#, nil),
            (
                "special_tokens_map.json", #"{"cls_token":"[CLS]"}"#, #"{"cls_token":"[SEP]"}"#,
                "cls_token is [CLS] and [SEP]"
            ),
            ("added_tokens.json", #"{"x": 9}"#, #"{"x": 9.0, "y": 10}"#, "y is not set and 10"),
        ] as [(String, String, String, String?)])
    func tokenizer(name: String, first: String, second: String, words: String?) throws {
        let items = try Self.items([name: (first, second)])
        #expect(items.map(\.change) == [words].compactMap(\.self).map { .content($0) })
        #expect(items.allSatisfy { $0.name == name && $0.counts })
    }

    @Test("A file of the tokenizer that only one folder has is named, and does not count")
    func onlyInOne() throws {
        var pair = Pair()
        pair.files = [("first/added_tokens.json", "{}")]
        let items = try pair.items()
        #expect(items == [BehaviourDifference.Item(name: "added_tokens.json", change: .onlyInFirst)])
        #expect(items.allSatisfy { !$0.counts })
    }

    @Test("A vocab.txt and a tokenizer.json are compared token by token if each folder has one of them")
    func otherForm() throws {
        var pair = Pair()
        pair.files = [("first/vocab.txt", "a\nb\n"), ("second/tokenizer.json", #"{"model":{"vocab":{"b":1,"a":0}}}"#)]
        #expect(try pair.items().allSatisfy { !$0.counts })
        pair.files[1].1 = #"{"model":{"vocab":{"b":0,"a":1}}}"#
        let counted = try pair.items().filter(\.counts)
        #expect(counted.map(\.name) == ["vocab.txt"])
    }

    @Test("A folder without config.json is another model than one with it")
    func noConfiguration() throws {
        var pair = Pair()
        pair.second = pair.first
        _ = try pair.items()
        #expect(Tool.run(["rm", pair.folder.file("second/config.json")]).status == 0)
        let library = try Library.newest()
        let found = try BehaviourDifference(
            try ModelPlace(pair.folder.file("first"), library: library),
            try ModelPlace(pair.folder.file("second"), library: library),
            CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), scratchFolder: pair.folder.path)
        #expect(found.items == [BehaviourDifference.Item(name: "config.json", change: .onlyInFirst)])
        #expect(!found.isSame)
    }

    @Test("Modules of sentence-transformers are compared: the pooling mode, and weights of dense layers")
    func modules() throws {
        let modules = """
            [{"type": "sentence_transformers.models.Transformer", "path": ""},
             {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"},
             {"type": "sentence_transformers.models.Dense", "path": "2_Dense"}]
            """
        let items = try Self.items([
            "modules.json": (modules, modules),
            "1_Pooling/config.json": (#"{"pooling_mode_mean_tokens": true}"#, #"{"pooling_mode_mean_tokens": false}"#),
            "2_Dense/other.bin": ("x", "y"),
        ])
        #expect(items.map(\.name) == ["1_Pooling/config.json", "2_Dense/other.bin"])
        #expect(items.first?.change == .content("pooling_mode_mean_tokens is true and false"))
    }

    @Test("A file that is no JSON is a fault, if it differs")
    func broken() throws {
        #expect(try Self.items(["tokenizer.json": ("{", "{")]).isEmpty)
        let fault = #expect(throws: Fault.self) { try Self.items(["tokenizer.json": ("{", "{}")]) }
        #expect(fault?.code.description.hasPrefix("json.") == true)
        #expect(fault?.file?.hasSuffix("first/tokenizer.json") == true)
    }
}
