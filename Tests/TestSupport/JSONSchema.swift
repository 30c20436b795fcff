package import JSONText

/// A validator of the part of JSON Schema, draft 2020-12, that the schemas in `Schemas/` use.
///
/// A keyword that it does not know would be a rule that is never checked, so such a schema is refused.
package struct JSONSchema {
    private let root: JSONObject
    private let patterns: [String: Regex<AnyRegexOutput>]

    private static let annotations = ["$schema", "$id", "$comment", "title", "description"]
    private static let assertions = [
        "$defs", "$ref", "type", "enum", "pattern", "properties", "required", "additionalProperties", "items",
        "minItems", "minimum", "oneOf",
    ]

    /// Why a schema cannot be checked with.
    package struct Unusable: Error {
        package let reason: String
    }

    package init(_ text: [UInt8]) throws {
        guard let root = try JSONParser.parse(text).object else { throw Unusable(reason: "# is not an object") }
        self.root = root
        var patterns: [String: Regex<AnyRegexOutput>] = [:]
        try Self.check(.object(root), root: root, at: "#", &patterns)
        self.patterns = patterns
    }

    /// What is wrong with `value`, each with the JSON pointer to it; empty when it is valid.
    package func problems(in value: JSONValue) -> [String] {
        problems(in: value, against: root, at: "")
    }
}

extension JSONSchema {
    private static func check(
        _ value: JSONValue, root: JSONObject, at place: String, _ patterns: inout [String: Regex<AnyRegexOutput>]
    ) throws {
        guard let schema = value.object else { throw Unusable(reason: "\(place) is not an object") }
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
                    throw Unusable(reason: "\(inner) is no list of schemas")
                }
                for (index, choice) in choices.enumerated() {
                    try check(choice, root: root, at: "\(inner)/\(index)", &patterns)
                }
            case "additionalProperties" where member.value != .bool(false):
                try check(member.value, root: root, at: inner, &patterns)
            case "$ref":
                guard definition(member.value, in: root) != nil else {
                    throw Unusable(reason: "\(inner) leads nowhere")
                }
            case "pattern":
                guard let pattern = member.value.string else { throw Unusable(reason: "\(inner) is no string") }
                patterns[pattern] = try Regex(pattern)
            case _ where !(annotations + assertions).contains(member.name):
                throw Unusable(reason: "unknown keyword '\(member.name)' in \(place)")
            default: break
            }
        }
    }

    private static func definition(_ reference: JSONValue, in root: JSONObject) -> JSONObject? {
        let prefix = "#/$defs/"
        guard let text = reference.string, text.hasPrefix(prefix) else { return nil }
        return root["$defs"]?.object?[String(text.dropFirst(prefix.count))]?.object
    }

    private func problems(in value: JSONValue, against schema: JSONObject, at place: String) -> [String] {
        var problems: [String] = []
        if let reference = schema["$ref"], let definition = Self.definition(reference, in: root) {
            problems += self.problems(in: value, against: definition, at: place)
        }
        if let type = schema["type"] {
            let types = type.array?.compactMap(\.string) ?? [type.string ?? ""]
            if !types.contains(where: { Self.isType($0, value) }) {
                problems.append("\(place): is \(value.typeName), expected \(types.joined(separator: " or "))")
            }
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) {
            problems.append("\(place): is none of the values allowed")
        }
        if let text = value.string, let pattern = schema["pattern"]?.string,
            (try? patterns[pattern]?.firstMatch(in: text)) == nil
        {
            problems.append("\(place): '\(text)' does not match \(pattern)")
        }
        if let least = schema["minimum"]?.double, let number = value.double, number < least {
            problems.append("\(place): is below \(least)")
        }
        if let choices = schema["oneOf"]?.array {
            problems += self.problems(in: value, againstOneOf: choices, at: place)
        }
        if let elements = value.array { problems += self.problems(in: elements, against: schema, at: place) }
        if let object = value.object { problems += self.problems(in: object, against: schema, at: place) }
        return problems
    }

    /// Of several choices that do not fit, the nearest tells what is wrong.
    private func problems(in value: JSONValue, againstOneOf choices: [JSONValue], at place: String) -> [String] {
        let answers = choices.compactMap(\.object).map { problems(in: value, against: $0, at: place) }
        let fitting = answers.count(where: \.isEmpty)
        if fitting == 1 { return [] }
        return fitting > 1
            ? ["\(place): fits \(fitting) schemas of which it may fit one"]
            : answers.min { $0.count < $1.count } ?? []
    }

    private func problems(in elements: [JSONValue], against schema: JSONObject, at place: String) -> [String] {
        var problems: [String] = []
        if let least = schema["minItems"]?.integer, elements.count < least {
            problems.append("\(place): has \(elements.count) elements, at least \(least) expected")
        }
        if let items = schema["items"]?.object {
            for (index, element) in elements.enumerated() {
                problems += self.problems(in: element, against: items, at: "\(place)/\(index)")
            }
        }
        return problems
    }

    private func problems(in object: JSONObject, against schema: JSONObject, at place: String) -> [String] {
        var problems: [String] = []
        for name in schema["required"]?.array ?? [] where object[name.string ?? ""] == nil {
            problems.append("\(place): has no '\(name.string ?? "")'")
        }
        for member in object.members {
            let inner = "\(place)/\(member.name)"
            if let property = schema["properties"]?.object?[member.name]?.object {
                problems += self.problems(in: member.value, against: property, at: inner)
            } else if schema["additionalProperties"] == .bool(false) {
                problems.append("\(inner): unknown member")
            } else if let additional = schema["additionalProperties"]?.object {
                problems += self.problems(in: member.value, against: additional, at: inner)
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
