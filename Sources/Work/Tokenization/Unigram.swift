internal import ByteIO

/// Splits words into the tokens that are the most probable together: SentencePiece's unigram model.
///
/// The search is that of the tokenizers library: the best way to each character, from left to right; of two ways that
/// are as good, the one that was found first.
final class Unigram: Sendable {
    let table: TokenTable
    /// The natural logarithm of each token's probability, by the number of the token.
    private let scores: [Double]
    private let unknownID: Int?
    /// Of a character that no token writes: 10 less than the least probable token.
    private let unknownScore: Double

    /// - Parameters:
    ///   - vocabulary: the `vocab` of tokenizer.json: `["▁the", -3.2]`, whose place is the number of the token.
    ///   - unknownID: the number of the token for characters that no token writes; nil: there is none.
    /// - Throws: ``Fault`` `tokenizer.member`, `tokenizer.limit`.
    init(_ vocabulary: [ScoredToken], unknownID: Int?, file: String) throws(Fault) {
        table = try TokenTable(vocabulary.enumerated().map { ($1.bytes[...], $0) }, file: file)
        scores = vocabulary.map(\.score)
        self.unknownID = unknownID
        unknownScore = (scores.min() ?? 0) - 10
    }

    /// A token and the logarithm of its probability.
    struct ScoredToken {
        let bytes: [UInt8]
        let score: Double
    }

    /// The best way to a place in a word.
    private struct Step {
        var score = 0.0
        /// Where its last token begins, and the number of that token; nil: there is no way.
        var last: (start: Int, id: Int)?

        mutating func offer(_ score: Double, _ start: Int, _ id: Int) {
            guard last == nil || score > self.score else { return }
            (self.score, last) = (score, (start, id))
        }
    }

    /// Adds the tokens of a word.
    ///
    /// - Throws: ``Fault`` `tokenizer.unknown`: no token writes a character, and none is for such characters.
    func append(_ word: ArraySlice<AlignedScalar>, to tokens: inout [Token]) throws(Fault) {
        let piece = PieceBytes(word)
        let text = TextHash(piece.bytes)
        let steps = try steps(word, text)
        var found: [Range<Int>] = []
        var end = text.bytes.count
        var isUnknown = false
        while end > 0, let last = steps[end].last {
            // Characters next to each other that no token writes are one token.
            if isUnknown, last.id == unknownID, let next = found.popLast() {
                found.append(last.start..<next.upperBound)
            } else {
                found.append(last.start..<end)
            }
            isUnknown = last.id == unknownID
            end = last.start
        }
        for range in found.reversed() {
            guard let id = table.id(of: range, in: text) ?? unknownID else { continue }
            tokens.append(Token(id: id, origin: piece.part(range, of: word).origin))
        }
    }

    /// The best ways to all places of a word, in bytes.
    private func steps(_ word: ArraySlice<AlignedScalar>, _ text: TextHash) throws(Fault) -> [Step] {
        var steps = [Step](repeating: Step(), count: text.bytes.count + 1)
        var start = 0
        for index in word.indices {
            let next = start + UTF8.width(word[index].scalar)
            let before = steps[start].score
            var isWritten = false
            var end = start
            for scalar in word[index...] {
                end += UTF8.width(scalar.scalar)
                guard end - start <= table.longest else { break }
                guard let id = table.id(of: start..<end, in: text) else { continue }
                steps[end].offer(before + scores[id], start, id)
                if end == next { isWritten = true }
            }
            if !isWritten {
                guard let unknownID else { throw .noUnknownToken("unk_id", file: table.file) }
                steps[next].offer(before + unknownScore, start, unknownID)
            }
            start = next
        }
        return steps
    }
}
