/// Splits a text as GPT-2 does, and writes its bytes as characters that a vocabulary can have.
///
/// The pattern is `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
enum ByteLevel {
    static func words(_ text: ArraySlice<AlignedScalar>, addsSpace: Bool) -> [ArraySlice<AlignedScalar>] {
        guard addsSpace, let first = text.first, first.scalar != " " else { return words(text) }
        let start = first.origin.lowerBound
        let spaced = [AlignedScalar(" ", start..<start)] + text
        return words(spaced[...])
    }

    private static func words(_ text: ArraySlice<AlignedScalar>) -> [ArraySlice<AlignedScalar>] {
        var words: [ArraySlice<AlignedScalar>] = []
        var start = text.startIndex
        while start < text.endIndex {
            let end = self.end(of: start, in: text)
            words.append(text[start..<end])
            start = end
        }
        return words
    }

    /// Where the word ends that begins at `start`.
    private static func end(of start: Int, in text: ArraySlice<AlignedScalar>) -> Int {
        if let end = contraction(at: start, in: text) { return end }
        var first = start
        if text[start].scalar == " ", start + 1 < text.endIndex { first += 1 }
        let kind = ByteLevelClass(text[first].scalar)
        if kind != .space {
            return run(of: kind, from: first, in: text)
        }
        // White space; its last character belongs to the next word if one follows.
        let end = run(of: .space, from: start, in: text)
        return end < text.endIndex && end - start > 1 ? end - 1 : end
    }

    private static func run(of kind: ByteLevelClass, from start: Int, in text: ArraySlice<AlignedScalar>) -> Int {
        var end = start
        while end < text.endIndex, ByteLevelClass(text[end].scalar) == kind { end += 1 }
        return end
    }

    private static func contraction(at start: Int, in text: ArraySlice<AlignedScalar>) -> Int? {
        guard text[start].scalar == "'", start + 1 < text.endIndex else { return nil }
        let next = text[start + 1].scalar
        switch next {
        case "s", "t", "m", "d": return start + 2
        case "r", "v", "l":
            guard start + 2 < text.endIndex, text[start + 2].scalar == (next == "l" ? "l" : "e") else { return nil }
            return start + 3
        default: return nil
        }
    }
}

extension ByteLevel {
    /// The character for each byte: the printable ones of Latin-1 for themselves, the others from U+0100 on.
    static let characters: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (UInt32(0)...0xFF).map { byte in
            if (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte) {
                return Unicode.Scalar(byte) ?? "?"
            }
            defer { next += 1 }
            return Unicode.Scalar(next) ?? "?"
        }
    }()

    /// The byte that a character is for; nil: it is for none.
    static func byte(_ character: Unicode.Scalar) -> UInt8? {
        let value = Int(character.value)
        return value < bytes.count ? bytes[value] : nil
    }

    private static let bytes: [UInt8?] = {
        var bytes = [UInt8?](repeating: nil, count: 0x144)
        for (byte, character) in characters.enumerated() { bytes[Int(character.value)] = UInt8(byte) }
        return bytes
    }()

    /// A word in these characters, each with the origin of the scalar that its byte is of.
    static func spelt(_ word: ArraySlice<AlignedScalar>) -> AlignedText {
        var result: AlignedText = []
        result.reserveCapacity(word.count)
        for aligned in word {
            UTF8.forEachByte(of: aligned.scalar) { byte in
                result.append(AlignedScalar(characters[Int(byte)], aligned.origin))
            }
        }
        return result
    }
}

extension ByteLevel {
    /// Takes the spaces at the ends of a word's tokens out of their offsets.
    ///
    /// - Parameters:
    ///   - first: where the tokens of the word begin.
    ///   - hasAddedSpace: whether the word begins with a space that the text does not have.
    static func trim(_ tokens: inout [Token], from first: Int, _ table: TokenTable, hasAddedSpace: Bool) {
        let space = Array("Ġ".utf8)
        for place in first..<tokens.count {
            guard var rest = table.token(tokens[place].id) else { continue }
            var (start, end) = (tokens[place].origin.lowerBound, tokens[place].origin.upperBound)
            var isAdded = hasAddedSpace && place == first
            while rest.starts(with: space) {
                rest = rest.dropFirst(space.count)
                if !isAdded { start = min(start + 1, end) }
                isAdded = false
            }
            while rest.suffix(space.count).elementsEqual(space) {
                rest = rest.dropLast(space.count)
                end = max(end - 1, start)
            }
            tokens[place].origin = start..<end
        }
    }
}
