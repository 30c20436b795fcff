internal import ByteIO
internal import JSONText
internal import Schemas

/// What the classes of transformers make of the files of a tokenizer (`Schemas/tokenizers.json`).
///
/// Most of them take from tokenizer.json only the vocabulary and the added tokens, and the rest from
/// tokenizer_config.json and from their own code. So `do_lower_case` decides, and not the normalizer in the file.
struct TokenizerClasses: Sendable {
    struct Class: Sendable {
        let name: String
        /// `WordPiece`, `BPE` or `Unigram`.
        let model: String
        /// Of a unigram model the number of the token for what no token writes; nil: that of the unknown token.
        let unknownID: Int?
        /// The special tokens unless the files name others: `mask_token` and `[MASK]`.
        let special: [(role: String, content: String)]
        /// The special tokens that white space before them belongs to.
        let takesSpaceBefore: [String]
        /// Special tokens without a role unless the files name others.
        let extra: [String]
        /// The steps around a text and around a pair: `cls_token:0`, `A:0`.
        let single: [String]
        let pair: [String]
    }

    /// What a class name means.
    enum Meaning: Sendable {
        /// The tokenizer is what tokenizer.json describes.
        case asStored
        case rebuilt(Class)
    }

    private let asStored: [String]
    private let classes: Members
    private let modelTypes: Members
    /// The class for a vocab.txt of which nothing names the class.
    let listClass: String

    /// - Throws: ``Fault`` `tokenizer.member`, `json.*`: the file is damaged, which tests exclude.
    static func known() throws(Fault) -> TokenizerClasses {
        let object = try JSONParser.parse(Schemas.tokenizers).object ?? JSONObject()
        return try TokenizerClasses(Members(object, file: "tokenizers.json"))
    }

    private init(_ file: Members) throws(Fault) {
        asStored = try file.array("asStored").compactMap(\.string)
        listClass = try file.string("listClass")
        classes = try file.members("classes")
        modelTypes = try file.members("modelTypes")
    }

    private func rules(_ name: String) throws(Fault) -> Class? {
        for member in classes.object.members {
            let rules = try classes.members(member.name)
            let others = (rules.object["names"]?.array ?? []).compactMap(\.string)
            guard member.name == name || others.contains(name) else { continue }
            return Class(
                name: member.name, model: try rules.string("model"), unknownID: rules.object["unknownID"]?.integer,
                special: try rules.members("special").object.members.map { ($0.name, $0.value.string ?? "") },
                takesSpaceBefore: (rules.object["takesSpaceBefore"]?.array ?? []).compactMap(\.string),
                extra: (rules.object["extra"]?.array ?? []).compactMap(\.string),
                single: try rules.array("single").compactMap(\.string),
                pair: try rules.array("pair").compactMap(\.string))
        }
        return nil
    }

    /// The class that the library chooses.
    ///
    /// - Parameters:
    ///   - name: what the configuration names; nil: nothing.
    ///   - type: the `model_type`; nil: there is none.
    func chosen(_ name: String?, modelType type: String?) -> String? {
        let usual = type.flatMap { modelTypes.object[$0]?.string }
        if let usual, asStored.contains(usual) { return usual }
        return name ?? usual
    }

    /// - Returns: nil: the class is not read.
    /// - Throws: ``Fault`` `tokenizer.member`.
    func meaning(of name: String) throws(Fault) -> Meaning? {
        let plain = name.hasSuffix("Fast") && !asStored.contains(name) ? String(name.dropLast(4)) : name
        if asStored.contains(plain) { return .asStored }
        return try rules(plain).map(Meaning.rebuilt)
    }
}
