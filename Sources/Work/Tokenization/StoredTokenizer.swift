internal import ByteIO
internal import JSONText

/// Reads what tokenizer.json describes; what it does not understand is an error.
struct StoredTokenizer {
    let file: Members

    init(_ file: Members) { self.file = file }

    /// The tokens of `added_tokens`, with their numbers.
    ///
    /// - Throws: ``Fault`` `tokenizer.member`.
    func addedTokens() throws(Fault) -> [(token: AddedToken, id: Int, place: Members)] {
        guard file.value("added_tokens") != nil else { return [] }
        return try file.list("added_tokens").map { (members) throws(Fault) in
            (try AddedToken(members), try members.integer("id"), members)
        }
    }

    /// - Throws: ``Fault`` `tokenizer.kind`, `tokenizer.member`, `tokenizer.limit`.
    func model() throws(Fault) -> Tokenizer.Model {
        let model = try file.members("model")
        let isPairs = model.value("merges") != nil
        let type = try model.string("type", unless: isPairs ? "BPE" : "WordPiece")
        switch type {
        case "WordPiece":
            try model.allow(["type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab"])
            return .wordPiece(
                WordPiece(
                    try TokenizerFolder.words(model.members("vocab")),
                    prefix: try model.string("continuing_subword_prefix", unless: "##"),
                    unknown: try model.string("unk_token", unless: "[UNK]"),
                    longestWord: model.value("max_input_chars_per_word") == nil
                        ? 100 : try model.integer("max_input_chars_per_word")))
        case "BPE": return .bytePairs(try bytePairs(model))
        case "Unigram":
            try model.allow(["type", "unk_id", "vocab", "byte_fallback"])
            guard try !model.bool("byte_fallback", unless: false) else { throw model.fault("byte_fallback", "is true") }
            let unknownID = model.value("unk_id") == nil ? nil : try model.integer("unk_id")
            return .unigram(try Self.unigram(model, unknownID: unknownID))
        default: throw model.unknownKind(type)
        }
    }

    private func bytePairs(_ model: Members) throws(Fault) -> BytePairs {
        try model.allow([
            "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk",
            "byte_fallback", "ignore_merges", "vocab", "merges",
        ])
        if let dropout = model.value("dropout"), dropout.double != 0 {
            throw model.fault("dropout", "leaves out pairs at random, so that no text has one list of ids")
        }
        for name in ["continuing_subword_prefix", "end_of_word_suffix"] {
            guard try model.string(name, unless: "").isEmpty else { throw model.fault(name, "is not empty") }
        }
        guard try !model.bool("byte_fallback", unless: false) else { throw model.fault("byte_fallback", "is true") }
        let unknown = model.value("unk_token") == nil ? nil : try model.string("unk_token")
        return try BytePairs(
            TokenizerFolder.words(model.members("vocab")), Self.merges(model), unknown: unknown,
            joinsUnknown: model.bool("fuse_unk", unless: false),
            prefersWords: model.bool("ignore_merges", unless: false))
    }

    /// The pairs of `merges`: `["Ġ", "t"]`, or `"Ġ t"` in older files.
    static func merges(_ model: Members) throws(Fault) -> [BytePairs.Spelling] {
        var merges: [BytePairs.Spelling] = []
        for (index, element) in try model.array("merges").enumerated() {
            let parts =
                element.array?.compactMap(\.string)
                ?? element.string?.split(separator: " ", omittingEmptySubsequences: false).map(String.init) ?? []
            guard parts.count == 2 else { throw model.fault("merges.\(index)", "is not a pair of tokens") }
            merges.append(BytePairs.Spelling(parts[0], parts[1]))
        }
        return merges
    }
}

extension StoredTokenizer {
    /// - Throws: ``Fault`` `tokenizer.kind`, `tokenizer.member`.
    func normalization() throws(Fault) -> [Normalization] {
        guard file.value("normalizer") != nil else { return [] }
        return try Self.normalization(file.members("normalizer"))
    }

    private static func normalization(_ members: Members) throws(Fault) -> [Normalization] {
        let type = try members.string("type")
        switch type {
        case "Sequence":
            return try members.list("normalizers").map { (part) throws(Fault) in try normalization(part) }.flatMap(
                \.self)
        case "BertNormalizer":
            try members.allow(["type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase"])
            let lowercases = try members.bool("lowercase", unless: true)
            return bert(
                cleans: try members.bool("clean_text", unless: true),
                separates: try members.bool("handle_chinese_chars", unless: true),
                strips: try members.bool("strip_accents", unless: lowercases), lowercases: lowercases)
        case "Lowercase": return [.lowercase]
        case "NFC": return [.compose]
        case "NFD": return [.decompose]
        case "Precompiled": return [.replaceCharacters(try characterMap(members))]
        case "Replace": return [try replacedSpaces(members)]
        case "Strip":
            try members.allow(["type", "strip_left", "strip_right"])
            return [
                .strip(
                    left: try members.bool("strip_left", unless: true),
                    right: try members.bool("strip_right", unless: true))
            ]
        default: throw members.unknownKind(type)
        }
    }

    /// The steps of BERT's normalizer.
    static func bert(cleans: Bool, separates: Bool, strips: Bool, lowercases: Bool) -> [Normalization] {
        let steps: [(Bool, Normalization)] = [
            (cleans, .cleanText), (separates, .separateIdeographs), (strips, .stripAccents), (lowercases, .lowercase),
        ]
        return steps.filter(\.0).map(\.1)
    }

    /// - Throws: ``Fault`` `tokenizer.kind`, `tokenizer.member`.
    func splitting() throws(Fault) -> [Splitting] {
        let steps = file.value("pre_tokenizer") == nil ? [] : try Self.splitting(file.members("pre_tokenizer"))
        let isByteLevel = steps.contains { if case .byteLevel = $0 { true } else { false } }
        let model = try file.members("model")
        guard isByteLevel == (model.value("merges") != nil) else {
            throw model.fault("type", "does not go with this pre_tokenizer: pairs of bytes need 'ByteLevel'")
        }
        return steps
    }

    private static func splitting(_ members: Members) throws(Fault) -> [Splitting] {
        let type = try members.string("type")
        switch type {
        case "Sequence":
            return try members.list("pretokenizers").map { (part) throws(Fault) in try splitting(part) }.flatMap(\.self)
        case "BertPreTokenizer": return [.words]
        case "WhitespaceSplit": return [.whitespace]
        case "Metaspace": return [try metaspace(members)]
        case "ByteLevel":
            try members.allow(["type", "add_prefix_space", "trim_offsets", "use_regex"])
            guard try members.bool("use_regex", unless: true) else { throw members.fault("use_regex", "is false") }
            return [.byteLevel(addsSpace: try members.bool("add_prefix_space", unless: true))]
        default: throw members.unknownKind(type)
        }
    }
}
