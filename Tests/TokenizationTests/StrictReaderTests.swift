import ByteIO
import Testing

@testable import Tokenization

@Suite("What a tokenizer's files say is read strictly")
struct StrictReaderTests {
    private static let vocabulary = #"{"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "[MASK]": 3, "[PAD]": 4, "a": 5}"#

    /// tokenizer.json with some members exchanged.
    private static func file(_ members: [String: String] = [:]) -> String {
        let usual = [
            "version": #""1.0""#, "truncation": "null", "padding": "null", "added_tokens": "[]",
            "normalizer": #"{"type": "BertNormalizer"}"#, "pre_tokenizer": #"{"type": "BertPreTokenizer"}"#,
            "post_processor": "null", "decoder": "null",
            "model": #"{"type": "WordPiece", "unk_token": "[UNK]", "vocab": \#(vocabulary)}"#,
        ]
        let all = usual.merging(members) { $1 }
        return "{" + all.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    }

    private static func code(_ members: [String: String], _ configuration: String = "{}") -> Fault.Code? {
        TokenizerFiles.code(["tokenizer.json": file(members), "tokenizer_config.json": configuration], text: "a")
    }

    @Test("The usual file is read, and one without a template adds no special tokens")
    func usual() throws {
        let tokenizer = try TokenizerFiles(["tokenizer.json": Self.file()]).tokenizer()
        #expect(try tokenizer.encode("A a").ids == [5, 5])
        #expect(try tokenizer.encode("a", and: "a").typeIDs == [0, 1])
    }

    @Test(
        "A kind that is not read is an error",
        arguments: [
            ("normalizer", #"{"type": "NFKC"}"#),
            ("normalizer", #"{"type": "Sequence", "normalizers": [{"type": "Nmt"}]}"#),
            ("pre_tokenizer", #"{"type": "Whitespace"}"#), ("post_processor", #"{"type": "Other"}"#),
            ("model", #"{"type": "WordLevel", "unk_token": "a", "vocab": {"a": 0}}"#),
        ])
    func kinds(_ name: String, _ value: String) {
        #expect(Self.code([name: value]) == .tokenizerKind)
    }

    @Test(
        "A member that is not understood is an error",
        arguments: [
            ("normalizer", #"{"type": "BertNormalizer", "extra": 1}"#),
            ("pre_tokenizer", #"{"type": "ByteLevel"}"#),
            ("model", #"{"type": "WordPiece", "unk_token": "[UNK]", "vocab": {"a": "x"}}"#),
            ("model", #"{"type": "WordPiece", "unk_token": "[UNK]", "other": 1, "vocab": {}}"#),
            ("model", #"{"type": "BPE", "dropout": 0.1, "vocab": {}, "merges": []}"#),
            ("model", #"{"type": "Unigram", "unk_id": 0, "vocab": []}"#),
            ("model", #"{"type": "Unigram", "unk_id": 1, "vocab": [["a", 0.0]]}"#),
            ("model", #"{"type": "Unigram", "unk_id": -1, "vocab": [["a", 0.0]]}"#),
            ("model", #"{"type": "Unigram", "unk_id": 0, "vocab": [["a", 0.0], ["a", -1.0]]}"#),
            ("model", #"{"type": "Unigram", "unk_id": 0, "vocab": [["a", 1e999]]}"#),
            ("model", #"{"type": "Unigram", "unk_id": 0, "vocab": [["a"]]}"#),
            ("model", #"{"type": "Unigram", "unk_id": 0, "byte_fallback": true, "vocab": [["a", 0.0]]}"#),
            ("normalizer", #"{"type": "Precompiled", "precompiled_charsmap": ""}"#),
            ("normalizer", #"{"type": "Precompiled", "precompiled_charsmap": "AAAA"}"#),
            ("normalizer", #"{"type": "Precompiled", "precompiled_charsmap": "CAAAAAAAAAA="}"#),
            ("normalizer", #"{"type": "Precompiled", "precompiled_charsmap": "AAAAAP8="}"#),
            ("normalizer", #"{"type": "Precompiled", "precompiled_charsmap": "A=AA"}"#),
            ("normalizer", #"{"type": "Replace", "pattern": {"Regex": "a+"}, "content": ""}"#),
            ("pre_tokenizer", #"{"type": "Metaspace", "replacement": "_"}"#),
            ("pre_tokenizer", #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first"}"#),
            ("added_tokens", #"[{"id": 9, "content": "<x>", "special": true}]"#),
            ("added_tokens", #"[{"id": 6, "content": "<x>", "strange": true}]"#), ("added_tokens", "[1]"),
        ])
    func members(_ name: String, _ value: String) {
        #expect(Self.code([name: value]) == .tokenizerMember)
    }

    @Test("Words with a number that no table has, and words without end, are errors")
    func limits() {
        let long = String(repeating: "a", count: TokenizationLimits.tokenBytes + 1)
        for vocabulary in [#"{"a": 4194304}"#, #"{"a": -1}"#, "{\"\(long)\": 0}"] {
            #expect(Self.code(["model": #"{"type": "WordPiece", "vocab": \#(vocabulary)}"#]) == .tokenizerLimit)
        }
    }

    @Test("Special tokens without end are an error")
    func roles() {
        let members = (0..<300).map { "\"x\($0)_token\": \"<\($0)>\"" }.joined(separator: ", ")
        #expect(Self.code([:], "{\(members)}") == .tokenizerLimit)
    }

    @Test("A word that the vocabulary cannot write needs a token for such words")
    func unknown() {
        let model = #"{"type": "WordPiece", "unk_token": "[UNK]", "vocab": {"b": 0}}"#
        #expect(Self.code(["model": model]) == .tokenizerUnknown)
    }

    @Test("Of a unigram model too, when a word has a character that no token writes")
    func unknownCharacter() {
        for (unknown, code) in [("null", Fault.Code.tokenizerUnknown), ("0", nil)] {
            let model = #"{"type": "Unigram", "unk_id": \#(unknown), "vocab": [["b", 0.0]]}"#
            #expect(Self.code(["model": model]) == code)
        }
    }

    @Test("Without files there is no tokenizer, and a class that is not read is an error")
    func classes() {
        #expect(TokenizerFiles.code([:]) == .tokenizerMissing)
        #expect(Self.code([:], #"{"tokenizer_class": "BertJapaneseTokenizer"}"#) == .tokenizerKind)
        #expect(
            TokenizerFiles.code(["vocab.txt": "a\n", "config.json": #"{"model_type": "roberta"}"#]) == .tokenizerMissing
        )
        #expect(
            TokenizerFiles.code(["vocab.txt": "a\n", "config.json": #"{"model_type": "xlm-roberta"}"#])
                == .tokenizerMissing)
        #expect(
            TokenizerFiles.code(["vocab.txt": "a\n", "config.json": #"{"model_type": "albert"}"#]) == .tokenizerKind)
    }

    @Test("tokenizer_config.json decides for a class that makes its own normalizer, and tokenizer.json for others")
    func precedence() throws {
        let cased = Self.file(["normalizer": #"{"type": "BertNormalizer", "lowercase": false}"#])
        let stored = try TokenizerFiles(["tokenizer.json": cased]).tokenizer()
        #expect(try stored.encode("A").ids == [0])
        let rebuilt = try TokenizerFiles(["tokenizer.json": cased, "config.json": #"{"model_type": "bert"}"#])
            .tokenizer()
        #expect(try rebuilt.encode("A").ids == [1, 5, 2])
    }

    @Test("Tokens that the vocabulary lacks get the next numbers, in the order of the files")
    func added() throws {
        let files = [
            "vocab.txt": TokenizerFiles.list("a"), "added_tokens.json": #"{"<b>": 8, "<c>": 7}"#,
            "special_tokens_map.json": #"{"mask_token": "<m>", "additional_special_tokens": ["<e>"]}"#,
        ]
        let tokenizer = try TokenizerFiles(files).tokenizer()
        #expect(try tokenizer.encode("a<c><b><m><e>").ids == [2, 5, 6, 7, 8, 9, 3])
        #expect(tokenizer.maskID == 8 && tokenizer.maskToken == "<m>")
    }
}
