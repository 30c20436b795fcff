import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC803 vocabulary-misfits, as verify shows it")
struct BC803Tests {
    private static let stems = 700

    /// A model whose words come in pairs of similar rows, and its vocabulary: each stem is followed by its plural, 1 to
    /// 211 stems later.
    private static func model(isRipe: Bool = true) -> (model: StreamModel, words: [String]) {
        var model = StreamModel()
        var words: [String] = []
        var order: [Int] = []
        var due: [Int: [Int]] = [:]
        for stem in 0..<stems {
            words.append("word\(letters(stem))")
            order.append(stem)
            for earlier in due[stem] ?? [] {
                words.append("word\(letters(earlier))s")
                order.append(earlier)
            }
            due[stem + 1 + stem * 37 % 211, default: []].append(stem)
        }
        let hidden = StreamModel.hidden
        var source = TrainedModel(seed: 9)
        let stemRows = (0..<stems).map { _ in (0..<hidden).map { _ in source.noise() } }
        let rows = order.flatMap { stem in (0..<hidden).map { (isRipe ? stemRows[stem][$0] : 0) + source.noise() / 2 } }
        model.replace("embeddings.word_embeddings.weight", [order.count, hidden], rows.map { $0 * 0.02 })
        return (model, words)
    }

    /// A number as letters, so that no word is another one without its last character.
    private static func letters(_ number: Int) -> String {
        String([100, 10, 1].map { Character(UnicodeScalar(UInt8(97 + number / $0 % 10))) })
    }

    private static func result(_ words: [String], isRipe: Bool = true) throws -> BelongingResult {
        try BelongingResult(model(isRipe: isRipe).model, files: ["vocab.txt": words.joined(separator: "\n") + "\n"])
    }

    @Test("The right vocabulary is no finding, and nothing remains unclear")
    func fits() throws {
        let result = try Self.result(Self.model().words)
        #expect(result.lines.isEmpty)
        #expect(result.belonging?.note == nil)
    }

    @Test("Words that are shifted, reversed or in another order are an error")
    func misfits() throws {
        let words = Self.model().words
        for wrong in [Array(words.dropFirst()) + ["last"], words.reversed(), words.sorted()] {
            let result = try Self.result(wrong)
            #expect(result.lines == ["BC803 error vocab.txt"])
            #expect(result.findings.first?.evidence["row"] == .null)
        }
    }

    @Test("A line that is lost late is named by the row")
    func lost() throws {
        var words = Self.model().words
        // The first block has 200 pairs, which begin with plurals.
        let plurals = words.indices.filter { words[$0].hasSuffix("s") }
        words.remove(at: plurals[200])
        let result = try Self.result(words + ["last"])
        #expect(result.lines == ["BC803 error vocab.txt"])
        let row = try #require(result.findings.first?.evidence["row"]?.integer)
        #expect((plurals[200]...plurals[202]).contains(row))
    }

    @Test("Embeddings that have learnt no words accuse nobody")
    func unripe() throws {
        let result = try Self.result(Self.model().words, isRipe: false)
        #expect(result.lines.isEmpty)
        #expect(result.belonging?.note?.contains("have not learnt which words are alike") == true)
    }

    @Test("Few pairs are not enough, and the note has their number")
    func few() throws {
        let words = Self.model().words.indices.map { "word\($0)x" }
        let result = try Self.result(words)
        #expect(result.lines.isEmpty)
        #expect(result.belonging?.note?.contains("has 0 pairs") == true)
    }
}
