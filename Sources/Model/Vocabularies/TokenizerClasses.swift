package import ByteIO
internal import JSONText
internal import Schemas

/// Which class of transformers reads the files of a tokenizer, and what it makes of them (`Schemas/tokenizers.json`).
///
/// Most classes take from tokenizer.json only the vocabulary and the added tokens, and the rest from
/// tokenizer_config.json and from their own code. So `do_lower_case` decides, and not the normalizer in the file.
package struct TokenizerClasses: Sendable {
    /// What a class makes of the files.
    package struct Class: Sendable {
        package let name: String
        /// `WordPiece`, `BPE` or `Unigram`.
        package let model: String
        /// Of a unigram model the number of the token for what no token writes; nil: that of the unknown token.
        package let unknownID: Int?
        /// The special tokens unless the files name others: `mask_token` and `[MASK]`.
        package let special: [(role: String, content: String)]
        /// The special tokens that white space before them belongs to.
        package let takesSpaceBefore: [String]
        /// Special tokens without a role unless the files name others.
        package let extra: [String]
        /// The steps around a text and around a pair: `cls_token:0`, `A:0`.
        package let single: [String]
        package let pair: [String]
    }

    /// What a class name means.
    package enum Meaning: Sendable {
        /// The tokenizer is what tokenizer.json describes.
        case asStored
        case rebuilt(Class)
    }

    /// The kind of model that a class has.
    package enum ModelKind: Sendable, Equatable {
        /// That of tokenizer.json.
        case stored
        /// Always this one: `BPE`.
        case made(String)
    }

    /// Classes whose tokenizer is what tokenizer.json describes.
    private let asStored: [String]
    /// Classes that take the model of tokenizer.json and make the rest.
    private let keepsModel: [String]
    private let classes: [Rules]
    /// The model of classes whose other rules are not described.
    private let notRead: JSONObject
    /// The usual class of each `model_type`.
    private let modelTypes: JSONObject
    /// The class for a vocab.txt of which nothing names the class.
    package let listClass: String
    /// The names of files that have the words of a tokenizer.
    package let vocabularies: [String]
    /// How further names of such files begin and end.
    private let otherVocabularies: Rules

    /// Reads the built-in file.
    ///
    /// - Throws: ``Fault`` `tokenizer.rules`, `json.*`: the file is damaged, which tests exclude.
    package static func known() throws(Fault) -> TokenizerClasses {
        try TokenizerClasses(Rules("", JSONParser.parse(Schemas.tokenizers)))
    }

    private init(_ file: Rules) throws(Fault) {
        asStored = try file.texts("asStored")
        keepsModel = try file.texts("keepsModel")
        notRead = try file.rules("notRead").object
        modelTypes = try file.rules("modelTypes").object
        listClass = try file.text("listClass")
        vocabularies = try file.texts("vocabularies")
        otherVocabularies = try file.rules("otherVocabularies")
        let list = try file.rules("classes")
        var classes: [Rules] = []
        for member in list.object.members { classes.append(try list.rules(member.name)) }
        self.classes = classes
    }

    /// The class that the library chooses, and whether the files name it; nil: it knows none.
    ///
    /// - Parameters:
    ///   - named: what the files name; nil: nothing.
    ///   - type: the `model_type`; nil: there is none.
    package func chosen(_ named: String?, modelType type: String?) -> (name: String, isNamed: Bool)? {
        let usual = type.flatMap { modelTypes[$0]?.string }
        if let usual, asStored.contains(usual) { return (usual, false) }
        return (named ?? usual).map { ($0, named != nil) }
    }

    /// - Returns: nil: the class is not read.
    /// - Throws: ``Fault`` `tokenizer.rules`.
    package func meaning(of name: String) throws(Fault) -> Meaning? {
        let plain = plain(name)
        if asStored.contains(plain) { return .asStored }
        guard let rules = rules(of: plain) else { return nil }
        return .rebuilt(
            Class(
                name: rules.name, model: try rules.text("model"), unknownID: rules.object["unknownID"]?.integer,
                special: try rules.rules("special").object.members.map { ($0.name, $0.value.string ?? "") },
                takesSpaceBefore: rules.optionalTexts("takesSpaceBefore"), extra: rules.optionalTexts("extra"),
                single: try rules.texts("single"), pair: try rules.texts("pair")))
    }

    /// The kind of model that a class has; nil: the class is not known.
    package func modelKind(of name: String) -> ModelKind? {
        let plain = plain(name)
        if asStored.contains(plain) || keepsModel.contains(plain) { return .stored }
        return (notRead[plain] ?? rules(of: plain)?.object["model"])?.string.map(ModelKind.made)
    }

    /// Whether a file of this name may have words, under none of the names in ``vocabularies``.
    package func mayHaveWords(_ name: String) -> Bool {
        otherVocabularies.optionalTexts("beginnings").contains(where: name.hasPrefix)
            || otherVocabularies.optionalTexts("endings").contains(where: name.hasSuffix)
    }

    /// The name without `Fast`, which the library ignores.
    private func plain(_ name: String) -> String {
        name.hasSuffix("Fast") && !asStored.contains(name) ? String(name.dropLast(4)) : name
    }

    private func rules(of plain: String) -> Rules? {
        classes.first { $0.name == plain || $0.optionalTexts("names").contains(plain) }
    }
}

extension TokenizerClasses {
    /// An object of the built-in file.
    fileprivate struct Rules: Sendable {
        let name: String
        let object: JSONObject

        init(_ name: String, _ value: JSONValue?) throws(Fault) {
            guard let object = value?.object else { throw Self.mistake(name) }
            (self.name, self.object) = (name, object)
        }

        func rules(_ member: String) throws(Fault) -> Rules { try Rules(member, object[member]) }

        func text(_ member: String) throws(Fault) -> String {
            guard let text = object[member]?.string else { throw Self.mistake(member) }
            return text
        }

        func texts(_ member: String) throws(Fault) -> [String] {
            guard object[member]?.array != nil else { throw Self.mistake(member) }
            return optionalTexts(member)
        }

        func optionalTexts(_ member: String) -> [String] { (object[member]?.array ?? []).compactMap(\.string) }

        private static func mistake(_ member: String) -> Fault {
            Fault(
                .tokenizerRules, file: "tokenizers.json", subject: "member '\(member)'",
                reason: "mistake in a built-in schema", remedy: "please report this")
        }
    }
}

extension Fault.Code {
    static let tokenizerRules = Fault.Code("tokenizer.rules")
}
