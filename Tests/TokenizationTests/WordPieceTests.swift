import ByteIO
import Testing

@testable import Tokenization

@Suite("WordPiece, as transformers' BertTokenizer")
struct WordPieceTests {
    private static let list = TokenizerFiles.list(
        "un", "##aff", "##able", "cafe", "café", "Café", "你", "好", "!", "(", "a", "##b", "the", "\u{a76}", "x")

    private static func words(_ text: String, _ configuration: String = "{}") throws(Fault) -> [String] {
        try TokenizerFiles(["vocab.txt": list, "tokenizer_config.json": configuration]).tokenizer().words(text)
    }

    @Test("A word becomes the longest tokens from the left, and is unknown if one part is")
    func longest() throws {
        #expect(try Self.words("unaffable ab") == ["un", "##aff", "##able", "a", "##b"])
        #expect(try Self.words("unaffableq a") == ["[UNK]", "a"])
    }

    @Test("A word of 100 characters is split, and one of 101 is unknown")
    func long() throws {
        let word = "a" + String(repeating: "b", count: 99)
        #expect(try Self.words(word).count == 100)
        #expect(try Self.words(word + "b") == ["[UNK]"])
    }

    @Test("do_lower_case makes letters small and takes accents off, unless strip_accents says otherwise")
    func lowerCase() throws {
        #expect(try Self.words("CAFÉ Cafe\u{301}") == ["cafe", "cafe"])
        #expect(try Self.words("CAFÉ", #"{"strip_accents": false}"#) == ["café"])
        #expect(try Self.words("Café café", #"{"do_lower_case": false}"#) == ["Café", "café"])
        #expect(try Self.words("café", #"{"do_lower_case": false, "strip_accents": true}"#) == ["cafe"])
    }

    @Test("Ideographs are words, unless tokenize_chinese_chars is false")
    func ideographs() throws {
        #expect(try Self.words("你好") == ["你", "好"])
        #expect(try Self.words("你好", #"{"tokenize_chinese_chars": false}"#) == ["[UNK]"])
    }

    @Test("Controls are removed, every white space splits, and each punctuation character is a word")
    func characters() throws {
        #expect(try Self.words("t\u{0}h\u{ad}e\u{200b}\u{feff}") == ["the"])
        #expect(try Self.words("the\u{a0}the\tthe\u{2028}the\u{3000}the").count == 5)
        #expect(try Self.words("!!(the!") == ["!", "!", "(", "the", "!"])
    }

    @Test("Punctuation that is younger than Unicode 8 is none, as in the library's tables")
    func ages() throws {
        // U+0A76 is of Unicode 11.
        #expect(try Self.words("x\u{a76}x") == ["[UNK]"])
        #expect(try Self.words("\u{a76}") == ["\u{a76}"])
    }

    @Test("Special tokens in a text are kept whole, in their own spelling only")
    func special() throws {
        #expect(try Self.words("the [MASK]the[SEP]") == ["the", "[MASK]", "the", "[SEP]"])
        #expect(try Self.words("[mask]") == ["[UNK]", "[UNK]", "[UNK]"])
        let tokenizer = try TokenizerFiles(["vocab.txt": Self.list]).tokenizer()
        #expect(tokenizer.maskToken == "[MASK]" && tokenizer.maskID == 4 && tokenizer.padID == 0)
        #expect(tokenizer.clsID == 2 && tokenizer.sepID == 3 && tokenizer.unkID == 1)
    }

    @Test("Offsets are the bytes of the user's text, before it was normalized")
    func offsets() throws {
        let encoding = try TokenizerFiles(["vocab.txt": Self.list]).tokenizer().encode("É Café你")
        #expect(encoding.offsets == [nil, 0..<2, 3..<8, 8..<11, nil])
        #expect(encoding.texts == [nil, 0, 0, 0, nil])
    }

    @Test("A pair is two texts with a separator after each, of two types")
    func pair() throws {
        let encoding = try TokenizerFiles(["vocab.txt": Self.list]).tokenizer().encode("the", and: "a x")
        #expect(encoding.ids == [2, 17, 3, 15, 19, 3])
        #expect(encoding.typeIDs == [0, 0, 0, 1, 1, 1])
        #expect(encoding.offsets == [nil, 0..<3, nil, 0..<1, 2..<3, nil])
    }

    @Test(
        "A limit cuts the longer text first, and leaves the special tokens",
        arguments: [
            (11, 3, 4), (10, 3, 4), (9, 3, 3), (8, 2, 3), (7, 2, 2), (3, 0, 0),
        ])
    func limit(_ limit: Int, _ first: Int, _ second: Int) throws {
        let tokenizer = try TokenizerFiles(["vocab.txt": Self.list]).tokenizer()
        let encoding = try tokenizer.encode("the the the", and: "a a a a", limit: limit)
        #expect(encoding.texts.count { $0 == 0 } == first && encoding.texts.count { $0 == 1 } == second)
        #expect(encoding.cutCount == 7 - first - second)
    }

    @Test("A limit below the special tokens is an error")
    func limitTooLow() throws {
        let tokenizer = try TokenizerFiles(["vocab.txt": Self.list]).tokenizer()
        #expect(throws: Fault.self) { try tokenizer.encode("the", limit: 1) }
        #expect(try tokenizer.encode("the", limit: 2).ids == [2, 3])
    }

    @Test("Ids become text again, parts of words joined and special tokens left out")
    func text() throws {
        let tokenizer = try TokenizerFiles(["vocab.txt": Self.list]).tokenizer()
        #expect(try tokenizer.text(of: tokenizer.encode("unaffable (the!").ids) == "unaffable ( the!")
        #expect(tokenizer.token(6) == "##aff" && tokenizer.token(999) == nil && tokenizer.token(-1) == nil)
    }
}
