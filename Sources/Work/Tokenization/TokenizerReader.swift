internal import ByteIO
internal import JSONText
internal import Vocabularies

/// Makes the parts of a tokenizer as the class does that the library chooses.
struct TokenizerReader {
    private let files: TokenizerFolder
    private let classes: TokenizerClasses

    init(_ files: TokenizerFolder, _ classes: TokenizerClasses) {
        self.files = files
        self.classes = classes
    }

    /// - Throws: ``Fault`` `tokenizer.*`, `folder.vocabulary`, `file.*`, `json.*`.
    func parts() throws(Fault) -> Tokenizer.Parts {
        let hasList = files.has("vocab.txt")
        guard files.tokenizer != nil || hasList || files.has("vocab.json") else { throw .noTokenizer(in: files.path) }
        guard let name = files.className ?? (files.tokenizer == nil && hasList ? classes.listClass : nil) else {
            return try stored("tokenizer.json")
        }
        switch try classes.meaning(of: name) {
        case .asStored: return try stored(name)
        case .rebuilt(let rules): return try rebuilt(rules)
        case nil: throw .unknownTokenizerClass(name, file: files.classFile)
        }
    }

    private func stored(_ name: String) throws(Fault) -> Tokenizer.Parts {
        guard let file = files.tokenizer else {
            throw .tokenizerLacks("tokenizer.json", class: name, in: files.path)
        }
        let members = StoredTokenizer(file)
        let model = try members.model()
        var tokens = TokenAdder(model.table)
        for token in try members.addedTokens() {
            try tokens.addStored(token.token, id: token.id, place: token.place)
        }
        let special = try SpecialTokens(files, defaults: nil)
        for token in special.added + special.named.map(\.token) + special.extra { tokens.addIfNew(token) }
        return Tokenizer.Parts(
            normalization: try members.normalization(), splitting: try members.splitting(), model: model,
            template: try members.template(), added: tokens.tokens, special: special,
            trimsOffsets: try members.trimsOffsets(), file: file.file)
    }

    private func rebuilt(_ rules: TokenizerClasses.Class) throws(Fault) -> Tokenizer.Parts {
        let special = try SpecialTokens(files, defaults: rules)
        let model: Tokenizer.Model
        switch rules.model {
        case "WordPiece": model = try wordPiece(rules, special)
        case "Unigram": model = try unigram(rules, special)
        default: model = try bytePairs(rules)
        }
        var tokens = TokenAdder(model.table)
        for token in special.added + special.named.map(\.token) + special.extra { tokens.addIfNew(token) }
        let configuration = files.configuration ?? Members(JSONObject(), file: files.path)
        var parts = Tokenizer.Parts(
            model: model,
            template: Template(
                single: try steps(rules.single, special, tokens), pair: try steps(rules.pair, special, tokens)),
            added: tokens.tokens, special: special, file: model.table.file)
        switch model {
        case .wordPiece:
            parts.normalization = try Self.normalization(configuration)
            parts.splitting = [.words]
        case .unigram:
            if let stored = files.tokenizer, let map = try StoredTokenizer(stored).characterMap() {
                parts.normalization = [.replaceCharacters(map)]
            }
            let addsSpace = try configuration.bool("add_prefix_space", unless: true)
            parts.splitting = [.whitespace, .metaspace(prepends: addsSpace, splits: true)]
        case .bytePairs:
            parts.splitting = [.byteLevel(addsSpace: try configuration.bool("add_prefix_space", unless: false))]
            parts.trimsOffsets = try configuration.bool("trim_offsets", unless: true)
        }
        return parts
    }

    /// BERT's normalizer by the flags of tokenizer_config.json.
    private static func normalization(_ configuration: Members) throws(Fault) -> [Normalization] {
        let lowercases = try configuration.bool("do_lower_case", unless: true)
        return StoredTokenizer.bert(
            cleans: true, separates: try configuration.bool("tokenize_chinese_chars", unless: true),
            strips: try configuration.bool("strip_accents", unless: lowercases), lowercases: lowercases)
    }

    private func wordPiece(
        _ rules: TokenizerClasses.Class, _ special: SpecialTokens
    ) throws(Fault) -> Tokenizer.Model {
        let words: TokenTable
        if let model = try storedModel(rules) {
            words = try TokenizerFolder.words(model.members("vocab"))
        } else {
            guard files.has("vocab.txt") else { throw .tokenizerLacks("vocab.txt", class: rules.name, in: files.path) }
            words = try files.listedWords()
        }
        return .wordPiece(WordPiece(words, unknown: special.content("unk_token") ?? ""))
    }

    private func unigram(
        _ rules: TokenizerClasses.Class, _ special: SpecialTokens
    ) throws(Fault) -> Tokenizer.Model {
        guard let model = try storedModel(rules) else {
            throw .tokenizerLacks("tokenizer.json", class: rules.name, in: files.path)
        }
        let unknown = special.content("unk_token") ?? ""
        return .unigram(try StoredTokenizer.unigram(model, unknownID: rules.unknownID, named: unknown))
    }

    private func bytePairs(_ rules: TokenizerClasses.Class) throws(Fault) -> Tokenizer.Model {
        if let model = try storedModel(rules) {
            return .bytePairs(
                try BytePairs(TokenizerFolder.words(model.members("vocab")), StoredTokenizer.merges(model)))
        }
        guard let vocabulary = try TokenizerFolder.object("vocab.json", in: files.path), files.has("merges.txt") else {
            throw .tokenizerLacks("vocab.json with merges.txt", class: rules.name, in: files.path)
        }
        return .bytePairs(try BytePairs(TokenizerFolder.words(vocabulary), files.listedMerges()))
    }

    /// The model in tokenizer.json; nil: there is no such file.
    private func storedModel(_ rules: TokenizerClasses.Class) throws(Fault) -> Members? {
        guard let model = try files.tokenizer?.members("model") else { return nil }
        // Old files do not name the type.
        let type = try model.string("type", unless: rules.model)
        guard type == rules.model else { throw model.unknownKind(type) }
        return model
    }

    /// The steps of a template, with the roles of special tokens: `cls_token:0`.
    private func steps(
        _ words: [String], _ special: SpecialTokens, _ tokens: TokenAdder
    ) throws(Fault) -> [Template.Step] {
        var steps: [Template.Step] = []
        for word in words {
            let parts = word.split(separator: ":").map(String.init)
            let type = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
            switch parts.first {
            case "A": steps.append(.text(0, type: type))
            case "B": steps.append(.text(1, type: type))
            case let role:
                guard let content = special.content(role ?? ""), let id = tokens.id(of: content) else {
                    throw .tokenizerMember(
                        role ?? "", "is not set, and goes around each text",
                        file: files.configuration?.file ?? files.path)
                }
                steps.append(.special(id, type: type))
            }
        }
        return steps
    }
}

extension Tokenizer.Model {
    var table: TokenTable {
        switch self {
        case .wordPiece(let model): model.table
        case .bytePairs(let model): model.table
        case .unigram(let model): model.table
        }
    }
}
