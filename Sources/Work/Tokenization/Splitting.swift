/// A step that splits a normalized text into words.
enum Splitting: Sendable, Equatable {
    /// At white space, which belongs to no word; each punctuation character is a word.
    case words
    /// As the pattern of GPT-2 does.
    ///
    /// - Parameter addsSpace: whether a text begins with a space in any case.
    case byteLevel(addsSpace: Bool)
    /// At white space, which belongs to no word.
    case whitespace
    /// Spaces become `▁`, which words begin with.
    ///
    /// - Parameters:
    ///   - prepends: whether a text begins with `▁` in any case.
    ///   - splits: whether each `▁` begins a word.
    case metaspace(prepends: Bool, splits: Bool)

    func apply(to text: ArraySlice<AlignedScalar>) -> [ArraySlice<AlignedScalar>] {
        switch self {
        case .words: Self.words(text)
        case .byteLevel(let addsSpace): ByteLevel.words(text, addsSpace: addsSpace)
        case .whitespace: text.split { UnicodeTables.isWhitespace($0.scalar) }
        case .metaspace(let prepends, let splits): Self.metaspace(text, prepends: prepends, splits: splits)
        }
    }

    private static func metaspace(
        _ text: ArraySlice<AlignedScalar>, prepends: Bool, splits: Bool
    ) -> [ArraySlice<AlignedScalar>] {
        let mark: Unicode.Scalar = "\u{2581}"
        var marked = text.map { $0.scalar == " " ? AlignedScalar(mark, $0.origin) : $0 }
        if prepends, let first = marked.first, first.scalar != mark {
            marked.insert(AlignedScalar(mark, first.origin), at: 0)
        }
        guard splits else { return [marked[...]] }
        var words: [ArraySlice<AlignedScalar>] = []
        var start = marked.startIndex
        for index in marked.indices.dropFirst() where marked[index].scalar == mark {
            words.append(marked[start..<index])
            start = index
        }
        if start < marked.endIndex { words.append(marked[start...]) }
        return words
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
