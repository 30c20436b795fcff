package import JSONText

/// The words of a tokenizer, each as its bytes: words that look alike can differ.
package typealias Word = [UInt8]

/// A list of words with the rows that they have in the embeddings.
package struct WordList: Sendable {
    /// The file that has them.
    package let file: String
    /// In the order of their rows.
    package let words: [(row: Int, word: ArraySlice<UInt8>)]

    /// One more than the last row.
    package var count: Int {
        let last = words.last?.row ?? -1
        return last == .max ? last : last + 1
    }

    /// The row of each word; of a word that occurs twice, the last.
    package var rows: [Word: Int] {
        Dictionary(words.map { (Word($0.word), $0.row) }, uniquingKeysWith: { _, last in last })
    }

    package func contains(_ word: Word) -> Bool {
        words.contains { $0.word.count == word.count && $0.word.elementsEqual(word) }
    }

    /// The least share of words with capitals in a vocabulary that tells them apart; that of BERT cased has a third, and
    /// that of BERT uncased has none.
    private static let casedShare = 0.05
    private static let leastWords = 1000

    /// How many words have a capital letter of ASCII, and how many there are that can be in a text.
    package var capitals: (count: Int, all: Int) {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        var (count, all) = (0, 0)
        for (_, word) in words where !word.isEmpty && !Self.isSpecial(word) {
            all += 1
            if word.contains(where: capitals.contains) { count += 1 }
        }
        return (count, all)
    }

    /// Whether it has so many of them that the model was trained on text with capitals.
    package var hasCapitals: Bool {
        let (count, all) = capitals
        return all >= Self.leastWords && Double(count) >= Self.casedShare * Double(all)
    }

    /// Whether a word is no part of any text, as `[MASK]` and `<s>`.
    package static func isSpecial(_ word: some Collection<UInt8>) -> Bool {
        word.first == UInt8(ascii: "[") || word.first == UInt8(ascii: "<")
    }

    /// Whether the same rows have the same words.
    package func isSame(as other: WordList) -> Bool {
        words.count == other.words.count
            && zip(words, other.words).allSatisfy { $0.row == $1.row && $0.word == $1.word }
    }

    /// The lines of a text; the last one may lack its newline.
    package init(file: String, lines text: [UInt8]) {
        self.file = file
        var parts = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        words = parts.enumerated().map { row, part in (row, part.last == UInt8(ascii: "\r") ? part.dropLast() : part) }
    }

    /// A table of words with their rows; what has no number is not a word.
    package init(file: String, table: JSONObject) {
        self.file = file
        var text: [UInt8] = []
        var places: [(row: Int, range: Range<Int>)] = []
        for member in table.members {
            guard let row = member.value.integer else { continue }
            let start = text.count
            text += member.name.utf8
            places.append((row, start..<text.count))
        }
        words = places.sorted { $0.row < $1.row }.map { ($0.row, text[$0.range]) }
    }
}
