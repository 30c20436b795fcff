internal import ByteIO

/// A token that is found in a text before the text is split into words, such as `[MASK]`.
struct AddedToken: Sendable, Equatable {
    var content: String
    var id: Int
    /// Whether white space before it belongs to it.
    var takesSpaceBefore = false
    /// Whether white space after it belongs to it.
    var takesSpaceAfter = false
    /// Whether it is none within a word.
    var isWord = false
    /// Whether it is found in the normalized text.
    var isNormalized = false
    /// Whether it is left out when ids become text.
    var isSpecial = true
}

/// Finds tokens in a text: the first one, of those that begin there the longest, and so on.
struct AddedTokens: Sendable {
    private let tokens: [Int: AddedToken]
    private let table: TokenTable
    /// The lengths that tokens have, the longest first.
    private let lengths: [Int]
    private let isFirst: [Bool]

    /// Nil: there are none.
    ///
    /// - Parameter spelling: how each token is written in the text that is searched.
    /// - Throws: ``Fault`` `tokenizer.limit`.
    init?(_ tokens: [AddedToken], file: String, spelling: (String) -> String = { $0 }) throws(Fault) {
        let spelt = tokens.map { (bytes: Array(spelling($0.content).utf8)[...], id: $0.id) }.filter {
            !$0.bytes.isEmpty
        }
        guard !spelt.isEmpty else { return nil }
        // Of tokens that are alike, the first is found.
        table = try TokenTable(spelt.reversed(), file: file)
        self.tokens = Dictionary(tokens.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        lengths = Set(spelt.map(\.bytes.count)).sorted(by: >)
        var isFirst = [Bool](repeating: false, count: 256)
        for token in spelt { if let byte = token.bytes.first { isFirst[Int(byte)] = true } }
        self.isFirst = isFirst
    }

    /// A part of a text: a token, or what is between tokens.
    struct Part {
        let text: ArraySlice<AlignedScalar>
        /// The token; nil: it is none.
        let id: Int?
    }

    func parts(of text: ArraySlice<AlignedScalar>) -> [Part] {
        let piece = PieceBytes(text)
        guard piece.bytes.contains(where: { isFirst[Int($0)] }) else { return [Part(text: text, id: nil)] }
        let hash = TextHash(piece.bytes)
        let origin = text.startIndex
        var parts: [Part] = []
        // Where the next part begins; the scalar and the byte at which a token is looked for.
        var (start, index, byte) = (origin, origin, 0)
        while index < text.endIndex {
            guard let match = match(at: byte, in: hash), let token = tokens[match.id] else {
                byte += UTF8.width(text[index].scalar)
                index += 1
                continue
            }
            var (first, end) = (index, origin + piece.scalars[match.end])
            (index, byte) = (end, match.end)
            if token.isWord, isWithinWord(first..<end, text) { continue }
            while token.takesSpaceBefore, first > start, UnicodeTables.isWhitespace(text[first - 1].scalar) {
                first -= 1
            }
            while token.takesSpaceAfter, end < text.endIndex, UnicodeTables.isWhitespace(text[end].scalar) { end += 1 }
            if start < first { parts.append(Part(text: text[start..<first], id: nil)) }
            parts.append(Part(text: text[first..<end], id: match.id))
            start = end
        }
        if start < text.endIndex { parts.append(Part(text: text[start...], id: nil)) }
        return parts
    }

    /// The longest token that begins at a byte, and where it ends.
    private func match(at byte: Int, in text: TextHash) -> (id: Int, end: Int)? {
        guard isFirst[Int(text.bytes[byte])] else { return nil }
        for length in lengths where byte + length <= text.bytes.count {
            if let id = table.id(of: byte..<byte + length, in: text) { return (id, byte + length) }
        }
        return nil
    }

    private func isWithinWord(_ range: Range<Int>, _ text: ArraySlice<AlignedScalar>) -> Bool {
        if range.lowerBound > text.startIndex, UnicodeTables.isOfWord(text[range.lowerBound - 1].scalar) { return true }
        return range.upperBound < text.endIndex && UnicodeTables.isOfWord(text[range.upperBound].scalar)
    }
}
