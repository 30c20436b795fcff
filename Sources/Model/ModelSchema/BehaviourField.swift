internal import ByteIO
package import JSONText

/// A field of config.json or tokenizer_config.json that changes what a model computes, whatever its parameters are.
package struct BehaviourField: Sendable {
    package let name: String
    /// The value that the library takes if the field is absent.
    private let fallback: JSONValue
    /// An object whose members are all a number, and this prefix with the number, means the same as an absent one.
    private let usualPrefix: String?

    static func all(_ values: [JSONValue]) throws(Fault) -> [BehaviourField] {
        var fields: [BehaviourField] = []
        for value in values {
            let object = try SchemaObject(value, "behaviour", allowed: ["name", "default", "usualPrefix"])
            let (name, fallback) = (try object.string("name"), try object.raw("default"))
            guard fallback.array == nil, fallback.object == nil else {
                throw .schema("the default of '\(name)' is a list or an object")
            }
            fields.append(
                BehaviourField(
                    name: name, fallback: fallback,
                    usualPrefix: try object.optionalString("usualPrefix")))
        }
        return fields
    }

    /// The value of the field in a configuration, as the library takes it.
    package func value(in object: JSONObject) -> JSONValue {
        guard let value = object[name], value != .null else { return fallback }
        if let usualPrefix, let members = value.object?.members,
            members.allSatisfy({ $0.value == .string(usualPrefix + $0.name) })
        {
            return fallback
        }
        return value
    }
}

extension ConfigurationFile {
    /// The value of a field, as the library takes it.
    package func value(of field: BehaviourField) -> JSONValue { field.value(in: object) }
}
