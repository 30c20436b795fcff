internal import ByteIO
internal import JSONText

/// A field of config.json that a library refuses to read unless it is of a certain type.
///
/// It decides nothing about the parameters; without it the model cannot be made.
package struct StrictField: Sendable {
    let name: String
    /// As JSON has them: `number` is one with a fraction.
    private let types: [String]
    private let minimum: Int?
    private let maximum: Int?
    private let values: [String]
    /// The types of what is in an array; empty: any.
    private let memberTypes: [String]
    private let hasIntegerKeys: Bool
    private let library: String
    /// Texts that it refuses where the model has a single label.
    private let refusedWithOneLabel: [String]
    /// A field that, where it says anything, keeps the library from looking at this one.
    private let onlyWithout: String?
    /// The texts that an array may hold; empty: any.
    private let memberValues: [String]
    /// A field that says how many members an array has.
    private let asManyAs: String?
    /// Where this field is there and has none of the values, the one that is checked must say no.
    private let falseUnless: Condition?

    init(_ value: JSONValue, library: String) throws(Fault) {
        let object = try SchemaObject(
            value, "strict field",
            allowed: [
                "name", "types", "members", "minimum", "maximum", "values", "integerKeys", "refusedWithOneLabel",
                "onlyWithout", "memberValues", "asManyAs", "falseUnless",
            ])
        memberValues = try object.strings("memberValues")
        asManyAs = try object.optionalString("asManyAs")
        falseUnless = object.has("falseUnless") ? try Condition(try object.raw("falseUnless")) : nil
        refusedWithOneLabel = try object.strings("refusedWithOneLabel")
        onlyWithout = try object.optionalString("onlyWithout")
        self.library = library
        memberTypes = try object.strings("members")
        name = try object.string("name")
        types = try object.strings("types")
        minimum = try object.optionalInteger("minimum")
        maximum = try object.optionalInteger("maximum")
        values = try object.strings("values")
        hasIntegerKeys = try object.flag("integerKeys", default: false)
    }

    /// - Throws: ``Fault`` `model.configuration` when the field is there and the library would refuse it.
    func check(_ configuration: JSONObject) throws(Fault) {
        guard let value = configuration[name] else { return }
        let offset = configuration.offset(of: name)
        if let onlyWithout, configuration[onlyWithout].map({ $0 != .null }) ?? false { return }
        if let text = value.string, refusedWithOneLabel.contains(text), configuration.labelCount == 1 {
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
        if types.contains("false") && value.isFalse || types.contains("empty") && value.isEmptyObject { return }
        guard types.contains(value.schemaType) || types == ["any"] else {
            throw .configuration(
                name, "is \(value.typeName), which \(library) refuses", offset: offset,
                remedy: types.isEmpty
                    ? "take the field out" : "write \(types.joined(separator: " or ")), as the library itself does")
        }
        if let text = value.string, !values.isEmpty, !values.contains(text) {
            throw .configuration(
                name, "is '\(text)', which \(library) does not know", offset: offset,
                remedy: "it knows: \(values.joined(separator: ", "))")
        }
        if let number = value.double, let minimum, let maximum, !(Double(minimum)...Double(maximum)).contains(number) {
            throw .configuration(
                name, "is \(number), which \(library) refuses", offset: offset,
                remedy: "it is at least \(minimum) and at most \(maximum)")
        }
        if !memberTypes.isEmpty, let odd = value.array?.first(where: { !memberTypes.contains($0.schemaType) }) {
            throw .configuration(
                name, "holds \(odd.typeName), which \(library) refuses", offset: offset,
                remedy: "it may hold only: \(memberTypes.joined(separator: ", "))")
        }
        if !memberValues.isEmpty,
            let odd = value.array?.first(where: { !($0.string.map(memberValues.contains) ?? false) })
        {
            throw .configuration(
                name, "holds \(odd.string.map { "'\($0)'" } ?? odd.typeName), which \(library) does not know",
                offset: offset, remedy: "it knows: \(memberValues.joined(separator: ", "))")
        }
        if let asManyAs, let members = value.array, let count = configuration[asManyAs]?.integer, count != members.count
        {
            throw .configuration(
                name, "has \(members.count) members, and \(asManyAs) is \(count), which \(library) refuses",
                offset: offset, remedy: "give each one a member, or take the field out")
        }
        if hasIntegerKeys, let odd = value.object?.members.first(where: { PythonInteger($0.name) == nil }) {
            throw .configuration(
                name, "has '\(odd.name)' where \(library) needs a whole number", offset: offset,
                remedy: "number the labels from 0")
        }
    }
}

extension JSONObject {
    /// How many labels the library counts before it looks at `num_labels`: the different numbers in `id2label`.
    fileprivate var labelCount: Int {
        if let members = self["id2label"]?.object?.members {
            return Set(members.map { PythonInteger($0.name)?.text ?? $0.name }).count
        }
        return self["num_labels"]?.integer ?? 2
    }
}
