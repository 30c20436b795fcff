internal import ByteIO

/// Adds tokens to a vocabulary as the library does: one that the vocabulary has keeps its number, others get the next.
struct TokenAdder {
    private let table: TokenTable
    private(set) var tokens: [AddedToken] = []
    private var places: [Word: Int] = [:]
    private var last = -1

    private typealias Word = [UInt8]

    init(_ table: TokenTable) { self.table = table }

    func id(of content: String) -> Int? {
        places[Word(content.utf8)].map { tokens[$0].id } ?? table.id(of: content)
    }

    /// Adds a token, unless one with its content was added before.
    mutating func addIfNew(_ token: AddedToken) {
        let word = Word(token.content.utf8)
        guard !word.isEmpty, places[word] == nil else { return }
        var token = token
        token.id = table.id(of: token.content) ?? (last >= table.distinctCount ? last + 1 : table.distinctCount)
        last = max(last, token.id)
        places[word] = tokens.count
        tokens.append(token)
    }

    /// Adds a token of tokenizer.json, where its number is.
    ///
    /// - Throws: ``Fault`` `tokenizer.member`: the library would give it another number.
    mutating func addStored(_ token: AddedToken, id: Int, place: Members) throws(Fault) {
        addIfNew(token)
        guard let own = self.id(of: token.content) else { return }
        guard own == id else {
            throw place.fault("id", "is \(id), and the library gives '\(token.content)' the number \(own)")
        }
    }
}
