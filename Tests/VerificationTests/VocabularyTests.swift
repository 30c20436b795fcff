import ByteIO
import TestSupport
import Testing
import Verification

@Suite("The tokens that a tokenizer knows")
struct VocabularyTests {
    private static func vocabulary(_ files: [String: String]) throws -> Vocabulary? {
        let folder = TemporaryFolder()
        for (name, text) in files { _ = folder.write(text, to: name) }
        return try Vocabulary(in: folder.path, tokenizer: TokenizerFiles.tokenizer(in: folder.path))
    }

    @Test(
        "Lines of vocab.txt are counted, the last with or without its end, empty ones too",
        arguments: [
            ("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("a\nb\n", 2), ("\n", 1), ("\n\n", 2), ("a\r\nb\r\n", 2),
            ("a\u{2028}b\u{85}c\n", 1), ("[PAD]\n\n##é\n🙂\n", 4),
        ])
    func lines(text: String, count: Int) throws {
        #expect(try Self.vocabulary(["vocab.txt": text])?.tokenCount == count)
    }

    @Test(
        "added_tokens.json adds those beyond the list",
        arguments: [
            (#"{}"#, 3), (#"{"x": 3}"#, 4), (#"{"x": 1}"#, 3), (#"{"x": 9, "y": 3}"#, 10), (#"{"x": "7"}"#, 3),
            (#"{"x": -8}"#, 3), ("[7]", 3),
        ])
    func added(json: String, count: Int) throws {
        #expect(try Self.vocabulary(["vocab.txt": "a\nb\nc\n", "added_tokens.json": json])?.tokenCount == count)
    }

    @Test(
        "tokenizer.json counts to its largest identifier, with gaps and with added tokens",
        arguments: [
            (#"{"model": {"vocab": {"a": 0, "b": 1}}}"#, 2), (#"{"model": {"vocab": {"a": 0, "b": 7}}}"#, 8),
            (#"{"model": {"vocab": {"a": 0}}, "added_tokens": [{"id": 4}, {"id": 2}]}"#, 5),
            (#"{"model": {"vocab": {"a": 0}}, "added_tokens": []}"#, 1), (#"{"model": {"vocab": {}}}"#, 0),
        ])
    func tokenizer(json: String, count: Int) throws {
        let vocabulary = try #require(try Self.vocabulary(["tokenizer.json": json]))
        #expect(vocabulary.tokenCount == count)
        #expect(vocabulary.file.hasSuffix("/tokenizer.json"))
    }

    @Test("The list comes before tokenizer.json")
    func order() throws {
        let files = ["vocab.txt": "a\n", "tokenizer.json": #"{"model": {"vocab": {"a": 0, "b": 1}}}"#]
        #expect(try Self.vocabulary(files)?.file.hasSuffix("/vocab.txt") == true)
    }

    @Test(
        "Neither, or a tokenizer of another kind, is none",
        arguments: [nil, "[]", "{}", #"{"model": {"vocab": [["a", 0]]}}"#, #"{"model": []}"#])
    func none(json: String?) throws {
        #expect(try Self.vocabulary(json.map { ["tokenizer.json": $0] } ?? ["added_tokens.json": "{}"]) == nil)
    }

    @Test("What is no JSON is said of its file", arguments: ["tokenizer.json", "added_tokens.json"])
    func broken(name: String) throws {
        var caught: Fault?
        do {
            _ = try Self.vocabulary(name == "tokenizer.json" ? [name: "{"] : ["vocab.txt": "a\n", name: "{"])
        } catch let error as Fault {
            caught = error
        }
        #expect(caught?.code.description.hasPrefix("json.") == true)
        #expect(caught?.file?.hasSuffix("/" + name) == true)
    }
}
