/// A step that splits a normalized text into words.
enum Splitting: Sendable, Equatable {
    /// At white space, which belongs to no word; each punctuation character is a word.
    case words
    /// As the pattern of GPT-2 does.
    ///
    /// - Parameter addsSpace: whether a text begins with a space in any case.
    case byteLevel(addsSpace: Bool)

    func apply(to text: ArraySlice<AlignedScalar>) -> [ArraySlice<AlignedScalar>] {
        switch self {
        case .words: Self.words(text)
        case .byteLevel(let addsSpace): ByteLevel.words(text, addsSpace: addsSpace)
        }
    }

    private static func words(_ text: ArraySlice<AlignedScalar>) -> [ArraySlice<AlignedScalar>] {
        var words: [ArraySlice<AlignedScalar>] = []
        var start = text.startIndex
        for index in text.indices {
            let scalar = text[index].scalar
            let isPunctuation = UnicodeTables.isPunctuation(scalar)
            guard isPunctuation || UnicodeTables.isWhitespace(scalar) else { continue }
            if start < index { words.append(text[start..<index]) }
            if isPunctuation { words.append(text[index...index]) }
            start = index + 1
        }
        if start < text.endIndex { words.append(text[start...]) }
        return words
    }
}
