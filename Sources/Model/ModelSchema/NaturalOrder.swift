/// The order in which transformers 5 takes names (`core_model_loading.py`, `dot_natural_key`): part by part, numbers
/// by their value and before words, a word's trailing digits by their value.
package enum NaturalOrder {
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

    /// Digits that Python reads as a number at most (`sys.int_info.default_max_str_digits`).
    private static let mostDigits = 4300

    /// A part of the name of which transformers wants the number and Python gives none, so that loading fails as a
    /// whole: `²`, which is a digit (`isdigit()`) and not a decimal one (`int()`), or more digits than Python reads.
    package static func unreadableNumber(in name: String) -> String? {
        name.split(separator: ".").map(String.init).first { part in
            let types = part.unicodeScalars.map(\.properties.numericType)
            let isDigits = types.allSatisfy { $0 == .digit || $0 == .decimal }
            return isDigits && types.contains(.digit)
                || part.utf8.reversed().prefix(while: isDigit).count > mostDigits
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
