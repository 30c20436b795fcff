internal import ByteIO
internal import JSONText

/// What tokenizer.json has of SentencePiece's unigram tokenizers.
extension StoredTokenizer {
    /// - Parameters:
    ///   - number: the number of the token for what no token writes; nil: `content` says which it is.
    ///   - content: that token; the first one if the vocabulary lacks it. Nil: there is none.
    /// - Throws: ``Fault`` `tokenizer.member`, `tokenizer.limit`.
    static func unigram(_ model: Members, unknownID number: Int?, named content: String? = nil) throws(Fault) -> Unigram
    {
        let vocabulary = try scoredTokens(model)
        let unknownID =
            number
            ?? content.map { content in
                vocabulary.firstIndex { $0.bytes.elementsEqual(content.utf8) } ?? 0
            }
        if let unknownID, !vocabulary.indices.contains(unknownID) {
            throw model.fault("unk_id", "is \(unknownID), and the vocabulary has \(vocabulary.count) tokens")
        }
        let unigram = try Unigram(vocabulary, unknownID: unknownID, file: model.file)
        guard unigram.table.distinctCount == vocabulary.count else {
            throw model.fault("vocab", "has a token twice")
        }
        return unigram
    }

    private static func scoredTokens(_ model: Members) throws(Fault) -> [Unigram.ScoredToken] {
        var tokens: [Unigram.ScoredToken] = []
        for (index, element) in try model.array("vocab").enumerated() {
            guard let pair = element.array, pair.count == 2, let content = pair[0].string, let score = pair[1].double,
                score.isFinite
            else {
                throw model.fault("vocab.\(index)", "is not a token and its score")
            }
            tokens.append(Unigram.ScoredToken(bytes: Array(content.utf8), score: score))
        }
        guard !tokens.isEmpty else { throw model.fault("vocab", "is empty") }
        return tokens
    }

    /// - Throws: ``Fault`` `tokenizer.member`.
    static func characterMap(_ members: Members) throws(Fault) -> CharacterMap {
        try members.allow(["type", "precompiled_charsmap"])
        let name = "precompiled_charsmap"
        guard let bytes = Base64.bytes(try members.string(name)), let map = CharacterMap(bytes) else {
            throw members.fault(name, "is not a table of characters in base64")
        }
        return map
    }

    /// The characters that the normalizer replaces, which is all that a class takes of it; nil: none.
    ///
    /// - Throws: ``Fault`` `tokenizer.member`.
    func characterMap() throws(Fault) -> CharacterMap? {
        guard file.value("normalizer") != nil else { return nil }
        let whole = try file.members("normalizer")
        let isList = whole.object["type"]?.string == "Sequence"
        for step in isList ? try whole.list("normalizers") : [whole]
        where step.object["type"]?.string == "Precompiled" {
            return try Self.characterMap(step)
        }
        return nil
    }

    /// Two or more spaces become one text, which is the only pattern that is read.
    ///
    /// - Throws: ``Fault`` `tokenizer.member`.
    static func replacedSpaces(_ members: Members) throws(Fault) -> Normalization {
        try members.allow(["type", "pattern", "content"])
        let pattern = try members.members("pattern")
        guard pattern.object["Regex"]?.string == " {2,}" else {
            throw pattern.fault("Regex", "is not ' {2,}', the only pattern that is read")
        }
        return .joinSpaces(try members.string("content"))
    }

    /// - Throws: ``Fault`` `tokenizer.member`.
    static func metaspace(_ members: Members) throws(Fault) -> Splitting {
        try members.allow(["type", "replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep"])
        guard try members.string("replacement") == "▁" else { throw members.fault("replacement", "is not '▁'") }
        let addsSpace = try members.bool("add_prefix_space", unless: true)
        let scheme = try members.string("prepend_scheme", unless: addsSpace ? "always" : "never")
        guard scheme == "always" && addsSpace || scheme == "never" else {
            throw members.fault("prepend_scheme", "is '\(scheme)', expected 'always' or 'never'")
        }
        return .metaspace(prepends: scheme == "always", splits: try members.bool("split", unless: true))
    }
}
