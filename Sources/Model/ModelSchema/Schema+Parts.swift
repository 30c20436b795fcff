internal import ByteIO
internal import JSONText

/// Reads the smaller objects of an architecture's schema.
extension ConfigurationField {
    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(
            value, "field",
            allowed: [
                "name", "type", "default", "minimum", "maximum", "nullable", "values", "divides", "countOf",
                "needs", "below",
            ])
        name = try object.string("name")
        guard let kind = Kind(rawValue: try object.string("type")) else { throw .schema("'\(name)' has no known type") }
        self.kind = kind
        let raw = try object.raw("default")
        // Fractions are strings in the schema, so that a report shows them exactly as the library documents them.
        if kind == .number, let text = raw.string {
            fallback = .number(text)
        } else {
            guard let value = ConfigurationValue(raw) else { throw .schema("'\(name)' has no usable default") }
            fallback = value
        }
        minimum = try object.optionalInteger("minimum")
        maximum = try object.optionalInteger("maximum")
        isNullable = try object.flag("nullable", default: false)
        allowed = try object.strings("values")
        divides = try object.optionalString("divides")
        countOf = try object.optionalString("countOf")
        needs = try object.optionalString("needs")
        below = try object.optionalString("below")
    }
}

extension Condition {
    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "when", allowed: ["field", "in"])
        field = try object.string("field")
        values = try object.list("in").compactMap(ConfigurationValue.init)
    }
}

extension ModelClass {
    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(
            value, "class", allowed: ["name", "components", "isBare", "fixed", "required", "generates", "auto"])
        name = try object.string("name")
        components = try object.strings("components")
        isBare = try object.flag("isBare", default: false)
        generates = try object.flag("generates", default: false)
        auto = try object.optionalString("auto")
        fixed = try Self.unique(try object.integerMap("fixed"))
        required = try Self.unique(try object.integerMap("required"))
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

extension Dialect {
    /// A dialect and its variants.
    static func variants(
        _ value: JSONValue, parameters: [ParameterTemplate], buffers: [BufferTemplate], backbonePrefix: String,
        wrappers: Wrappers
    ) throws(Fault) -> [Dialect] {
        let object = try SchemaObject(
            value, "dialect",
            allowed: [
                "dialect", "title", "separator", "scopes", "takesWrappers", "omitsBackbonePrefix", "storesCopies",
                "alwaysTies", "splitsHeads", "leaves", "modules", "groups", "modelNames", "variants",
            ])
        var variants: [DialectVariant?] = [nil]
        for entry in try object.list("variants") { variants.append(try DialectVariant(entry)) }
        var dialects: [Dialect] = []
        for variant in variants {
            dialects.append(
                try Dialect(
                    object, variant, parameters: parameters, buffers: buffers, backbonePrefix: backbonePrefix,
                    wrappers: wrappers))
        }
        return dialects
    }

    private init(
        _ object: SchemaObject, _ variant: DialectVariant?, parameters: [ParameterTemplate],
        buffers: [BufferTemplate], backbonePrefix: String, wrappers: Wrappers
    ) throws(Fault) {
        guard let separator = try object.string("separator").first else { throw .schema("a dialect has no separator") }
        let takesWrappers = try object.flag("takesWrappers", default: false)
        let title = if let variant { variant.title } else { try object.string("title") }
        var dialect = Dialect(
            name: try object.string("dialect"), title: title,
            storesCopies: try object.flag("storesCopies", default: false),
            alwaysTies: try object.flag("alwaysTies", default: false),
            omitsBackbonePrefix: try object.flag("omitsBackbonePrefix", default: false),
            separator: separator, scopes: try object.strings("scopes"),
            prefixes: takesWrappers ? wrappers.prefixes.map(\.text) : [],
            insertions: takesWrappers ? wrappers.insertions.map(\.text) : [])
        dialect.splitsHeads = try object.flag("splitsHeads", default: false)
        var leaves: [String: Leaf] = [:]
        for entry in try object.list("leaves") {
            let leaf = try Leaf(entry)
            guard leaves.updateValue(leaf, forKey: leaf.key) == nil else {
                throw .schema("dialect \(dialect.name) has two leaves for \(leaf.key)")
            }
        }
        let known = Set(parameters.map(\.module))
        let spelled = try object.stringMap("modules") + (variant?.modules ?? [])
        for path in spelled.map(\.0) + (variant?.mentioned ?? []) where !known.contains(path) {
            throw .schema("dialect \(dialect.name) spells the unknown module '\(path)'")
        }
        // A dialect without a table of modules uses the canonical paths.
        let usesPaths = !object.has("modules")
        var modules: [String: String] = [:]
        for (path, spelling) in spelled { modules[path] = spelling }
        for path in variant?.without ?? [] { modules[path] = nil }
        for parameter in parameters {
            guard let module = usesPaths ? parameter.module : modules[parameter.module] else { continue }
            guard let leaf = leaves["\(parameter.kind).\(parameter.name)"] else {
                throw .schema("dialect \(dialect.name) has no leaf for \(parameter.kind).\(parameter.name)")
            }
            try dialect.add(
                parameter, spelling: module + leaf.text, legacy: leaf.legacy.map { module + $0 },
                isTransposed: leaf.isTransposed, backbonePrefix: backbonePrefix)
        }
        var order: [String] = []
        for (path, _) in try object.stringMap("modules") { order.append(path) }
        dialect.arrangement = Arrangement(
            groups: try Arrangement.groups(try object.list("groups")), modelNames: try object.stringMap("modelNames"),
            moduleOrder: order)
        dialect.unused = variant?.unused ?? []
        if usesPaths {
            for buffer in buffers { dialect.add(buffer, backbonePrefix: backbonePrefix) }
        }
        self = dialect
    }
}

/// What another program or version of a dialect's producer names differently.
private struct DialectVariant {
    let title: String
    let modules: [(String, String)]
    /// The paths of modules that it never has.
    let without: [String]
    let unused: [Dialect.Unused]

    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "variant", allowed: ["title", "modules", "without", "unused"])
        title = try object.string("title")
        modules = try object.stringMap("modules")
        without = try object.strings("without")
        unused = try object.stringMap("unused").map { Dialect.Unused(spelling: $0.0, replacement: $0.1) }
    }

    /// The paths of modules that it names without spelling them.
    var mentioned: [String] { without + unused.map(\.replacement) }
}

/// The end of the names of one parameter of one kind of module in a dialect.
private struct Leaf {
    let key: String
    let text: String
    let legacy: [String]
    let isTransposed: Bool

    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "leaf", allowed: ["kind", "parameter", "leaf", "legacy", "orientation"])
        key = "\(try object.string("kind")).\(try object.string("parameter"))"
        text = try object.string("leaf")
        legacy = try object.strings("legacy")
        let orientation = try object.optionalString("orientation")
        guard orientation == nil || orientation == "transposed" else {
            throw .schema("unknown orientation '\(orientation ?? "")'")
        }
        isTransposed = orientation != nil
    }
}
