import ByteIO
import Testing

@testable import Tokenization

@Suite("Byte-level pairs, as transformers' RobertaTokenizer")
struct BytePairTests {
    private static let words = [
        "<s>", "<pad>", "</s>", "<unk>", "<mask>", "h", "e", "l", "o", "Ġ", "'", "s", "1", "!", "Ċ", "Ã", "©", "he",
        "ll",
        "hell", "hello", "Ġhello", "'s",
    ]

    private static func files(_ configuration: String = "{}", _ more: [String: String] = [:]) -> [String: String] {
        let vocabulary = words.enumerated().map { "\"\($0.element)\": \($0.offset)" }.joined(separator: ", ")
        return [
            "config.json": #"{"model_type": "roberta"}"#, "vocab.json": "{\(vocabulary)}",
            "merges.txt": "#version: 0.2\nh e\nl l\nhe ll\nhell o\nĠ hello\n' s\n",
            "tokenizer_config.json": configuration,
        ].merging(more) { $1 }
    }

    private static func words(_ text: String, _ configuration: String = "{}") throws(Fault) -> [String] {
        try TokenizerFiles(files(configuration)).tokenizer().words(text)
    }

    @Test("Pairs are joined in the order of their ranks, across a word and its space only")
    func ranks() throws {
        #expect(try Self.words("hello hello") == ["hello", "Ġhello"])
        #expect(try Self.words("helle") == ["hell", "e"])
        #expect(try Self.words("hellohello") == ["hello", "hello"])
    }

    @Test("Words end where the kind of character changes, and before 's and the like")
    func pattern() throws {
        #expect(try Self.words("hello's1!!") == ["hello", "'s", "1", "!", "!"])
        #expect(try Self.words("hello\n  hello") == ["hello", "Ċ", "Ġ", "Ġhello"])
        #expect(try Self.words("hello  ") == ["hello", "Ġ", "Ġ"])
    }

    @Test("Each byte of a character is a symbol, and one that the vocabulary lacks is left out")
    func symbols() throws {
        #expect(try Self.words("é") == ["Ã", "©"])
        #expect(try Self.words("zhez") == ["he"])
    }

    @Test("add_prefix_space begins each text with a space")
    func prefixSpace() throws {
        #expect(try Self.words("hello", #"{"add_prefix_space": true}"#) == ["Ġhello"])
        #expect(try Self.words("hello") == ["hello"])
    }

    @Test("<mask> takes the space before it if the files say so")
    func mask() throws {
        let lstrip = #"{"mask_token": {"content": "<mask>", "lstrip": true}}"#
        #expect(try Self.words("he <mask>") == ["he", "Ġ", "<mask>"])
        #expect(try Self.words("he <mask>", lstrip) == ["he", "<mask>"])
    }

    @Test("A pair has two separators between its texts, and one type")
    func pair() throws {
        let encoding = try TokenizerFiles(Self.files()).tokenizer().encode("he", and: "ll")
        #expect(encoding.ids == [0, 17, 2, 2, 18, 2] && encoding.typeIDs == [0, 0, 0, 0, 0, 0])
    }

    @Test("Offsets leave out the space that a token begins with, and text(of:) has it")
    func offsets() throws {
        let tokenizer = try TokenizerFiles(Self.files()).tokenizer()
        let encoding = try tokenizer.encode("hello hello")
        #expect(encoding.offsets == [nil, 0..<5, 6..<11, nil])
        #expect(tokenizer.text(of: encoding.ids) == "hello hello")
        #expect(try tokenizer.text(of: tokenizer.encode("é").ids) == "é")
    }

    @Test("A pair of merges.txt whose tokens the vocabulary lacks is an error")
    func unknownPair() {
        #expect(TokenizerFiles.code(Self.files("{}", ["merges.txt": "h x\n"])) == .tokenizerMember)
        #expect(TokenizerFiles.code(Self.files("{}", ["merges.txt": "h e l\n"])) == .tokenizerMember)
    }

    @Test("A word of 100,000 characters is joined in time n log n")
    func long() throws {
        let text = String(repeating: "hello", count: 20_000)
        #expect(try Self.words(text).count == 20_000)
    }
}
