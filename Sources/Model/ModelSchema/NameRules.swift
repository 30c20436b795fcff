internal import ByteIO
internal import JSONText

/// What a library does with the names in a checkpoint of one architecture.
struct NameRules: Sendable {
    /// A name that the library does not report as unexpected.
    struct Unreported: Sendable {
        private let text: String
        /// Whether the text may be anywhere in the name; otherwise it must be its last part.
        private let isAnywhere: Bool
        /// Whether the rule applies only to models with a buffer of such a name.
        private let needsBuffer: Bool
        /// The classes that it applies to; empty: all.
        fileprivate let classes: [String]
    }

    /// A tensor that holds several parameters one below the other.
    struct Split: Sendable {
        let find: KeyRenaming
        /// What replaces the text that was found, for each of the parameters.
        let parts: [String]
    }

    /// The renamings, which come before those of every architecture.
    let renames: [KeyRenaming]
    let splits: [Split]
    let unreported: [Unreported]

    static let none = NameRules(renames: [], splits: [], unreported: [])
}

extension NameRules.Unreported {
    /// - Throws: ``Fault`` `model.schema`.
    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "unreported", allowed: ["ends", "contains", "ifBuffer", "classes"])
        let texts = (try object.optionalString("ends"), try object.optionalString("contains"))
        guard let only = texts.0 ?? texts.1, texts.0 == nil || texts.1 == nil else {
            throw Fault.schema("a name that is not reported needs 'ends' or 'contains'").about("unreported")
        }
        text = only
        isAnywhere = texts.1 != nil
        needsBuffer = try object.flag("ifBuffer", default: false)
        classes = try object.strings("classes")
    }

    static func all(_ values: [JSONValue]) throws(Fault) -> [NameRules.Unreported] {
        var all: [NameRules.Unreported] = []
        for value in values { all.append(try NameRules.Unreported(value)) }
        return all
    }

    /// Whether the rule is one for models of this class.
    func applies(to modelClass: ModelClass, of architecture: Architecture) -> Bool {
        guard classes.isEmpty || classes.contains(modelClass.name) else { return false }
        return !needsBuffer || architecture.buffers.contains { $0.path.hasSuffix(text) }
    }

    /// Whether it covers the name.
    func covers(_ name: String) -> Bool {
        isAnywhere ? name.contains(text) : name == text || name.hasSuffix(".\(text)")
    }
}

extension NameRules {
    /// - Throws: ``Fault`` `model.schema`.
    init(_ object: SchemaObject) throws(Fault) {
        renames = try KeyRenaming.all(try object.list("renames"))
        unreported = try Unreported.all(try object.list("unreported"))
        var splits: [Split] = []
        for value in try object.list("splits") {
            let split = try SchemaObject(value, "split", allowed: ["find", "into"])
            let (find, parts) = (try split.string("find"), try split.strings("into"))
            guard let first = parts.first, parts.count > 1 else {
                throw Fault.schema("'\(find)' is split into fewer than two").about("split")
            }
            splits.append(Split(find: KeyRenaming(find: find, replace: first), parts: parts))
        }
        self.splits = splits
    }

    /// The classes that are named, for a check of the schema.
    var classes: [String] { unreported.flatMap(\.classes) }
}
