internal import ByteIO
internal import JSONText
internal import Vocabularies

/// The added and the special tokens that the files beside tokenizer.json name, in the order in which they are added.
struct SpecialTokens {
    /// Tokens with their own rules: `added_tokens_decoder`, or added_tokens.json and tokenizer.json.
    private(set) var added: [AddedToken] = []
    /// The special tokens by their roles: `mask_token`.
    private(set) var named: [(role: String, token: AddedToken)] = []
    /// Special tokens without a role.
    private(set) var extra: [AddedToken] = []

    /// The token with a role, as it is written in a text; nil: there is none.
    func content(_ role: String) -> String? { named.first { $0.role == role }?.token.content }

    /// The order in which the library adds them.
    private static let roles = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// - Parameter rules: the class, which has tokens of its own; nil: it has none.
    /// - Throws: ``Fault`` `tokenizer.member`.
    init(_ files: TokenizerFolder, defaults rules: TokenizerClasses.Class?) throws(Fault) {
        // A role of the library that has no token is nil.
        var values: [(role: String, token: AddedToken?)] = Self.roles.map { role in
            (role, rules?.special.first { $0.role == role }.map { Self.plain($0.content, role, rules) })
        }
        let decoder = try files.configuration.flatMap { (file) throws(Fault) in
            file.value("added_tokens_decoder") == nil ? nil : try file.members("added_tokens_decoder")
        }
        // special_tokens_map.json is of the time before `added_tokens_decoder`, and is not read beside it.
        for file in [files.configuration, decoder == nil ? files.specialTokens : nil].compactMap(\.self) {
            for member in file.object.members where member.name.hasSuffix("_token") {
                guard !Self.isFlag(member.value) else { continue }
                let token = try Self.token(file, member.name, rules)
                if let place = values.firstIndex(where: { $0.role == member.name }) {
                    values[place].token = token
                } else {
                    values.append((member.name, token))
                    guard values.count <= TokenizationLimits.roles else { throw .tooManyRoles(file: file.file) }
                }
            }
            let name = file.value("extra_special_tokens") == nil ? "additional_special_tokens" : "extra_special_tokens"
            if file.value(name) != nil { extra += try Self.extras(file, name) }
        }
        if extra.isEmpty { extra = (rules?.extra ?? []).map { AddedToken(content: $0, id: -1) } }
        for value in values { if let token = value.token { named.append((value.role, token)) } }
        added = try added(files, decoder)
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

    private func added(_ files: TokenizerFolder, _ decoder: Members?) throws(Fault) -> [AddedToken] {
        // By their numbers; of two with one number, the last.
        var tokens = Heap<NumberedToken>()
        var count = 0
        func add(_ token: AddedToken, _ id: Int) {
            tokens.add(NumberedToken(id: id, order: count, token: token))
            count += 1
        }
        if let decoder {
            for member in decoder.object.members {
                guard let id = Int(member.name) else { throw decoder.fault(member.name, "is no number of a token") }
                add(try AddedToken(decoder.members(member.name)), id)
            }
        } else {
            for member in files.addedTokens?.object.members ?? [] {
                guard let id = try files.addedTokens?.integer(member.name) else { continue }
                let isSpecial = named.contains { $0.token.content == member.name }
                add(AddedToken(content: member.name, id: id, isNormalized: !isSpecial, isSpecial: isSpecial), id)
            }
            if let file = files.tokenizer {
                for token in try StoredTokenizer(file).addedTokens() { add(token.token, token.id) }
            }
        }
        var sorted: [AddedToken] = []
        var last: Int?
        while let next = tokens.popFirst() {
            if next.id == last { sorted.removeLast() }
            sorted.append(next.token)
            last = next.id
        }
        return sorted
    }

    private struct NumberedToken: Comparable {
        let id: Int
        let order: Int
        let token: AddedToken

        static func == (one: NumberedToken, other: NumberedToken) -> Bool { one.order == other.order }
        static func < (one: NumberedToken, other: NumberedToken) -> Bool {
            one.id == other.id ? one.order < other.order : one.id < other.id
        }
    }
}

extension AddedToken {
    private static let members = [
        "__type", "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special",
    ]

    /// A token as the library stores it.
    ///
    /// - Throws: ``Fault`` `tokenizer.member`.
    @inline(never)
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
