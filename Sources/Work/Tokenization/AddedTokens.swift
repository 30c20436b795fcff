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
    private let tokens: [AddedToken]
    /// The tokens by their spelling; their numbers here are their places in `tokens`.
    private let table: TokenTable
    /// The lengths that tokens have, the longest first.
    private let lengths: [Int]
    private let isFirst: [Bool]

    /// Nil: there are none.
    ///
    /// - Parameter spelling: how each token is written in the text that is searched.
    /// - Throws: ``Fault`` `tokenizer.limit`.
    init?(_ tokens: [AddedToken], file: String, spelling: (String) -> String) throws(Fault) {
        // Of tokens that are alike, the first is found, and a table keeps the last.
        self.tokens = tokens.reversed()
        var spelt: [TokenTable.Entry] = []
        for (place, token) in self.tokens.enumerated() {
            let bytes = Array(spelling(token.content).utf8)[...]
            if !bytes.isEmpty { spelt.append((bytes, place)) }
        }
        guard !spelt.isEmpty else { return nil }
        table = try TokenTable(spelt, file: file)
        var hasLength = [Bool](repeating: false, count: table.longest + 1)
        var isFirst = [Bool](repeating: false, count: 256)
        for (bytes, _) in spelt {
            hasLength[bytes.count] = true
            if let byte = bytes.first { isFirst[Int(byte)] = true }
        }
        lengths = hasLength.indices.reversed().filter { hasLength[$0] }
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
            guard let match = match(at: byte, in: hash) else {
                byte += UTF8.width(text[index].scalar)
                index += 1
                continue
            }
            let token = tokens[match.place]
            var (first, end) = (index, origin + piece.scalars[match.end])
            (index, byte) = (end, match.end)
            if token.isWord, isWithinWord(first..<end, text) { continue }
            while token.takesSpaceBefore, first > start, UnicodeTables.isWhitespace(text[first - 1].scalar) {
                first -= 1
            }
            while token.takesSpaceAfter, end < text.endIndex, UnicodeTables.isWhitespace(text[end].scalar) { end += 1 }
            if start < first { parts.append(Part(text: text[start..<first], id: nil)) }
            parts.append(Part(text: text[first..<end], id: token.id))
            start = end
        }
        if start < text.endIndex { parts.append(Part(text: text[start...], id: nil)) }
        return parts
    }

    /// The place of the longest token that begins at a byte, and where it ends.
    private func match(at byte: Int, in text: TextHash) -> (place: Int, end: Int)? {
        guard isFirst[Int(text.bytes[byte])] else { return nil }
        for length in lengths where byte + length <= text.bytes.count {
            if let place = table.id(of: byte..<byte + length, in: text) { return (place, byte + length) }
        }
        return nil
    }

    private func isWithinWord(_ range: Range<Int>, _ text: ArraySlice<AlignedScalar>) -> Bool {
        if range.lowerBound > text.startIndex, UnicodeTables.isOfWord(text[range.lowerBound - 1].scalar) { return true }
        return range.upperBound < text.endIndex && UnicodeTables.isOfWord(text[range.upperBound].scalar)
    }
}
