/// The order in which transformers 5 takes names (`core_model_loading.py`, `dot_natural_key`): part by part, numbers
/// by their value and before words, a word's trailing digits by their value.
enum NaturalOrder {
    private struct Part: Comparable {
        let isWord: Bool
        /// In UTF-8, whose order is that of the characters' numbers, as in Python.
        let word: [UInt8]
        /// -1 for a word without trailing digits.
        let number: Int

        static func < (first: Part, second: Part) -> Bool {
            if first.isWord != second.isWord { return !first.isWord }
            if first.word != second.word { return first.word.lexicographicallyPrecedes(second.word) }
            return first.number < second.number
        }
    }

    static func precedes(_ first: String, _ second: String) -> Bool {
        parts(first).lexicographicallyPrecedes(parts(second))
    }

    private static func parts(_ name: String) -> [Part] {
        name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { part in
            let wordCount = part.count - part.reversed().prefix { isDigit($0) }.count
            let digits = part.dropFirst(wordCount)
            // A number of more digits than fit comes after all that do.
            let number = digits.isEmpty ? -1 : Int(String(decoding: digits, as: UTF8.self)) ?? .max
            return Part(
                isWord: wordCount > 0 || digits.isEmpty, word: Array(part.prefix(wordCount)), number: number)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
