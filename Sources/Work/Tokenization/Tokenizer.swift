package import ByteIO
internal import Vocabularies

/// A tokenizer as transformers makes it of the files beside a model: text becomes ids, and ids become text.
///
/// Steps: added tokens are found in the text; what is between them is normalized, and searched again for added tokens
/// that are normalized; the rest is split into words, and each word into tokens; then special tokens are added.
package struct Tokenizer: Sendable {
    enum Model: Sendable {
        case wordPiece(WordPiece)
        case bytePairs(BytePairs)
        case unigram(Unigram)
    }

    /// What it is made of, in the order of the steps.
    struct Parts: Sendable {
        var normalization: [Normalization] = []
        var splitting: [Splitting] = []
        var model: Model
        var template: Template
        var added: [AddedToken]
        var special: SpecialTokens
        /// Whether offsets leave out white space at the ends of tokens.
        var trimsOffsets = false
        /// The file that describes it.
        var file: String
    }

    let parts: Parts
    private let added: AddedTokens?
    private let normalizedAdded: AddedTokens?

    /// Reads the files beside a model: tokenizer.json; without it vocab.txt, or vocab.json and merges.txt.
    ///
    /// - Parameters:
    ///   - folder: the path of the folder.
    ///   - modelType: the `model_type`, which decides the class if no file names one; nil: what config.json says.
    /// - Throws: ``Fault`` `tokenizer.*`, `folder.vocabulary`, `file.*`, `json.*`.
    package init(folder: String, modelType: String? = nil) throws(Fault) {
        let classes = try TokenizerClasses.known()
        let files = try TokenizerFolder(folder, modelType: modelType, classes)
        try self.init(TokenizerReader(files, classes).parts())
    }

    init(_ parts: Parts) throws(Fault) {
        self.parts = parts
        added = try AddedTokens(parts.added.filter { !$0.isNormalized }, file: parts.file) { $0 }
        normalizedAdded = try AddedTokens(parts.added.filter(\.isNormalized), file: parts.file) { content in
            var text = ""
            text.unicodeScalars.append(contentsOf: Self.normalized(AlignedText(content), parts).map(\.scalar))
            return text
        }
    }

    /// The ids of a text, or of a pair, with special tokens.
    ///
    /// - Parameter limit: the most ids; beyond it the texts are cut at their ends, the longer one first. Nil: no limit.
    /// - Throws: ``Fault`` `tokenizer.unknown`, `tokenizer.cut`.
    package func encode(_ text: String, and second: String? = nil, limit: Int? = nil) throws(Fault) -> Encoding {
        let steps = second == nil ? parts.template.single : parts.template.pair
        let special = Template.specialCount(steps)
        if let limit, limit < special { throw .limitTooLow(limit, special: special) }
        var texts = [try tokens(of: text)]
        if let second { texts.append(try tokens(of: second)) }
        let counts = texts.map(\.count)
        let kept = Template.kept(counts, room: limit.map { $0 - special })
        for index in texts.indices { texts[index].removeLast(counts[index] - kept[index]) }
        var encoding = Template.encoding(steps, texts)
        encoding.cutCount = counts.reduce(0, +) - kept.reduce(0, +)
        return encoding
    }
}

extension Tokenizer {
    /// The tokens of a text without special ones.
    private func tokens(of text: String) throws(Fault) -> [Token] {
        var tokens: [Token] = []
        let whole = AlignedText(text)
        for part in Self.split(whole[...], by: added) {
            if let id = part.id {
                tokens.append(Token(id: id, origin: part.text.origin))
                continue
            }
            let normalized = Self.normalized(AlignedText(part.text), parts)
            for inner in Self.split(normalized[...], by: normalizedAdded) {
                if let id = inner.id {
                    tokens.append(Token(id: id, origin: inner.text.origin))
                } else {
                    try append(inner.text, to: &tokens)
                }
            }
        }
        return tokens
    }

    private func append(_ text: ArraySlice<AlignedScalar>, to tokens: inout [Token]) throws(Fault) {
        var words = [text]
        for step in parts.splitting { words = words.flatMap(step.apply) }
        for word in words where !word.isEmpty {
            switch parts.model {
            case .wordPiece(let model): try model.append(word, to: &tokens)
            case .unigram(let model): try model.append(word, to: &tokens)
            case .bytePairs(let model):
                let first = tokens.count
                model.append(ByteLevel.spelt(word), to: &tokens)
                guard parts.trimsOffsets else { continue }
                let isAdded = word.first?.origin.isEmpty ?? false
                ByteLevel.trim(&tokens, from: first, model.table, hasAddedSpace: isAdded)
            }
        }
    }

    private static func split(_ text: ArraySlice<AlignedScalar>, by tokens: AddedTokens?) -> [AddedTokens.Part] {
        if text.isEmpty { return [] }
        return tokens?.parts(of: text) ?? [AddedTokens.Part(text: text, id: nil)]
    }

    private static func normalized(_ text: AlignedText, _ parts: Parts) -> AlignedText {
        parts.normalization.reduce(text) { $1.apply(to: $0) }
    }
}
