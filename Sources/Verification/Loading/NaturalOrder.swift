/// The order in which transformers 5 takes names (`core_model_loading.py`, `dot_natural_key`): part by part, numbers
/// by their value and before words, a word's trailing digits by their value.
enum NaturalOrder {
    private struct Part: Comparable {
        let isWord: Bool
        let word: Substring.UnicodeScalarView
        /// -1 for a word without trailing digits.
        let number: Int

        static func == (first: Part, second: Part) -> Bool {
            first.isWord == second.isWord && first.number == second.number && first.word.elementsEqual(second.word)
        }

        static func < (first: Part, second: Part) -> Bool {
            if first.isWord != second.isWord { return !first.isWord }
            if !first.word.elementsEqual(second.word) { return first.word.lexicographicallyPrecedes(second.word) }
            return first.number < second.number
        }
    }

    static func precedes(_ first: String, _ second: String) -> Bool {
        parts(first).lexicographicallyPrecedes(parts(second))
    }

    private static func parts(_ name: String) -> [Part] {
        name.split(separator: ".", omittingEmptySubsequences: false).map { part in
            let scalars = part.unicodeScalars
            let word = scalars.prefix(
                upTo: scalars.lastIndex { !isDigit($0) }.map(scalars.index(after:)) ?? scalars.startIndex)
            let digits = scalars[word.endIndex...]
            // A number of more digits than fit comes after all that do.
            let number = digits.isEmpty ? -1 : Int(String(digits)) ?? .max
            return Part(
                isWord: !word.isEmpty || digits.isEmpty, word: Substring.UnicodeScalarView(word), number: number)
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(scalar.value)
    }
}
