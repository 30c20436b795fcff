internal import ByteIO
internal import JSONText

/// What a library asks of one field because of what others say.
struct FieldRelations: Sendable {
    /// Which fields say how several answers to one text come about.
    private struct Answers {
        /// Whether they are drawn at random.
        let sampling: String
        /// How many are followed at a time.
        let beams: String
    }

    private let library: String
    /// A field that, where it says anything, keeps the library from looking at this one.
    private let onlyWithout: String?
    /// Texts that it refuses where the model has a single label.
    private let refusedWithOneLabel: [String]
    /// A field that says how many members an array has.
    private let asManyAs: String?
    /// Where this field is there and has none of the values, the one that is checked must say no.
    private let falseUnless: Condition?
    /// More than one is refused without sampling and without as many beams.
    private let answers: Answers?
    /// A list that may not hold all that this field names.
    private let notAllIn: String?

    static let members = [
        "onlyWithout", "refusedWithOneLabel", "asManyAs", "falseUnless", "answers", "notAllIn",
    ]

    init(_ object: SchemaObject, library: String) throws(Fault) {
        self.library = library
        onlyWithout = try object.optionalString("onlyWithout")
        refusedWithOneLabel = try object.strings("refusedWithOneLabel")
        asManyAs = try object.optionalString("asManyAs")
        falseUnless = object.has("falseUnless") ? try Condition(try object.raw("falseUnless")) : nil
        notAllIn = try object.optionalString("notAllIn")
        if object.has("answers") {
            let fields = try SchemaObject(try object.raw("answers"), "answers", allowed: ["sampling", "beams"])
            answers = Answers(sampling: try fields.string("sampling"), beams: try fields.string("beams"))
        } else {
            answers = nil
        }
    }

    /// Whether another field keeps the library from looking at this one.
    func isOverlooked(in configuration: JSONObject) -> Bool {
        onlyWithout.flatMap { configuration[$0] }.map { $0 != .null } ?? false
    }

    /// - Throws: ``Fault`` `model.configuration` when the library would refuse what the fields say together.
    func check(_ name: String, _ value: JSONValue, in configuration: JSONObject) throws(Fault) {
        let offset = configuration.offset(of: name)
        if let text = value.string, refusedWithOneLabel.contains(text), configuration.countsOneLabel {
            throw .configuration(
                name, "is '\(text)' and the model has one label, which \(library) refuses", offset: offset,
                remedy: "count the labels in id2label, or take the field out")
        }
        if let falseUnless, let other = configuration[falseUnless.field], other != .null, !value.isFalse,
            !(ConfigurationValue(other).map(falseUnless.values.contains) ?? false)
        {
            throw .configuration(
                name, "is set, which \(library) refuses beside the '\(falseUnless.field)' that is there",
                offset: offset, remedy: "take one of the two out")
        }
        if let asManyAs, let members = value.array, let count = configuration[asManyAs]?.integer, count != members.count
        {
            throw .configuration(
                name, "has \(members.count) members, and \(asManyAs) is \(count), which \(library) refuses",
                offset: offset, remedy: "give each one a member, or take the field out")
        }
        if let answers { try check(answers, name, value, in: configuration) }
        if let notAllIn, let others = configuration[notAllIn], others != .null, value != .null {
            // A single number stands for itself.
            let named = value.schemaType == "array" ? value.pythonSet : value.pythonSet ?? value.single
            guard let named, let suppressed = others.pythonSet else {
                throw .configuration(
                    name, "is \(value.typeName), which \(library) refuses beside '\(notAllIn)'", offset: offset,
                    remedy: "take one of the two out")
            }
            guard named.isEmpty || !named.isSubset(of: suppressed) else {
                throw .configuration(
                    name, "names nothing that '\(notAllIn)' does not name too, which \(library) refuses",
                    offset: offset, remedy: "take one of the two out")
            }
        }
    }

    /// transformers 5.23 (`GenerationConfig.validate`, 2.4).
    private func check(
        _ answers: Answers, _ name: String, _ value: JSONValue, in configuration: JSONObject
    ) throws(Fault) {
        guard let count = value.pythonNumber, count > 1 else { return }
        let offset = configuration.offset(of: name)
        let beams = configuration[answers.beams] ?? .null
        if beams == .null || beams.pythonNumber == 1 {
            guard configuration[answers.sampling]?.isFalse ?? true else { return }
            throw .configuration(
                name,
                "is more than 1 without '\(answers.sampling)' and without '\(answers.beams)', "
                    + "which \(library) refuses", offset: offset, remedy: "take the field out")
        }
        guard let limit = beams.pythonNumber, !(count > limit) else {
            throw .configuration(
                name, "is more than '\(answers.beams)', which \(library) refuses", offset: offset,
                remedy: "take the field out")
        }
    }
}

extension JSONValue {
    /// The set of a whole number; nil for any other value.
    fileprivate var single: Set<PythonElement>? {
        switch schemaType {
        case "integer", "boolean": PythonElement(self).map { [$0] }
        default: nil
        }
    }
}

extension JSONObject {
    /// How many labels the library counts in this table: the different numbers.
    var labelCount: Int { Set(members.map { PythonInteger($0.name)?.text ?? $0.name }).count }
}

extension JSONObject {
    /// Whether the library counts one label before it looks at `num_labels`.
    fileprivate var countsOneLabel: Bool {
        (self["id2label"]?.object?.labelCount ?? self["num_labels"]?.integer) == 1
    }
}
