internal import ByteIO
internal import Vocabularies

/// The tokens of a vocabulary, found by their bytes and by their numbers.
final class TokenTable: Sendable {
    /// The file that has them.
    let file: String
    /// The bytes of the longest token.
    let longest: Int
    /// How many different ones there are.
    let distinctCount: Int
    private let bytes: [UInt8]
    /// Where each token ends in `bytes`.
    private let ends: [Int]
    private let ids: [Int]
    private let hashes: [UInt64]
    /// Open addressing: the index of a token, or -1.
    private let slots: [Int32]
    private let shift: UInt64
    /// The index of the token with each number, or -1.
    private let indices: [Int32]

    typealias Entry = (bytes: ArraySlice<UInt8>, id: Int)

    /// Of two tokens that are alike, the last counts.
    ///
    /// - Throws: ``Fault`` `tokenizer.limit`.
    init(_ tokens: [Entry], file: String) throws(Fault) {
        var (bytes, ends, ids, hashes): ([UInt8], [Int], [Int], [UInt64]) = ([], [], [], [])
        var (longest, last) = (0, -1)
        for token in tokens {
            guard token.bytes.count <= TokenizationLimits.tokenBytes else {
                throw .tokenTooLong(token.bytes, file: file)
            }
            guard (0..<TokenizationLimits.identifiers).contains(token.id) else {
                throw .identifierTooLarge(token.bytes, token.id, file: file)
            }
            bytes += token.bytes
            ends.append(bytes.count)
            ids.append(token.id)
            hashes.append(TextHash.hash(token.bytes))
            longest = max(longest, token.bytes.count)
            last = max(last, token.id)
        }
        var bits = 4
        while 1 << bits < 2 * ids.count { bits += 1 }
        let shift = UInt64(64 - bits)
        var slots = [Int32](repeating: -1, count: 1 << bits)
        var indices = [Int32](repeating: -1, count: last + 1)
        var distinct = 0
        for index in ids.indices {
            let own = Self.range(index, ends)
            var slot = Self.slot(hashes[index], shift)
            while slots[slot] >= 0 {
                let other = Int(slots[slot])
                if hashes[other] == hashes[index], bytes[Self.range(other, ends)] == bytes[own] { break }
                slot = (slot + 1) & (slots.count - 1)
            }
            if slots[slot] < 0 { distinct += 1 }
            slots[slot] = Int32(index)
            indices[ids[index]] = Int32(index)
        }
        (self.file, self.longest, self.bytes, self.ends) = (file, longest, bytes, ends)
        (self.ids, self.hashes, self.slots, self.shift, self.indices) = (ids, hashes, slots, shift, indices)
        distinctCount = distinct
    }

    private static func range(_ index: Int, _ ends: [Int]) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// Multiplies by 2⁶⁴ divided by the golden ratio, which spreads the hashes of short tokens.
    private static func slot(_ hash: UInt64, _ shift: UInt64) -> Int {
        Int((hash &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }
}

extension TokenTable {
    /// The beginning of tokens that continue a word: `##`.
    struct Prefix: Sendable {
        let bytes: [UInt8]
        let hash: UInt64

        init(_ text: String) {
            bytes = Array(text.utf8)
            hash = TextHash.hash(bytes)
        }

        static let none = Prefix("")
    }

    /// The number of the token with a prefix and then a part of a text; nil: there is none.
    func id(of range: Range<Int>, in text: TextHash, after prefix: Prefix = .none) -> Int? {
        guard prefix.bytes.count + range.count <= longest else { return nil }
        let hash = text.hash(range, after: prefix.hash)
        var slot = Self.slot(hash, shift)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if hashes[index] == hash {
                let own = Self.range(index, ends)
                if own.count == prefix.bytes.count + range.count,
                    bytes[own.prefix(prefix.bytes.count)].elementsEqual(prefix.bytes),
                    bytes[own.dropFirst(prefix.bytes.count)] == text.bytes[range]
                {
                    return ids[index]
                }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    func id(of token: some Sequence<UInt8>) -> Int? {
        let text = TextHash(Array(token))
        return id(of: 0..<text.bytes.count, in: text)
    }

    func id(of token: String) -> Int? { id(of: token.utf8) }

    /// The bytes of the token with a number; nil: there is none.
    func token(_ id: Int) -> ArraySlice<UInt8>? {
        guard indices.indices.contains(id), indices[id] >= 0 else { return nil }
        return bytes[Self.range(Int(indices[id]), ends)]
    }
}
