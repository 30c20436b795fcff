/// Texts as a model reads them: the numbers of their tokens.
///
/// All tokens are rows of one matrix, without padding between texts.
package struct TextBatch: Sendable {
    package struct Text: Sendable, Equatable {
        /// The number of each token.
        package let ids: [Int]
        /// The type of the part that each token belongs to: 0, and 1 in the second part of a pair.
        package let types: [Int]

        /// - Parameter types: nil: all tokens are of type 0.
        package init(ids: [Int], types: [Int]? = nil) {
            self.ids = ids
            self.types = types ?? ids.map { _ in 0 }
        }
    }

    package let texts: [Text]
    /// The first row of each text, and last the number of all rows.
    package let starts: [Int]

    package init(_ texts: [Text]) {
        self.texts = texts
        var starts = [0]
        for text in texts { starts.append(starts[starts.count - 1] + text.ids.count) }
        self.starts = starts
    }

    /// How many tokens all texts have.
    package var rows: Int { starts[starts.count - 1] }

    /// The rows of a text.
    package func rows(of text: Int) -> Range<Int> { starts[text]..<starts[text + 1] }

    /// The positions of a text's tokens.
    ///
    /// - Parameter padding: the token that has no position of its own: others are counted from the number after it.
    static func positions(of text: Text, padding: Int?) -> [Int] {
        guard let padding else { return Array(0..<text.ids.count) }
        var last = padding
        return text.ids.map { id in
            guard id != padding else { return padding }
            last += 1
            return last
        }
    }
}
