package import ByteIO

/// A validator of the part of JSON Schema, draft 2020-12, that the schemas in `Schemas/` use.
///
/// A keyword that it does not know would be a rule that is never checked, so such a schema is refused.
package struct JSONSchema {
    /// A value that the schema does not allow.
    package struct Problem: Equatable, CustomStringConvertible {
        /// Where the value is.
        package let place: JSONPointer
        /// What is wrong with it, and what is expected: `is an integer, expected string`.
        package let reason: String
        /// Whether the value has another type than the expected one.
        fileprivate var isOtherType = false

        package var description: String { "\(place): \(reason)" }
    }

    private let root: JSONObject
    private let patterns: [String: TextPattern]

    private static let annotations = ["$schema", "$id", "$comment", "title", "description"]
    private static let assertions = [
        "$defs", "$ref", "type", "enum", "pattern", "properties", "required", "additionalProperties", "items",
        "minItems", "minimum", "oneOf",
    ]

    /// - Throws: ``Fault`` `json.*`; `json.schema` for a schema with a keyword that is not known, or that leads nowhere.
    package init(_ text: [UInt8]) throws(Fault) {
        guard let root = try JSONParser.parse(text).object else { throw .unusableSchema("# is not an object") }
        self.root = root
        var patterns: [String: TextPattern] = [:]
        try Self.check(.object(root), root: root, at: "#", &patterns)
        self.patterns = patterns
    }

    /// What is wrong with `value`; empty if it is valid.
    package func violations(in value: JSONValue) -> [Problem] {
        violations(in: value, against: root, at: JSONPointer())
    }
}

extension JSONSchema {
    private static func check(
        _ value: JSONValue, root: JSONObject, at place: String, _ patterns: inout [String: TextPattern]
    ) throws(Fault) {
        guard let schema = value.object else { throw .unusableSchema("\(place) is not an object") }
        for member in schema.members {
            let inner = "\(place)/\(member.name)"
            switch member.name {
            case "properties", "$defs":
                for property in member.value.object?.members ?? [] {
                    try check(property.value, root: root, at: "\(inner)/\(property.name)", &patterns)
                }
            case "items": try check(member.value, root: root, at: inner, &patterns)
            case "oneOf":
                guard let choices = member.value.array, !choices.isEmpty else {
                    throw .unusableSchema("\(inner) is no list of schemas")
                }
                for (index, choice) in choices.enumerated() {
                    try check(choice, root: root, at: "\(inner)/\(index)", &patterns)
                }
            case "additionalProperties" where member.value != .bool(false):
                try check(member.value, root: root, at: inner, &patterns)
            case "$ref":
                guard definition(member.value, in: root) != nil else { throw .unusableSchema("\(inner) leads nowhere") }
            case "pattern":
                guard let pattern = member.value.string, let compiled = TextPattern(pattern) else {
                    throw .unusableSchema("\(inner) is no pattern")
                }
                patterns[pattern] = compiled
            case _ where !(annotations + assertions).contains(member.name):
                throw .unusableSchema("unknown keyword '\(member.name)' in \(place)")
            default: break
            }
        }
    }

    private static func definition(_ reference: JSONValue, in root: JSONObject) -> JSONObject? {
        let prefix = "#/$defs/"
        guard let text = reference.string, text.hasPrefix(prefix) else { return nil }
        return root["$defs"]?.object?[String(text.dropFirst(prefix.count))]?.object
    }

    private func violations(in value: JSONValue, against schema: JSONObject, at place: JSONPointer) -> [Problem] {
        var problems: [Problem] = []
        if let reference = schema["$ref"], let definition = Self.definition(reference, in: root) {
            problems += self.violations(in: value, against: definition, at: place)
        }
        if let type = schema["type"] {
            let types = type.array?.compactMap(\.string) ?? [type.string ?? ""]
            if !types.contains(where: { Self.isType($0, value) }) {
                let reason = "is \(value.typeName), expected \(types.joined(separator: " or "))"
                problems.append(Problem(place: place, reason: reason, isOtherType: true))
            }
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) {
            problems.append(
                Problem(
                    place: place,
                    reason: "is none of the values allowed: " + allowed.map(JSONWriter.compact).joined(separator: ", "))
            )
        }
        if let text = value.string, let pattern = schema["pattern"]?.string, patterns[pattern]?.matches(text) != true {
            problems.append(Problem(place: place, reason: "'\(text)' does not match \(pattern)"))
        }
        if let least = schema["minimum"]?.double, let number = value.double, number < least {
            problems.append(Problem(place: place, reason: "is below \(least)"))
        }
        if let choices = schema["oneOf"]?.array {
            problems += self.violations(in: value, againstOneOf: choices, at: place)
        }
        if let elements = value.array { problems += self.violations(in: elements, against: schema, at: place) }
        if let object = value.object { problems += self.violations(in: object, against: schema, at: place) }
        return problems
    }

    /// Of several choices that do not fit, the nearest tells what is wrong: of the value's type, with the fewest problems.
    private func violations(
        in value: JSONValue, againstOneOf choices: [JSONValue], at place: JSONPointer
    ) -> [Problem] {
        let answers = choices.compactMap(\.object).map { violations(in: value, against: $0, at: place) }
        let fitting = answers.count(where: \.isEmpty)
        if fitting == 1 { return [] }
        return fitting > 1
            ? [Problem(place: place, reason: "fits \(fitting) schemas of which it may fit one")]
            : answers.min { first, second in
                let isOther = { (problems: [Problem]) in problems.contains { $0.place == place && $0.isOtherType } }
                return (isOther(first) ? 1 : 0, first.count) < (isOther(second) ? 1 : 0, second.count)
            } ?? []
    }

    private func violations(in elements: [JSONValue], against schema: JSONObject, at place: JSONPointer) -> [Problem] {
        var problems: [Problem] = []
        if let least = schema["minItems"]?.integer, elements.count < least {
            problems.append(
                Problem(place: place, reason: "has \(elements.count) elements, at least \(least) expected"))
        }
        if let items = schema["items"]?.object {
            for (index, element) in elements.enumerated() {
                problems += self.violations(in: element, against: items, at: place.element(index))
            }
        }
        return problems
    }

    private func violations(in object: JSONObject, against schema: JSONObject, at place: JSONPointer) -> [Problem] {
        var problems: [Problem] = []
        for name in schema["required"]?.array ?? [] where object[name.string ?? ""] == nil {
            problems.append(Problem(place: place, reason: "has no '\(name.string ?? "")'"))
        }
        for member in object.members {
            let inner = place.member(member.name)
            if let property = schema["properties"]?.object?[member.name]?.object {
                problems += self.violations(in: member.value, against: property, at: inner)
            } else if schema["additionalProperties"] == .bool(false) {
                problems.append(Problem(place: inner, reason: "unknown member"))
            } else if let additional = schema["additionalProperties"]?.object {
                problems += self.violations(in: member.value, against: additional, at: inner)
            }
        }
        return problems
    }

    private static func isType(_ name: String, _ value: JSONValue) -> Bool {
        switch (name, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("integer", .integer), ("boolean", .bool),
            ("number", .integer), ("number", .decimal), ("null", .null):
            true
        default: false
        }
    }
}

extension Fault.Code {
    package static let jsonSchema = Fault.Code("json.schema")
}

extension Fault {
    fileprivate static func unusableSchema(_ reason: String) -> Fault { Fault(.jsonSchema, reason: reason) }
}
