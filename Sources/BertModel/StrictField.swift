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

    init(_ value: JSONValue, library: String) throws(Fault) {
        let object = try SchemaObject(
            value, "strict field",
            allowed: ["name", "types", "members", "minimum", "maximum", "values", "integerKeys"])
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
        guard types.contains(value.schemaType) else {
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
        if hasIntegerKeys, let odd = value.object?.members.first(where: { Int($0.name) == nil }) {
            throw .configuration(
                name, "has '\(odd.name)' where \(library) needs a whole number", offset: offset,
                remedy: "number the labels from 0")
        }
    }
}

extension JSONValue {
    fileprivate var schemaType: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .decimal: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
