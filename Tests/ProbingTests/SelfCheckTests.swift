import JSONText
import ModelSchema
import Schemas
import TestSupport
import Testing
import Tokenization

@testable import Probing

@Suite("Sentences of the self-check")
struct SelfCheckTests {
    private static let tokenizer = Result { try Tokenizer(folder: Fixtures.path("behaviour/BertForMaskedLM")) }

    @Test("All sets of the file are read, each with its sentences")
    func sets() throws {
        let stored = try JSONParser.parse(Schemas.sentences).object?["languages"]?.array
        let sets = try SentenceSet.all()
        #expect(sets.count == stored?.count && sets.count >= 5)
        #expect(sets.allSatisfy { $0.sentences.count >= 20 && Set($0.sentences).count == $0.sentences.count })
        #expect(sets.count { !$0.separatesWords } == 1)
    }

    @Test("A tokenizer made of the words of one language is for that one, and for no other")
    func language() throws {
        let tokenizer = try Self.tokenizer.get()
        for set in try SentenceSet.all() {
            let ratio = set.tokensPerWord(try set.encodings(tokenizer), unknown: tokenizer.unkID)
            #expect((ratio != nil) == (set.language == "English"), "\(set.language)")
        }
    }

    @Test("Each hidden word is a whole word, and its text has the same tokens in another order")
    func hidden() throws {
        let tokenizer = try Self.tokenizer.get()
        let set = try #require(try SentenceSet.all().first)
        let encodings = try set.encodings(tokenizer)
        let mask = try #require(tokenizer.maskID)
        let hidden = HiddenWords(set, encodings, mask: mask, unknown: tokenizer.unkID)
        #expect(hidden.words.count == 3 * set.sentences.count)
        #expect(hidden.texts.count == 2 * set.sentences.count)
        for word in hidden.words {
            let (text, other) = (hidden.texts[word.text], hidden.texts[word.text + 1])
            #expect(text.ids[word.place] == mask && other.ids[word.place] == mask && word.id != mask)
            #expect(text.ids.sorted() == other.ids.sorted() && text.ids != other.ids)
            #expect(tokenizer.token(word.id)?.first?.isLetter == true)
        }
    }

    @Test("No neighbours stay neighbours, and no token is lost", arguments: 2...40)
    func shuffled(count: Int) {
        let ids = Array(100..<(100 + count + 2))
        let shuffled = HiddenWords.shuffled(ids, at: Array(1...count))
        #expect(shuffled.sorted() == ids && shuffled != ids)
        #expect(shuffled.first == ids.first && shuffled.last == ids.last)
        guard count > 4, count != 6 else { return }
        let inner = shuffled[1...count]
        #expect(zip(inner, inner.dropFirst()).allSatisfy { $1 - $0 != 1 }, "\(shuffled)")
    }

    @Test("Scores of some words are those of all")
    func columns() throws {
        let model = try Goldens.model(Fixtures.path("behaviour/BertForMaskedLM"))
        let batch = TextBatch([TextBatch.Text(ids: [2, 9, 4, 12, 3])])
        var all = try ForwardRun(model, batch, wordRows: [2])
        var some = try ForwardRun(model, batch, wordRows: [2], wordColumns: [17, 5, 100])
        let scores = try #require(try all.outputs().first { $0.task == .words }).matrix
        let chosen = try #require(try some.outputs().first { $0.task == .words }).matrix
        #expect(chosen.rows == 1 && chosen.width == 3)
        for (column, word) in [17, 5, 100].enumerated() {
            #expect(abs(chosen[0, column] - scores[0, word]) < 1e-5)
        }
    }
}
