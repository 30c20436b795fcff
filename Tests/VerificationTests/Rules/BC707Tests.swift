import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC707 tokenizer-disagrees, as verify shows it")
struct BC707Tests {
    private static let list = "[PAD]\n[UNK]\nthe\ncat\nsat\n"
    private static let vocabulary = #""[PAD]": 0, "[UNK]": 1, "the": 2, "cat": 3, "sat": 4"#

    private static func tokenizer(_ vocabulary: String = vocabulary, _ more: String = "") -> String {
        #"{"model": {"type": "WordPiece", "vocab": {\#(vocabulary)}}\#(more)}"#
    }

    private static func findings(_ files: [String: String]) throws -> [Finding] {
        try Verified(TinyBert(), with: files).findings(of: .tokenizerDisagrees)
    }

    @Test("Two lists with other rows are an error with the first of them")
    func lists() throws {
        let exchanged = Self.vocabulary.replacing(#""the": 2, "cat": 3"#, with: #""the": 3, "cat": 2"#)
        let findings = try Self.findings(["vocab.txt": Self.list, "tokenizer.json": Self.tokenizer(exchanged)])
        #expect(findings.map(\.severity) == [.error])
        #expect(
            findings.first?.message
                == "has other words than vocab.txt: row 2 is 'cat', and there 'the'; 2 words differ")
        #expect(findings.first?.subject == "tokenizer.json" && findings.first?.evidence["row"]?.integer == 2)
    }

    @Test("A word that one list lacks is an error, unless it is among the added words")
    func added() throws {
        let longer = Self.vocabulary + #", "dog": 5"#
        let files = ["vocab.txt": Self.list, "tokenizer.json": Self.tokenizer(longer)]
        #expect(try Self.findings(files).map(\.severity) == [.error])
        #expect(try Self.findings(files.merging(["added_tokens.json": #"{"dog": 5}"#]) { $1 }).isEmpty)
    }

    @Test("The same words are none, with line ends of Windows too, and one list alone is none")
    func same() throws {
        let files = ["vocab.txt": Self.list, "tokenizer.json": Self.tokenizer()]
        #expect(try Self.findings(files).isEmpty)
        let windows = ["vocab.txt": Self.list.replacing("\n", with: "\r\n"), "tokenizer.json": Self.tokenizer()]
        #expect(try Self.findings(windows).isEmpty)
        #expect(try Self.findings(["vocab.txt": Self.list]).isEmpty)
        #expect(try Self.findings(["tokenizer.json": Self.tokenizer()]).isEmpty)
    }

    @Test("Words are compared by their bytes: two spellings of one letter are two words")
    func spellings() throws {
        let (one, two) = ("\u{E9}", "e\u{301}")
        let files = [
            "vocab.txt": "[PAD]\n[UNK]\n\(one)\n\(two)\nsat\n",
            "tokenizer.json": Self.tokenizer(#""[PAD]": 0, "[UNK]": 1, "\#(one)": 2, "\#(two)": 3, "sat": 4"#),
        ]
        let verified = try Verified(TinyBert(), with: files)
        #expect(verified.lines.isEmpty)
    }

    @Test("Lower case in one file and not in the other is a warning")
    func lowerCase() throws {
        for normalizer in [
            #"{"type": "BertNormalizer", "lowercase": false}"#,
            #"{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "BertNormalizer", "lowercase": false}]}"#,
        ] {
            let tokenizer = Self.tokenizer(Self.vocabulary, #", "normalizer": \#(normalizer)"#)
            let findings = try Self.findings([
                "tokenizer.json": tokenizer, "tokenizer_config.json": #"{"do_lower_case": true}"#,
            ])
            #expect(findings.map(\.severity) == [.warning])
            #expect(
                try Self.findings([
                    "tokenizer.json": tokenizer, "tokenizer_config.json": #"{"do_lower_case": false}"#,
                ]).isEmpty)
            #expect(try Self.findings(["tokenizer.json": tokenizer]).isEmpty)
        }
    }

    @Test("Many words with capitals that no text can have are a warning; a few, and special tokens, are none")
    func capitals() throws {
        let configuration = ["tokenizer_config.json": #"{"do_lower_case": true}"#]
        for (capitals, count) in [(100, 1), (40, 0), (0, 0)] {
            let words = (0..<1000).map { $0 < capitals ? "Word\($0)" : "word\($0)" } + (0..<100).map { "[UNUSED\($0)]" }
            let list = ["vocab.txt": words.joined(separator: "\n")]
            #expect(try Self.findings(list.merging(configuration) { $1 }).count == count, "\(capitals)")
            #expect(try Self.findings(list).isEmpty)
        }
    }

    @Test("A special token that no list has is a warning, named by a string or an object")
    func specials() throws {
        let files = ["vocab.txt": Self.list, "special_tokens_map.json": #"{"mask_token": {"content": "[MASK]"}}"#]
        #expect(try Self.findings(files).map(\.subject) == ["special_tokens_map.json"])
        let twice = files.merging(["tokenizer_config.json": #"{"mask_token": "[MASK]", "unk_token": "[UNK]"}"#]) { $1 }
        #expect(try Self.findings(twice).map(\.subject) == ["tokenizer_config.json"])
        let added = twice.merging(["added_tokens.json": #"{"[MASK]": 4}"#]) { $1 }
        #expect(try Self.findings(added).isEmpty)
    }

    private static let vocabularies = [
        "tokenizer.json", "vocab.txt", "vocab.json", "sentencepiece.bpe.model", "spiece.model", "spm.model",
        "tokenizer.model", "tokenizer.4.0.0.json", "of-the-model.model", "words.tiktoken",
    ]
    private static let modules =
        #"[{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}]"#

    @Test(
        "A folder that asks for a tokenizer and has no vocabulary is an error, and none with any file of words",
        arguments: [
            ("tokenizer_config.json", "{}"), ("special_tokens_map.json", #"{"pad_token": "[PAD]"}"#),
            ("tokenizer_config.json", #"{"tokenizer_class": "RobertaTokenizerFast"}"#),
            ("tokenizer_config.json", #"{"tokenizer_class": "PreTrainedTokenizerFast"}"#),
            ("tokenizer_config.json", #"{"tokenizer_class": "AlbertTokenizer"}"#),
        ])
    func noVocabulary(name: String, text: String) throws {
        for depth in [Examination.Depth.headers, .values] {
            let findings = try Verified(TinyBert(), depth, with: [name: text]).findings(of: .tokenizerDisagrees)
            #expect(findings.map(\.severity) == [.error] && findings.map(\.subject) == [name], "\(depth)")
        }
        for vocabulary in Self.vocabularies {
            let words = vocabulary == "tokenizer.json" ? "{}" : vocabulary == "vocab.txt" ? Self.list : "x"
            #expect(try Self.findings([name: text, vocabulary: words]).isEmpty, "\(vocabulary)")
        }
    }

    @Test("Nothing is asked for without such files, and nothing is known of other classes and of the model's own code")
    func noTokenizer() throws {
        #expect(try Self.findings([:]).isEmpty)
        #expect(try Self.findings(["modules.json": "[]"]).isEmpty)
        #expect(try Self.findings(["modules.json": Self.modules]).isEmpty)
        for text in [#"{"tokenizer_class": "OwnTokenizer"}"#, #"{"auto_map": {"AutoTokenizer": ["t.T", null]}}"#] {
            #expect(try Self.findings(["tokenizer_config.json": text]).isEmpty)
        }
    }

    private static func stored(_ type: String) -> String {
        let words = "[PAD] [UNK] the cat sat".split(separator: " ").enumerated()
        let table = words.map { #""\#($0.element)": \#($0.offset)"# }.joined(separator: ", ")
        let list = words.map { #"["\#($0.element)", -1.0]"# }.joined(separator: ", ")
        return #"{"model": {"type": "\#(type)", "vocab": \#(type == "Unigram" ? "[\(list)]" : "{\(table)}")}}"#
    }

    /// By class and kind of model in tokenizer.json, whether transformers 5.23 builds another; seen for each pair.
    @Test(
        "A class that builds another kind of model than tokenizer.json has is an error",
        arguments: [
            ("BertTokenizer", ["BPE", "Unigram"]), ("DistilBertTokenizerFast", ["BPE", "Unigram"]),
            ("MPNetTokenizer", ["BPE", "Unigram"]), ("RobertaTokenizer", ["WordPiece", "Unigram", "WordLevel"]),
            ("LongformerTokenizerFast", ["WordPiece", "Unigram", "WordLevel"]),
            ("DebertaTokenizer", ["WordPiece", "Unigram", "WordLevel"]),
            ("DebertaV2Tokenizer", ["WordPiece", "BPE", "WordLevel"]),
            ("XLMRobertaTokenizerFast", ["WordPiece", "BPE", "WordLevel"]),
            ("CamembertTokenizer", ["WordPiece", "BPE", "WordLevel"]),
            ("AlbertTokenizer", ["WordPiece", "BPE", "WordLevel"]), ("ConvBertTokenizer", []),
            ("PreTrainedTokenizerFast", []), ("TokenizersBackend", []), ("OwnTokenizer", []),
        ])
    func otherModel(className: String, others: [String]) throws {
        for type in ["WordPiece", "BPE", "Unigram", "WordLevel"] {
            for file in ["tokenizer_config.json", "config.json"] {
                var model = TinyBert()
                var files = ["tokenizer.json": Self.stored(type)]
                if file == "config.json" {
                    model.configuration["tokenizer_class"] = #""\#(className)""#
                } else {
                    files[file] = #"{"tokenizer_class": "\#(className)"}"#
                }
                let findings = try Verified(model, with: files).findings(of: .tokenizerDisagrees)
                #expect(findings.map(\.subject) == (others.contains(type) ? ["tokenizer.json"] : []), "\(type) \(file)")
                #expect(findings.allSatisfy { $0.severity == .error && $0.message.contains(className) })
            }
        }
    }

    @Test("Without a named class, that of the model type counts", arguments: ["BPE", "Unigram"])
    func usualClass(type: String) throws {
        let findings = try Self.findings(["tokenizer.json": Self.stored(type)])
        #expect(findings.map(\.subject) == ["tokenizer.json"])
        #expect(findings.first?.message.contains("usual one is BertTokenizer") == true)
    }
}
