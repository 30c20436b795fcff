internal import ByteIO
internal import JSONText

/// What a library requires of one field because of the values of others.
struct FieldRelations: Sendable {
    /// The fields that decide how a model makes several answers to one text.
    private struct Answers {
        /// The field that is true if answers are drawn at random.
        let sampling: String
        /// The field with the number of answers that are followed at a time.
        let beams: String
    }

    private let library: String
    /// The field that makes the library ignore this one, unless it is absent or null.
    private let onlyWithout: String?
    /// What another field must have for the library to read this one; nil: it always does.
    private let when: Condition?
    /// The texts that it refuses if the model has a single label.
    private let refusedWithOneLabel: [String]
    /// The field with the number of members that an array must have.
    private let asManyAs: String?
    /// If this field is set to none of the values, the checked one must be false.
    private let falseUnless: Condition?
    /// A number above 1 is refused without sampling and without as many beams.
    private let answers: Answers?
    /// The list that must not contain everything that this field names.
    private let notAllIn: String?

    static let members = [
        "onlyWithout", "when", "refusedWithOneLabel", "asManyAs", "falseUnless", "answers", "notAllIn",
    ]

    init(_ object: SchemaObject, library: String) throws(Fault) {
        self.library = library
        onlyWithout = try object.optionalString("onlyWithout")
        when = object.has("when") ? try Condition(try object.raw("when")) : nil
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

    /// Whether another field makes the library ignore this one.
    func isOverlooked(in configuration: JSONObject) -> Bool {
        if let when, !when.isMet(by: { configuration[$0].flatMap { ConfigurationValue($0) } }) { return true }
        return onlyWithout.flatMap { configuration[$0] }.map { $0 != .null } ?? false
    }

    /// Checks the value with those of the other fields.
    ///
    /// - Throws: ``Fault`` `model.configuration` when the library would refuse them together.
    func check(_ name: String, _ value: JSONValue, in configuration: JSONObject) throws(Fault) {
        let offset = configuration.offset(of: name)
        if let text = value.string, refusedWithOneLabel.contains(text), configuration.countsOneLabel {
            throw .configuration(
                name, "is '\(text)' and the model has one label, which \(library) refuses", offset: offset,
                remedy: "list the labels in id2label, or remove the field")
        }
        if let falseUnless, let other = configuration[falseUnless.field], other != .null, !value.isFalse,
            !falseUnless.isMet(by: { _ in ConfigurationValue(other) })
        {
            throw .configuration(
                name, "is set, which \(library) refuses with this '\(falseUnless.field)'",
                offset: offset, remedy: "remove one of the two fields")
        }
        if let asManyAs, let members = value.array, let count = configuration[asManyAs]?.integer, count != members.count
        {
            throw .configuration(
                name, "has \(members.count) members, and \(asManyAs) is \(count), which \(library) refuses",
                offset: offset, remedy: "make the two numbers equal, or remove the field")
        }
        if let answers { try check(answers, name, value, in: configuration) }
        if let notAllIn, let others = configuration[notAllIn], others != .null, value != .null {
            // A single number is a set of one.
            let named = value.schemaType == "array" ? value.pythonSet : value.pythonSet ?? value.single
            guard let named, let suppressed = others.pythonSet else {
                throw .configuration(
                    name, "is \(value.typeName), which \(library) refuses together with '\(notAllIn)'", offset: offset,
                    remedy: "remove one of the two fields")
            }
            guard named.isEmpty || !named.isSubset(of: suppressed) else {
                throw .configuration(
                    name, "names only what '\(notAllIn)' also names, which \(library) refuses",
                    offset: offset, remedy: "remove one of the two fields")
            }
        }
    }

    /// Checks the number of answers as transformers 5.23 does (`GenerationConfig.validate`, 2.4).
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
                    + "which \(library) refuses", offset: offset, remedy: "remove the field")
        }
        guard let limit = beams.pythonNumber, !(count > limit) else {
            throw .configuration(
                name, "is more than '\(answers.beams)', which \(library) refuses", offset: offset,
                remedy: "remove the field")
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
    /// The number of labels in this table as the library counts them: names of the same number are one.
    var labelCount: Int { Set(members.map { PythonInteger($0.name)?.text ?? $0.name }).count }
}

extension JSONObject {
    /// Whether the library counts one label: in `id2label`, or in `num_labels` if that is absent.
    fileprivate var countsOneLabel: Bool {
        (self["id2label"]?.object?.labelCount ?? self["num_labels"]?.integer) == 1
    }
}
