/// The part of a text that answers a question.
package struct AnswerSpan: Sendable {
    /// The answer's first and last token.
    package let tokens: ClosedRange<Int>
    /// The answer, as the text has it; nil: only its tokens are known.
    package let text: String?
    package let probability: Double

    /// The longest answer, in tokens, as in transformers' pipeline.
    private static let longest = 15

    /// Finds the most probable span; nil: there is no token of the second text.
    ///
    /// - Parameter rows: for each token, the scores that an answer begins and ends there.
    package init?(_ input: ProbeInput, _ rows: [[Float]]) {
        let candidates = input.tokens.ids.indices.filter { token in
            input.owners.isEmpty ? input.tokens.types[token] == 1 : input.owners[token] == 1
        }
        let places = candidates.isEmpty ? Array(input.tokens.ids.indices) : candidates
        guard rows.allSatisfy({ $0.count == 2 }), let first = places.first else { return nil }
        let starts = Scores.probabilities(places.map { rows[$0][0] })
        let ends = Scores.probabilities(places.map { rows[$0][1] })
        var best = (start: 0, end: 0, probability: -1.0)
        for start in places.indices {
            for end in start..<min(start + Self.longest, places.count) {
                let probability = starts[start] * ends[end]
                if probability > best.probability { best = (start, end, probability) }
            }
        }
        tokens = (places.isEmpty ? first : places[best.start])...places[best.end]
        probability = best.probability
        text = Self.text(input, tokens)
    }

    private static func text(_ input: ProbeInput, _ tokens: ClosedRange<Int>) -> String? {
        guard input.parts.count > 1, input.offsets.count > tokens.upperBound,
            let start = input.offsets[tokens.lowerBound]?.lowerBound,
            let end = input.offsets[tokens.upperBound]?.upperBound
        else { return nil }
        let bytes = Array(input.parts[1].utf8)
        guard start <= end, end <= bytes.count else { return nil }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
