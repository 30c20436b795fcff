internal import ByteIO
internal import JSONText

/// The added and the special tokens that the files beside tokenizer.json name, in the order in which they are added.
struct SpecialTokens {
    /// Tokens with their own rules: `added_tokens_decoder`, or added_tokens.json and tokenizer.json.
    private(set) var added: [AddedToken] = []
    /// The special tokens by their roles: `mask_token`.
    private(set) var named: [(role: String, token: AddedToken)] = []
    /// Special tokens without a role.
    private(set) var extra: [AddedToken] = []

    var contents: [String: String] {
        Dictionary(named.map { ($0.role, $0.token.content) }, uniquingKeysWith: { _, last in last })
    }

    /// The order in which the library adds them.
    private static let roles = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// - Parameter rules: the class, which has tokens of its own; nil: it has none.
    /// - Throws: ``Fault`` `tokenizer.member`.
    init(_ files: TokenizerFolder, defaults rules: TokenizerClasses.Class?) throws(Fault) {
        var values: [String: AddedToken] = [:]
        for (role, content) in rules?.special ?? [:] {
            values[role] = Self.plain(content, role, rules)
        }
        var others: [String] = []
        let decoder = try files.configuration.flatMap { (file) throws(Fault) in
            file.value("added_tokens_decoder") == nil ? nil : try file.members("added_tokens_decoder")
        }
        // special_tokens_map.json is of the time before `added_tokens_decoder`, and is not read beside it.
        for file in [files.configuration, decoder == nil ? files.specialTokens : nil].compactMap(\.self) {
            for member in file.object.members where member.name.hasSuffix("_token") {
                guard !Self.isFlag(member.value) else { continue }
                if !Self.roles.contains(member.name), !others.contains(member.name) { others.append(member.name) }
                values[member.name] = try Self.token(file, member.name, rules)
            }
            let name = file.value("extra_special_tokens") == nil ? "additional_special_tokens" : "extra_special_tokens"
            if file.value(name) != nil { extra += try Self.extras(file, name) }
        }
        named = (Self.roles + others).compactMap { role in values[role].map { (role, $0) } }
        added = try Self.added(files, decoder, special: Set(named.map(\.token.content)))
    }

    /// `add_bos_token` is no token.
    private static func isFlag(_ value: JSONValue) -> Bool { value.bool != nil }

    private static func plain(_ content: String, _ role: String, _ rules: TokenizerClasses.Class?) -> AddedToken {
        let takesSpace = rules?.takesSpaceBefore.contains(role) ?? false
        return AddedToken(content: content, id: -1, takesSpaceBefore: takesSpace)
    }

    private static func token(
        _ file: Members, _ name: String, _ rules: TokenizerClasses.Class?
    ) throws(Fault) -> AddedToken? {
        guard let value = file.value(name) else { return nil }
        if let content = value.string { return plain(content, name, rules) }
        var token = try AddedToken(file.members(name))
        token.isSpecial = true
        return token
    }

    private static func extras(_ file: Members, _ name: String) throws(Fault) -> [AddedToken] {
        if let object = file.object[name]?.object {
            let members = try file.members(name)
            return try object.members.map { (member) throws(Fault) in
                AddedToken(content: try members.string(member.name), id: -1)
            }
        }
        var tokens: [AddedToken] = []
        for (index, element) in try file.array(name).enumerated() {
            if let content = element.string {
                tokens.append(AddedToken(content: content, id: -1))
            } else if let object = element.object {
                tokens.append(try AddedToken(Members(object, file: file.file, place: "\(name).\(index)")))
            } else {
                throw file.fault("\(name).\(index)", "is \(element.typeName), expected a string")
            }
        }
        return tokens
    }

    private static func added(
        _ files: TokenizerFolder, _ decoder: Members?, special: Set<String>
    ) throws(Fault) -> [AddedToken] {
        var tokens: [Int: AddedToken] = [:]
        if let decoder {
            for member in decoder.object.members {
                guard let id = Int(member.name) else { throw decoder.fault(member.name, "is no number of a token") }
                tokens[id] = try AddedToken(decoder.members(member.name))
            }
        } else {
            for member in files.addedTokens?.object.members ?? [] {
                guard let id = try files.addedTokens?.integer(member.name) else { continue }
                let isSpecial = special.contains(member.name)
                tokens[id] = AddedToken(content: member.name, id: id, isNormalized: !isSpecial, isSpecial: isSpecial)
            }
            if let file = files.tokenizer {
                for token in try StoredTokenizer(file).addedTokens() { tokens[token.id] = token.token }
            }
        }
        return tokens.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension AddedToken {
    private static let members = [
        "__type", "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special",
    ]

    /// A token as the library stores it.
    ///
    /// - Throws: ``Fault`` `tokenizer.member`.
    init(_ members: Members) throws(Fault) {
        try members.allow(Self.members)
        let isSpecial = try members.bool("special", unless: false)
        self.init(
            content: try members.string("content"), id: -1,
            takesSpaceBefore: try members.bool("lstrip", unless: false),
            takesSpaceAfter: try members.bool("rstrip", unless: false),
            isWord: try members.bool("single_word", unless: false),
            isNormalized: try members.bool("normalized", unless: !isSpecial), isSpecial: isSpecial)
    }
}
