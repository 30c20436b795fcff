internal import ByteIO

/// Joins the characters of a word by the pairs that a vocabulary was made of, the most frequent pairs first.
final class BytePairs: Sendable {
    struct Pair: Hashable, Sendable {
        let first: Int
        let second: Int
    }

    struct Merge: Sendable {
        let rank: Int
        let id: Int
    }

    /// A pair by the bytes of its tokens.
    struct Spelling: Sendable {
        let first: [UInt8]
        let second: [UInt8]

        init(first: [UInt8], second: [UInt8]) { (self.first, self.second) = (first, second) }
        init(_ first: String, _ second: String) { self.init(first: Array(first.utf8), second: Array(second.utf8)) }
    }

    let table: TokenTable
    let merges: [Pair: Merge]
    /// The token for characters that the vocabulary lacks; nil: they are left out.
    let unknownID: Int?
    /// Whether unknown characters in a row are one token.
    let joinsUnknown: Bool
    /// Whether a word that is in the vocabulary is that token, whatever the pairs are.
    let prefersWords: Bool

    /// - Throws: ``Fault`` `tokenizer.member`: a pair, or what it becomes, is not in the vocabulary.
    init(
        _ table: TokenTable, _ spellings: [Spelling], unknown: String? = nil, joinsUnknown: Bool = false,
        prefersWords: Bool = false
    ) throws(Fault) {
        var merges: [Pair: Merge] = [:]
        merges.reserveCapacity(spellings.count)
        for (rank, pair) in spellings.enumerated() {
            guard let first = table.id(of: pair.first), let second = table.id(of: pair.second),
                let id = table.id(of: pair.first + pair.second)
            else {
                let words = String(decoding: pair.first + [0x20] + pair.second, as: UTF8.self)
                throw .tokenizerMember("merges.\(rank)", "'\(words)' is not in the vocabulary", file: table.file)
            }
            merges[Pair(first: first, second: second)] = Merge(rank: rank, id: id)
        }
        (self.table, self.merges) = (table, merges)
        (self.joinsUnknown, self.prefersWords) = (joinsUnknown, prefersWords)
        unknownID = unknown.flatMap { table.id(of: $0) }
    }

    /// Adds the tokens of a word, which has the characters of ``ByteLevel``.
    func append(_ word: AlignedText, to tokens: inout [Token]) {
        let piece = PieceBytes(word[...])
        let text = TextHash(piece.bytes)
        if prefersWords, let id = table.id(of: 0..<text.bytes.count, in: text) {
            tokens.append(Token(id: id, origin: word[...].origin))
            return
        }
        var symbols = self.symbols(word, text)
        join(&symbols)
        for symbol in symbols where symbol.isThere { tokens.append(Token(id: symbol.id, origin: symbol.origin)) }
    }

    private struct Symbol {
        var id: Int
        var origin: Range<Int>
        var isThere = true
        var previous: Int
        var next: Int
    }

    private func symbols(_ word: AlignedText, _ text: TextHash) -> [Symbol] {
        var symbols: [Symbol] = []
        var byte = 0
        var isAfterUnknown = false
        for aligned in word {
            let end = byte + UTF8.width(aligned.scalar)
            defer { byte = end }
            let known = table.id(of: byte..<end, in: text)
            if known == nil, isAfterUnknown, joinsUnknown, let last = symbols.indices.last {
                symbols[last].origin = symbols[last].origin.lowerBound..<aligned.origin.upperBound
                continue
            }
            isAfterUnknown = known == nil
            guard let id = known ?? unknownID else { continue }
            symbols.append(
                Symbol(id: id, origin: aligned.origin, previous: symbols.count - 1, next: symbols.count + 1))
        }
        return symbols
    }

    /// A pair that can be joined: the lowest rank first, then the leftmost.
    private struct Candidate: Comparable {
        let rank: Int
        let place: Int
        let id: Int
        let pair: Pair

        static func < (one: Candidate, other: Candidate) -> Bool {
            (one.rank, one.place) < (other.rank, other.place)
        }
    }

    /// Takes time in proportion to n log n for a word of n characters.
    private func join(_ symbols: inout [Symbol]) {
        var heap = Heap<Candidate>()
        for place in symbols.indices.dropLast() { add(place, symbols, to: &heap) }
        while let candidate = heap.popFirst() {
            let place = candidate.place
            let next = symbols[place].next
            guard symbols[place].isThere, next < symbols.count,
                Pair(first: symbols[place].id, second: symbols[next].id) == candidate.pair
            else { continue }
            symbols[next].isThere = false
            symbols[place].id = candidate.id
            symbols[place].origin = symbols[place].origin.lowerBound..<symbols[next].origin.upperBound
            symbols[place].next = symbols[next].next
            if symbols[place].next < symbols.count { symbols[symbols[place].next].previous = place }
            if symbols[place].previous >= 0 { add(symbols[place].previous, symbols, to: &heap) }
            add(place, symbols, to: &heap)
        }
    }

    private func add(_ place: Int, _ symbols: [Symbol], to heap: inout Heap<Candidate>) {
        let next = symbols[place].next
        guard next < symbols.count else { return }
        let pair = Pair(first: symbols[place].id, second: symbols[next].id)
        guard let merge = merges[pair] else { return }
        heap.add(Candidate(rank: merge.rank, place: place, id: merge.id, pair: pair))
    }
}

/// A binary heap: the least element is the first.
struct Heap<Element: Comparable> {
    private var elements: [Element] = []

    mutating func add(_ element: Element) {
        elements.append(element)
        var place = elements.count - 1
        while place > 0, elements[place] < elements[(place - 1) / 2] {
            elements.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func popFirst() -> Element? {
        guard let first = elements.first, let last = elements.popLast() else { return nil }
        guard !elements.isEmpty else { return first }
        elements[0] = last
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < elements.count && elements[child] < elements[least] {
                least = child
            }
            if least == place { return first }
            elements.swapAt(place, least)
            place = least
        }
    }
}
