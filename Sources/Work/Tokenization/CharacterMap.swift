internal import ByteIO

/// The characters that a SentencePiece model replaces: `precompiled_charsmap` of tokenizer.json.
///
/// Its bytes are a length, a double-array trie (Darts-clone) of texts in UTF-8, and the texts that they become, each up
/// to a NUL. As in the tokenizers library, a grapheme of less than 6 bytes becomes what its shortest known beginning
/// becomes; otherwise each of its characters is looked up.
struct CharacterMap: Sendable, Equatable {
    private let units: [UInt32]
    private let texts: [UInt8]

    /// - Returns: nil: the bytes are no such map.
    init?(_ bytes: [UInt8]) {
        guard let byteCount = Self.number(bytes, at: 0), byteCount % 4 == 0, bytes.count - 4 >= Int(byteCount) else {
            return nil
        }
        let end = 4 + Int(byteCount)
        units = stride(from: 4, to: end, by: 4).compactMap { Self.number(bytes, at: $0) }
        texts = Array(bytes[end...])
        guard String(validating: texts, as: UTF8.self) != nil else { return nil }
    }

    private static func number(_ bytes: [UInt8], at offset: Int) -> UInt32? {
        guard offset + 4 <= bytes.count else { return nil }
        return (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
    }

    func apply(to text: AlignedText) -> AlignedText {
        var result: AlignedText = []
        result.reserveCapacity(text.count)
        var string = ""
        string.unicodeScalars.append(contentsOf: text.map(\.scalar))
        var start = 0
        for grapheme in string {
            let end = start + grapheme.unicodeScalars.count
            let part = text[start..<end]
            start = end
            if grapheme.utf8.count < 6, let new = replacement(of: part) {
                Self.append(new, for: part, to: &result)
                continue
            }
            for index in part.indices {
                let one = part[index...index]
                if let new = replacement(of: one) {
                    Self.append(new, for: one, to: &result)
                } else {
                    result.append(part[index])
                }
            }
        }
        return result
    }

    /// The new characters have the places of the old ones, in order; those beyond them that of the last.
    private static func append(_ new: String, for part: ArraySlice<AlignedScalar>, to result: inout AlignedText) {
        for (index, scalar) in new.unicodeScalars.enumerated() {
            let old = part[min(part.startIndex + index, part.endIndex - 1)]
            result.append(AlignedScalar(scalar, old.origin))
        }
    }

    /// What the shortest beginning of a text becomes that is in the trie; nil: none is there.
    private func replacement(of part: ArraySlice<AlignedScalar>) -> String? {
        guard let root = units.first else { return nil }
        var place = Self.offset(root)
        for byte in PieceBytes(part).bytes {
            place ^= Int(byte)
            guard byte != 0, place < units.count, units[place] & 0x8000_00FF == UInt32(byte) else { return nil }
            let unit = units[place]
            place ^= Self.offset(unit)
            guard unit & 0x100 != 0 else { continue }
            guard place < units.count else { return nil }
            let start = Int(units[place] & 0x7FFF_FFFF)
            guard start <= texts.count else { return nil }
            return String(decoding: texts[start...].prefix { $0 != 0 }, as: UTF8.self)
        }
        return nil
    }

    /// How far the children of a unit are from its place, by exclusive or.
    private static func offset(_ unit: UInt32) -> Int {
        Int(unit >> 10) << Int((unit & 0x200) >> 6)
    }
}
