internal import ByteIO
internal import JSONText

/// An object of a schema file, which is read strictly: each member must have its type, and others are refused.
struct SchemaObject {
    private let object: JSONObject
    private let place: String

    /// - Parameters:
    ///   - place: its name in a message: `dialect`.
    ///   - allowed: the names that it may have; any other is a mistake in the schema.
    init(_ value: JSONValue, _ place: String, allowed: [String]) throws(Fault) {
        guard let object = value.object else {
            throw Fault.wrongType(place, expected: "an object", found: value).about(place)
        }
        for member in object.members where !allowed.contains(member.name) {
            throw Fault.schema("unknown member '\(member.name)'").about(place)
        }
        self.object = object
        self.place = place
    }

    func has(_ name: String) -> Bool {
        object[name] != nil
    }

    func string(_ name: String) throws(Fault) -> String {
        try value(name, "a string", \.string)
    }

    func integer(_ name: String) throws(Fault) -> Int {
        try value(name, "an integer", \.integer)
    }

    func flag(_ name: String, default fallback: Bool) throws(Fault) -> Bool {
        has(name) ? try value(name, "a boolean", \.bool) : fallback
    }

    func optionalString(_ name: String) throws(Fault) -> String? {
        has(name) ? try string(name) : nil
    }

    func optionalInteger(_ name: String) throws(Fault) -> Int? {
        has(name) ? try integer(name) : nil
    }

    /// The elements of an array; none if it is absent.
    func list(_ name: String) throws(Fault) -> [JSONValue] {
        has(name) ? try value(name, "an array", \.array) : []
    }

    func strings(_ name: String) throws(Fault) -> [String] {
        var strings: [String] = []
        for element in try list(name) {
            guard let string = element.string else {
                throw Fault.wrongType(name, expected: "an array of strings", found: element).about(place)
            }
            strings.append(string)
        }
        return strings
    }

    /// The elements of an array, none of which is an array or an object.
    func values(_ name: String) throws(Fault) -> [ConfigurationValue] {
        var values: [ConfigurationValue] = []
        for element in try list(name) {
            guard let value = ConfigurationValue(element) else {
                throw Fault.wrongType(name, expected: "an array of plain values", found: element).about(place)
            }
            values.append(value)
        }
        return values
    }

    /// A string, or an array of strings.
    func oneOrMoreStrings(_ name: String) throws(Fault) -> [String] {
        if has(name), try raw(name).array != nil { return try strings(name) }
        return [try string(name)]
    }

    /// The members of an object of strings, in order; none if it is absent.
    func stringMap(_ name: String) throws(Fault) -> [(String, String)] {
        try map(name, "a string", \.string)
    }

    func integerMap(_ name: String) throws(Fault) -> [(String, Int)] {
        try map(name, "an integer", \.integer)
    }

    func object(_ name: String) throws(Fault) -> JSONObject {
        try value(name, "an object", \.object)
    }

    func raw(_ name: String) throws(Fault) -> JSONValue {
        try value(name, "a value") { $0 }
    }

    private func map<Value>(
        _ name: String, _ expected: String, _ read: (JSONValue) -> Value?
    ) throws(Fault) -> [(String, Value)] {
        guard has(name) else { return [] }
        var map: [(String, Value)] = []
        for member in try value(name, "an object", \.object).members {
            guard let value = read(member.value) else {
                throw Fault.wrongType(member.name, expected: expected, found: member.value).about(place)
            }
            map.append((member.name, value))
        }
        return map
    }

    private func value<Value>(
        _ name: String, _ expected: String, _ read: (JSONValue) -> Value?
    ) throws(Fault) -> Value {
        guard let value = object[name].flatMap(read) else {
            throw Fault.wrongType(name, expected: expected, found: object[name]).about(place)
        }
        return value
    }
}
