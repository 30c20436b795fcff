internal import ByteIO

/// Splits words into the longest tokens that a vocabulary has, from left to right.
final class WordPiece: Sendable {
    let table: TokenTable
    /// What tokens begin with that continue a word.
    let prefix: TokenTable.Prefix
    /// The token for words that the vocabulary cannot write.
    let unknown: String
    private let unknownID: Int?
    /// A word with more scalars than this is unknown.
    private let longestWord: Int

    init(_ table: TokenTable, prefix: String = "##", unknown: String, longestWord: Int = 100) {
        self.table = table
        self.prefix = TokenTable.Prefix(prefix)
        self.unknown = unknown
        self.longestWord = longestWord
        unknownID = table.id(of: unknown)
    }

    /// Adds the tokens of a word.
    ///
    /// - Throws: ``Fault`` `tokenizer.unknown`: the vocabulary has no token for unknown words.
    func append(_ word: ArraySlice<AlignedScalar>, to tokens: inout [Token]) throws(Fault) {
        guard word.count <= longestWord else { return try appendUnknown(word, to: &tokens) }
        let piece = PieceBytes(word)
        let text = TextHash(piece.bytes)
        let first = tokens.count
        var start = 0
        while start < text.bytes.count {
            let before = start == 0 ? .none : prefix
            var end = min(text.bytes.count, start + max(0, table.longest - before.bytes.count))
            var id: Int?
            while end > start {
                id = table.id(of: start..<end, in: text, after: before)
                if id != nil { break }
                end -= 1
            }
            guard let id else {
                tokens.removeSubrange(first...)
                return try appendUnknown(word, to: &tokens)
            }
            tokens.append(Token(id: id, origin: piece.part(start..<end, of: word).origin))
            start = end
        }
    }

    private func appendUnknown(_ word: ArraySlice<AlignedScalar>, to tokens: inout [Token]) throws(Fault) {
        guard let unknownID else { throw .noUnknownToken(unknown, file: table.file) }
        tokens.append(Token(id: unknownID, origin: word.origin))
    }
}
