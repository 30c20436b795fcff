internal import Tokenization
internal import Verification

/// Sentences with hidden words, each in two forms: as it is, and with its other tokens in another order.
struct HiddenWords: Sendable {
    /// How many words of a sentence are hidden.
    private static let perSentence = 3
    /// Fewer words than this tell nothing.
    private static let least = 40

    let texts: [TextBatch.Text]
    /// For each hidden word its text in the right order, its place there, and its token.
    let words: [(text: Int, place: Int, id: Int)]

    /// Whether there are enough words to tell anything.
    var isEnough: Bool { words.count >= Self.least && Set(words.map(\.id)).count > 1 }

    /// - Parameter mask: the token that stands for a hidden word.
    init(_ set: SentenceSet, _ encodings: [Encoding], mask: Int, unknown: Int?) {
        var texts: [TextBatch.Text] = []
        var words: [(text: Int, place: Int, id: Int)] = []
        for (sentence, encoding) in zip(set.sentences, encodings) {
            let whole = set.wholeWords(encoding, in: sentence).filter { encoding.ids[$0] != unknown }
            let count = min(Self.perSentence, whole.count / 2)
            guard count > 0 else { continue }
            let places = (0..<count).map { whole[(2 * $0 + 1) * whole.count / (2 * count)] }
            var ids = encoding.ids
            for place in places {
                words.append((texts.count, place, ids[place]))
                ids[place] = mask
            }
            let others = encoding.texts.indices.filter { encoding.texts[$0] != nil && !places.contains($0) }
            texts.append(TextBatch.Text(ids: ids, types: encoding.typeIDs))
            texts.append(TextBatch.Text(ids: Self.shuffled(ids, at: others), types: encoding.typeIDs))
        }
        self.texts = texts
        self.words = words
    }

    /// The same tokens with those at `places` in another order, in which no two neighbours are neighbours still.
    static func shuffled(_ ids: [Int], at places: [Int]) -> [Int] {
        var shuffled = ids
        let count = places.count
        guard count > 3 else {
            for (place, other) in zip(places, places.reversed()) { shuffled[place] = ids[other] }
            return shuffled
        }
        let steps = (2..<count).filter { Self.divisor($0, count) == 1 && $0 != count - 1 }
        let step = steps.min { abs($0 * 8 - count * 5) < abs($1 * 8 - count * 5) } ?? count - 1
        for (index, place) in places.enumerated() { shuffled[place] = ids[places[(index * step + 1) % count]] }
        return shuffled
    }

    private static func divisor(_ first: Int, _ second: Int) -> Int {
        second == 0 ? first : divisor(second, first % second)
    }
}
