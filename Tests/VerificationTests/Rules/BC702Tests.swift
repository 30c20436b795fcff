import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC702 vocabulary-mismatch, as verify shows it")
struct BC702Tests {
    /// A vocab.txt of this many tokens.
    private static func list(_ count: Int) -> [String: String] {
        ["vocab.txt": (0..<count).map { "token\($0)\n" }.joined()]
    }

    @Test("More tokens than rows are a warning with both numbers", arguments: [Examination.Depth.headers, .values])
    func tooMany(depth: Examination.Depth) throws {
        let verified = try Verified(TinyBert(), depth, with: Self.list(7))
        #expect(verified.lines == ["BC702 warning vocab.txt"])
        let finding = verified.findings[0]
        #expect(finding.evidence["tokens"]?.integer == 7 && finding.evidence["rows"]?.integer == 5)
        #expect(finding.message.contains("last 2 tokens"))
        #expect(finding.help.contains("tokenizer"))
        #expect(finding.file?.hasSuffix("/vocab.txt") == true)
    }

    @Test("Rows to spare are a warning, and a note where they round up for the hardware")
    func spare() throws {
        #expect(try Verified(TinyBert(), with: Self.list(3)).lines == ["BC702 warning vocab.txt"])
        var model = TinyBert()
        model.remove("bert.embeddings.word_embeddings.weight")
        model.add("bert.embeddings.word_embeddings.weight", [64, 4])
        model.configuration["vocab_size"] = "64"
        for (count, severity) in [(63, "note"), (57, "note"), (1, "note"), (65, "warning")] {
            let verified = try Verified(model, with: Self.list(count))
            #expect(verified.lines == ["BC702 \(severity) vocab.txt"])
        }
    }

    @Test("config.json with another size is said besides")
    func configured() throws {
        var model = TinyBert()
        model.configuration["vocab_size"] = "6"
        let verified = try Verified(model, with: Self.list(5))
        #expect(verified.lines == ["BC103 error bert.embeddings.word_embeddings.weight", "BC702 warning vocab.txt"])
        #expect(verified.findings[1].evidence["configured"]?.integer == 6)
    }

    @Test("The same number everywhere is none, with or without the last line's end; nor is a folder without a list")
    func nearMisses() throws {
        #expect(try Verified(TinyBert(), with: Self.list(5)).lines.isEmpty)
        #expect(try Verified(TinyBert(), with: ["vocab.txt": "a\nb\nc\nd\ne"]).lines.isEmpty)
        #expect(try Verified(TinyBert()).lines.isEmpty)
        #expect(try Verified(damage: "healthy-vocabulary").lines.isEmpty)
    }

    @Test("A tokenizer.json counts where there is no list, with the tokens that were added")
    func tokenizer() throws {
        let vocabulary = #""model": {"vocab": {"a": 0, "b": 1, "c": 2, "d": 3}}"#
        let four = ["tokenizer.json": "{\(vocabulary)}"]
        let five = ["tokenizer.json": #"{"added_tokens": [{"id": 4, "content": "e"}], \#(vocabulary)}"#]
        #expect(try Verified(TinyBert(), with: four).lines == ["BC702 warning tokenizer.json"])
        #expect(try Verified(TinyBert(), with: five).lines.isEmpty)
    }

    @Test(
        "Tokens that only tokenizer_config.json or tokenizer.json adds get the next rows, whatever rows are named",
        arguments: [
            (#""0": {"content": "[X]"}"#, 6), (#""30": {"content": "[X]"}, "7": {"content": "[Y]"}"#, 7),
            (#""4": {"content": "token4"}"#, 5), (#""9": {"content": "token4"}"#, 5), ("", 5),
        ])
    func decoder(tokens: String, count: Int) throws {
        let words = (0..<5).map { #""token\#($0)": \#($0)"# }.joined(separator: ", ")
        let lists = [Self.list(5), ["tokenizer.json": #"{"model": {"type": "WordPiece", "vocab": {\#(words)}}}"#]]
        for list in lists + [lists[0].merging(lists[1]) { $1 }] {
            let files = list.merging(["tokenizer_config.json": #"{"added_tokens_decoder": {\#(tokens)}}"#]) { $1 }
            let findings = try Verified(TinyBert(), with: files).findings(of: .vocabularyMismatch)
            #expect(findings.map { $0.evidence["tokens"]?.integer } == (count > 5 ? [count] : []))
        }
        let numbered = Self.list(5).merging([
            "added_tokens.json": #"{"[X]": 5}"#, "tokenizer_config.json": #"{"added_tokens_decoder": {\#(tokens)}}"#,
        ]) { $1 }
        let findings = try Verified(TinyBert(), with: numbered).findings(of: .vocabularyMismatch)
        #expect(findings.map { $0.evidence["tokens"]?.integer } == [max(6, count)])
        let added = #"{"added_tokens": [{"id": 5, "content": "[X]"}], "model": {"vocab": {\#(words)}}}"#
        let both = Self.list(5).merging(["tokenizer.json": added]) { $1 }
        #expect(try Verified(TinyBert(), with: both).lines == ["BC702 warning vocab.txt"])
    }

    @Test(
        "Real folders",
        arguments: [
            ("vocabulary-outgrown", ["BC702 warning vocab.txt"]), ("vocabulary-spare-rows", ["BC702 note vocab.txt"]),
            (
                "vocabulary-resized",
                ["BC103 error bert.embeddings.word_embeddings.weight", "BC702 warning vocab.txt"]
            ),
        ])
    func real(name: String, lines: [String]) throws {
        #expect(try Verified(damage: name).lines == lines)
    }
}
