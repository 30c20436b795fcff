/// A step that changes a text before it is split.
enum Normalization: Sendable, Equatable {
    /// Removes controls, and makes every white space a space.
    case cleanText
    /// Puts spaces around ideographs.
    case separateIdeographs
    /// NFD without accents.
    case stripAccents
    case lowercase
    case decompose
    case compose
    case replaceCharacters(CharacterMap)
    /// Two or more spaces become one text.
    case joinSpaces(String)
    /// Removes white space at the ends.
    case strip(left: Bool, right: Bool)

    func apply(to text: AlignedText) -> AlignedText {
        switch self {
        case .cleanText:
            return text.compactMap { aligned in
                if UnicodeTables.isControl(aligned.scalar) { return nil }
                return UnicodeTables.isWhitespace(aligned.scalar) ? AlignedScalar(" ", aligned.origin) : aligned
            }
        case .separateIdeographs:
            guard text.contains(where: { UnicodeTables.isIdeograph($0.scalar) }) else { return text }
            return text.flatMap { aligned in
                guard UnicodeTables.isIdeograph(aligned.scalar) else { return [aligned] }
                let space = AlignedScalar(" ", aligned.origin)
                return [space, aligned, space]
            }
        case .stripAccents:
            return CanonicalForm.decomposed(text).filter { !UnicodeTables.isAccent($0.scalar) }
        case .lowercase: return Self.lowercased(text)
        case .decompose: return CanonicalForm.decomposed(text)
        case .compose: return CanonicalForm.composed(text)
        case .replaceCharacters(let map): return map.apply(to: text)
        case .joinSpaces(let new): return Self.joined(text, new)
        case .strip(let left, let right):
            var rest = text[...]
            while left, let first = rest.first, UnicodeTables.isWhitespace(first.scalar) { rest.removeFirst() }
            while right, let last = rest.last, UnicodeTables.isWhitespace(last.scalar) { rest.removeLast() }
            return AlignedText(rest)
        }
    }

    private static func joined(_ text: AlignedText, _ new: String) -> AlignedText {
        var result: AlignedText = []
        result.reserveCapacity(text.count)
        var start = text.startIndex
        while start < text.endIndex {
            var end = start
            while end < text.endIndex, text[end].scalar == " " { end += 1 }
            if end - start >= 2 {
                for scalar in new.unicodeScalars { result.append(AlignedScalar(scalar, text[start..<end].origin)) }
            } else {
                end = start + 1
                result.append(text[start])
            }
            start = end
        }
        return result
    }

    /// The lower case of each character by itself: a sigma at the end of a word is one like any other.
    private static func lowercased(_ text: AlignedText) -> AlignedText {
        var result: AlignedText = []
        result.reserveCapacity(text.count)
        for aligned in text {
            let value = aligned.scalar.value
            if value < 0x80 {
                let isCapital = (0x41...0x5A).contains(value)
                let scalar = isCapital ? Unicode.Scalar(UInt8(value) + 0x20) : aligned.scalar
                result.append(AlignedScalar(scalar, aligned.origin))
            } else {
                for scalar in aligned.scalar.properties.lowercaseMapping.unicodeScalars {
                    result.append(AlignedScalar(scalar, aligned.origin))
                }
            }
        }
        return result
    }
}
