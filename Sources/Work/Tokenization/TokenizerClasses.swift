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
        /// `WordPiece` or `BPE`.
        let model: String
        /// The special tokens unless the files name others: `mask_token` and `[MASK]`.
        let special: [String: String]
        /// The special tokens that white space before them belongs to.
        let takesSpaceBefore: [String]
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
    private let classes: [String: Class]
    private let modelTypes: [String: String]
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
        var classes: [String: Class] = [:]
        let table = try file.members("classes")
        for member in table.object.members {
            let members = try table.members(member.name)
            let own = Class(
                name: member.name, model: try members.string("model"),
                special: try Self.texts(members.members("special")),
                takesSpaceBefore: (members.object["takesSpaceBefore"]?.array ?? []).compactMap(\.string),
                single: try members.array("single").compactMap(\.string),
                pair: try members.array("pair").compactMap(\.string))
            classes[member.name] = own
            for name in members.object["names"]?.array ?? [] { if let name = name.string { classes[name] = own } }
        }
        self.classes = classes
        modelTypes = try Self.texts(file.members("modelTypes"))
    }

    private static func texts(_ members: Members) throws(Fault) -> [String: String] {
        var texts: [String: String] = [:]
        for member in members.object.members { texts[member.name] = try members.string(member.name) }
        return texts
    }

    /// The class that the library chooses.
    ///
    /// - Parameters:
    ///   - name: what the configuration names; nil: nothing.
    ///   - type: the `model_type`; nil: there is none.
    func chosen(_ name: String?, modelType type: String?) -> String? {
        let usual = type.flatMap { modelTypes[$0] }
        if let usual, asStored.contains(usual) { return usual }
        return name ?? usual
    }

    /// - Returns: nil: the class is not read.
    func meaning(of name: String) -> Meaning? {
        let plain = name.hasSuffix("Fast") && !asStored.contains(name) ? String(name.dropLast(4)) : name
        if asStored.contains(plain) { return .asStored }
        return classes[plain].map(Meaning.rebuilt)
    }
}
