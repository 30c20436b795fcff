internal import ByteIO
internal import JSONText

/// Reads the smaller objects of an architecture's schema.
extension ConfigurationField {
    /// - Parameter defaults: those of the family, which replace the field's own.
    init(_ value: JSONValue, defaults: [(name: String, value: JSONValue)]) throws(Fault) {
        let object = try SchemaObject(
            value, "field",
            allowed: [
                "name", "aliases", "type", "default", "value", "minimum", "maximum", "nullable", "values", "separator",
                "divides", "equals", "countOf", "needs", "below",
            ])
        name = try object.string("name")
        aliases = try object.strings("aliases")
        guard let kind = Kind(rawValue: try object.string("type")) else {
            throw Fault.schema("'\(name)' has no known type").about("field")
        }
        self.kind = kind
        var cases: [Case] = []
        for value in try object.list("value") { cases.append(try Case(value)) }
        self.cases = cases
        guard cases.isEmpty == object.has("default"), cases.isEmpty || kind == .integer else {
            throw Fault.schema("'\(name)' needs either a default or the cases of a whole number").about("field")
        }
        let own = defaults.first { [name] in $0.name == name }?.value
        if let own {
            fallback = try Fallback(own, name, kind)
        } else {
            fallback = cases.isEmpty ? try Fallback(try object.raw("default"), name, kind) : .value(.null)
        }
        minimum = try object.optionalInteger("minimum")
        maximum = try object.optionalInteger("maximum")
        isNullable = try object.flag("nullable", default: false)
        allowed = try object.strings("values")
        separator = try object.optionalString("separator")
        divides = object.has("divides") ? try object.oneOrMoreStrings("divides") : []
        equals = try object.optionalString("equals")
        countOf = try object.optionalString("countOf")
        needs = try object.optionalString("needs")
        below = object.has("below") ? try object.oneOrMoreStrings("below") : []
    }
}

extension ConfigurationField.Case {
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "case", allowed: ["when", "is"])
        conditions = object.has("when") ? try Condition.all(try object.raw("when")) : []
        self.value = try ShapeExpression(try object.string("is"))
    }
}

extension ConfigurationField.Fallback {
    fileprivate init(_ raw: JSONValue, _ name: String, _ kind: ConfigurationField.Kind) throws(Fault) {
        if raw.object != nil {
            let object = try SchemaObject(raw, "default", allowed: ["is"])
            self = .computed(try ShapeExpression(try object.string("is")))
        } else if kind == .words, let members = raw.array {
            self = .value(.words(members.compactMap(\.string)))
        } else if kind == .number, let text = raw.string {
            // Fractions are strings in the schema, so that a report shows them exactly as the library documents them.
            self = .value(.number(text))
        } else if let value = ConfigurationValue(raw) {
            self = .value(value)
        } else {
            throw Fault.schema("'\(name)' has no usable default").about("field")
        }
    }
}

extension ModelClass {
    init(_ value: JSONValue, of family: ModelFamily) throws(Fault) {
        let object = try SchemaObject(
            value, "class",
            allowed: ["name", "components", "unused", "isBare", "fixed", "required", "generates", "auto"])
        name = try family.className(try object.string("name"))
        components = try object.strings("components")
        unused = try object.strings("unused")
        isBare = try object.flag("isBare", default: false)
        generates = try object.flag("generates", default: false)
        auto = try object.optionalString("auto")
        fixed = try Self.unique(try object.integerMap("fixed"))
        required = try Self.unique(try object.integerMap("required"))
    }

    /// The same class with its components in another order.
    func with(components: [String]) -> ModelClass {
        ModelClass(
            name: name, components: components, unused: unused, isBare: isBare, generates: generates, auto: auto,
            fixed: fixed, required: required)
    }

    private static func unique(_ pairs: [(String, Int)]) throws(Fault) -> [String: Int] {
        var map: [String: Int] = [:]
        for (name, value) in pairs { map[name] = value }
        return map
    }
}

extension Tie {
    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "tie", allowed: ["parameter", "to", "when", "alwaysBefore"])
        parameter = try object.string("parameter")
        source = try object.string("to")
        field = try object.string("when")
        alwaysBefore = try object.optionalString("alwaysBefore")
    }
}

extension BufferTemplate {
    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "buffer", allowed: ["path", "size", "content", "stored"])
        path = try object.string("path")
        shape = try Architecture.expressions(try object.strings("size"))
        guard let content = Content(rawValue: try object.string("content")) else {
            throw .schema("buffer '\(path)' has no known content")
        }
        self.content = content
    }
}
