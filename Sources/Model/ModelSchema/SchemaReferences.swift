internal import JSONText

/// The names within a schema file that must be in it too.
///
/// A misspelt one would be a rule that never applies: a parameter that no model has, a tie that never ties.
struct SchemaReferences {
    /// What a name is the name of.
    private enum Kind: String {
        case field = "a field of 'configuration'"
        case kind = "one of 'kinds'"
        case component = "a component of 'modules'"
        case module = "the path of a module"
        case parameter = "a parameter: the path of a module, a dot, a name of its kind"
    }

    /// How a place ends, with `*` for the number of an element, and what the text there names.
    private static let texts: [(end: String, kind: Kind)] = [
        ("/when/field", .field), ("/when/*/field", .field), ("/differsFrom", .field), ("/ties/*/when", .field),
        ("/zeroRow", .field), ("/configuration/*/divides", .field), ("/configuration/*/divides/*", .field),
        ("/configuration/*/needs", .field),
        ("/configuration/*/equals", .field), ("/configuration/*/below", .field), ("/configuration/*/below/*", .field),
        ("/modules/*/kind", .kind), ("/leaves/*/kind", .kind), ("/leaves/*/module", .module),
        ("/steps/*/linear", .module), ("/steps/*/norm", .module), ("/embed/tokens", .module),
        ("/embed/positions", .module), ("/embed/types", .module), ("/embed/tasks", .module),
        ("/relative/module", .module),
        ("/blocks/*/component", .component), ("/forward/heads", .field), ("/forward/padding", .field),
        ("/forward/causal", .field), ("/classes/*/components/*", .component), ("/classes/*/unused/*", .component),
        ("/ties/*/parameter", .parameter), ("/ties/*/to", .parameter), ("/variants/*/unused/*", .module),
    ]
    /// The objects whose members have such names.
    private static let maps: [(end: String, kind: Kind)] = [
        ("/fixed", .field), ("/required", .field), ("/defaults", .field), ("/dialects/*/modules", .module),
        ("/variants/*/modules", .module),
    ]
    /// Texts with several names of fields in them.
    private static let expressions = ["/size/*", "/initializer", "/default/is", "/value/*/is", "/steps/*/times"]
    /// The object whose members are such texts.
    private static let counters = "/counters"
    /// Words in them that are no fields.
    private static let functions: Set<String> = ["zeros", "ones", "normal", "sinusoid", "sqrt"]
    /// Places whose texts must differ.
    private static let distinct = ["/configuration/*/name", "/classes/*/name", "/dialects/*/dialect"]

    /// The first name that is wrong.
    private(set) var problem: (place: JSONPointer, reason: String)?
    private var known: [Kind: Set<String>] = [:]
    private var seen: [String: Set<String>] = [:]

    /// - Parameter root: a schema that keeps to the meta-schema.
    init(_ root: JSONValue) {
        collect(root)
        check(root, at: JSONPointer(), "")
    }

    private mutating func collect(_ root: JSONValue) {
        func objects(_ value: JSONValue?, _ name: String) -> [JSONObject] {
            value?.object?[name]?.array?.compactMap(\.object) ?? []
        }
        known[.field] = Set(objects(root, "configuration").compactMap { $0["name"]?.string })
        var parameters: [String: [String]] = [:]
        for kind in objects(root, "kinds") {
            parameters[kind["kind"]?.string ?? ""] = objects(.object(kind), "parameters")
                .compactMap { $0["name"]?.string }
        }
        known[.kind] = Set(parameters.keys)
        for component in objects(root, "modules") {
            known[.component, default: []].insert(component["component"]?.string ?? "")
            collectModules(of: component, below: "", parameters)
        }
    }

    /// Collects the modules of a component or of a group in it.
    private mutating func collectModules(
        of group: JSONObject, below prefix: String, _ parameters: [String: [String]]
    ) {
        let prefix = prefix + (group["at"]?.string.map { "\($0)." } ?? "")
        for module in group["modules"]?.array?.compactMap(\.object) ?? [] {
            collectModules(of: module, below: prefix, parameters)
            let paths = module["path"]?.array ?? [module["path"]].compactMap(\.self)
            for path in paths.compactMap(\.string).map({ prefix + $0 }) {
                known[.module, default: []].insert(path)
                for name in parameters[module["kind"]?.string ?? ""] ?? [] {
                    known[.parameter, default: []].insert("\(path).\(name)")
                }
            }
        }
    }

    /// - Parameter kind: the place with `*` for the number of an element.
    private mutating func check(_ value: JSONValue, at place: JSONPointer, _ kind: String) {
        guard problem == nil else { return }
        switch value {
        case .string(let text): check(text, at: place, kind)
        case .array(let elements):
            for (index, element) in elements.enumerated() { check(element, at: place.element(index), kind + "/*") }
        case .object(let object):
            for member in object.members {
                let inner = place.member(member.name)
                if let map = Self.maps.first(where: { kind.hasSuffix($0.end) }) {
                    require(member.name, map.kind, at: inner)
                }
                check(member.value, at: inner, "\(kind)/\(member.name)")
            }
        default: break
        }
    }

    private mutating func check(_ text: String, at place: JSONPointer, _ kind: String) {
        if text.utf8.count > SchemaLimits.pathBytes {
            problem = problem ?? (place, "has \(text.utf8.count) bytes, at most \(SchemaLimits.pathBytes) are expected")
        }
        if let rule = Self.texts.first(where: { kind.hasSuffix($0.end) }) { require(text, rule.kind, at: place) }
        let isCounter = kind.hasPrefix(Self.counters + "/")
        if isCounter || Self.expressions.contains(where: kind.hasSuffix) {
            for field in Self.fields(in: text) { require(field, .field, at: place) }
        }
        if Self.distinct.contains(kind), !seen[kind, default: []].insert(text).inserted {
            problem = problem ?? (place, "'\(text)' occurs twice")
        }
    }

    private mutating func require(_ name: String, _ kind: Kind, at place: JSONPointer) {
        guard known[kind]?.contains(name) != true else { return }
        problem = problem ?? (place, "'\(name)' is unknown, expected \(kind.rawValue)")
    }

    /// The fields of `2 * hidden_size - 1` and of `normal(0, initializer_range)`.
    private static func fields(in text: String) -> [String] {
        let words = text.split { " (),".contains($0) }.map(String.init)
        return words.filter { word in
            word.first?.isLetter == true && word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
                && !functions.contains(word)
        }
    }
}
