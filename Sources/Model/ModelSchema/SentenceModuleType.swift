internal import ByteIO
package import JSONText
package import Tensors

/// A module of sentence-transformers: the fields of its config.json, and the parameters that follow from them.
package struct SentenceModuleType: Sendable {
    /// What values a field can have.
    enum Kind: String, Sendable {
        case size, flag, modes, activation, probability, present, null, any
    }

    struct Field: Sendable {
        let name: String
        /// The name in older files.
        let oldName: String?
        let kind: Kind
        let isRequired: Bool
        /// What an absent flag is.
        let fallback: Bool
        /// The values of modes.
        let values: [String]
    }

    private struct ParameterRule: Sendable {
        let name: String
        let shape: [String]
        let when: String?
        let differ: [String]
        let usual: Int?
    }

    /// A parameter of a module with its configuration.
    package struct Parameter: Sendable {
        /// The name in the module's file: `linear.weight`.
        package let name: String
        package let shape: Shape
        /// The value that all of it may have; nil: values must differ.
        package let usual: Double?
    }

    /// The Python class: `Dense`.
    package let name: String
    /// The Python modules that have it.
    package let places: [String]
    /// The vectors that it fails without: `sentence_embedding`; nil: none.
    package let reads: String?
    private let input: String?
    private let output: String?
    /// The vectors that it takes and returns unless its configuration names others.
    private let usual: String?
    private let inputName: String?
    private let outputName: String?
    private let refusesOtherFields: Bool
    private let flags: [String: String]
    private let fields: [Field]
    private let rules: [ParameterRule]
    private let activations: Set<String>

    /// Whether it has weights.
    package var hasWeights: Bool { !rules.isEmpty }

    init(_ value: JSONValue, activations: Set<String>) throws(Fault) {
        let object = try SchemaObject(
            value, "module",
            allowed: [
                "type", "places", "reads", "changes", "input", "output", "inputName", "outputName",
                "refusesOtherFields", "flags", "fields", "parameters",
            ])
        name = try object.string("type")
        places = try object.strings("places")
        reads = try object.optionalString("reads")
        input = try object.optionalString("input")
        output = try object.optionalString("output")
        usual = try object.optionalString("changes") ?? reads
        inputName = try object.optionalString("inputName")
        outputName = try object.optionalString("outputName")
        refusesOtherFields = try object.flag("refusesOtherFields", default: false)
        var flags: [String: String] = [:]
        for (field, mode) in try object.stringMap("flags") { flags[field] = mode }
        self.flags = flags
        var fields: [Field] = []
        for entry in try object.list("fields") { fields.append(try Field(entry)) }
        self.fields = fields
        var rules: [ParameterRule] = []
        for entry in try object.list("parameters") {
            let rule = try SchemaObject(entry, "parameter", allowed: ["name", "shape", "when", "differ", "usual"])
            rules.append(
                ParameterRule(
                    name: try rule.string("name"), shape: try rule.strings("shape"),
                    when: try rule.optionalString("when"), differ: try rule.strings("differ"),
                    usual: try rule.optionalInteger("usual")))
        }
        self.rules = rules
        self.activations = activations
    }
}

extension SentenceModuleType {
    /// What the library makes of a module's config.json.
    package struct Reading: Sendable {
        /// Why it refuses the configuration: a field, and the rest of a sentence about it; nil: the field is missing.
        package var refusals: [(field: String, reason: String?)] = []
        /// What it silently takes in the place of something else.
        package var replaced: [(field: String, reason: String)] = []
        package fileprivate(set) var parameters: [Parameter] = []
        /// The size of the vectors that it takes; nil: any.
        package fileprivate(set) var input: Int?
        /// The size of those that it returns; nil: that of its input.
        package fileprivate(set) var output: Int?
        /// How often pooling repeats its input.
        package fileprivate(set) var repeats = 1
        /// Whether it takes or returns other vectors than usual, so that sizes cannot be followed.
        package fileprivate(set) var isRedirected = false
        /// The size that pooling states without effect.
        package fileprivate(set) var statedSize: Int?
    }

    /// Reads a configuration as the library does.
    package func read(_ configuration: JSONObject) -> Reading {
        var reading = Reading()
        var sizes: [String: Int] = [:]
        var isTrue: [String: Bool] = [:]
        for field in fields {
            let stated = configuration[field.name] ?? field.oldName.flatMap { configuration[$0] }
            guard let value = stated else {
                if field.isRequired { reading.refusals.append((field.name, nil)) }
                isTrue[field.name] = field.fallback
                continue
            }
            isTrue[field.name] = value.isTrueInPython
            sizes[field.name] = value.integer
            if let reason = refusal(of: value, field) { reading.refusals.append((field.name, reason)) }
            if field.kind == .activation, let name = value.string, !name.hasPrefix("torch.") {
                reading.replaced.append(
                    (field.name, "is '\(name)', which the library does not run unasked: it takes Tanh instead"))
            }
            if field.kind == .present { reading.statedSize = value.integer }
            if field.kind == .modes { reading.repeats = value.array.map { max(1, $0.count) } ?? 1 }
        }
        let known = fields.flatMap { [$0.name, $0.oldName].compactMap(\.self) }
        if refusesOtherFields, let other = configuration.members.first(where: { !known.contains($0.name) }) {
            reading.refusals.append((other.name, "is a field that \(name) does not have"))
        }
        if !fields.contains(where: { $0.kind == .modes && configuration[$0.name] != nil }) {
            reading.repeats = max(1, flags.keys.count { configuration[$0]?.isTrueInPython == true })
        }
        // Without a name of its own, what it returns has that of what it takes.
        let names = (inputName.flatMap { configuration[$0] }, outputName.flatMap { configuration[$0] })
        reading.isRedirected =
            names.0.map { $0.string != usual } ?? false
            || names.1.map { $0 != .null && $0.string != usual } ?? false
        reading.input = input.flatMap { sizes[$0] }
        reading.output = output.flatMap { sizes[$0] }
        for rule in rules {
            let dimensions = rule.shape.compactMap { sizes[$0] }
            let differ = rule.differ.isEmpty || Set(rule.differ.map { sizes[$0] }).count > 1
            guard rule.when.map({ isTrue[$0] == true }) ?? true, differ, dimensions.count == rule.shape.count,
                let shape = Shape(dimensions)
            else { continue }
            reading.parameters.append(
                Parameter(name: rule.name, shape: shape, usual: rule.usual.map { Double($0) }))
        }
        return reading
    }

    private func refusal(of value: JSONValue, _ field: Field) -> String? {
        switch field.kind {
        case .size:
            guard let number = value.integer else { return "is \(value.typeName), expected a whole number" }
            return number < 0 ? "is \(number), which is no size" : nil
        case .modes:
            let modes = value.string.map { [$0] } ?? value.array?.map { $0.string ?? "" } ?? [""]
            if modes.isEmpty { return "is empty, so that there is nothing to return" }
            guard let odd = modes.first(where: { !field.values.contains($0) }) else { return nil }
            return "has '\(odd)', expected \(field.values.joined(separator: ", "))"
        case .activation:
            guard let name = value.string else { return "is \(value.typeName), expected a class of torch" }
            guard name.hasPrefix("torch."), !activations.contains(name) else { return nil }
            return "is '\(name)', which is no activation of torch, or one with parameters or arguments of its own"
        case .probability:
            guard let number = value.double, (0...1).contains(number) else { return "is no number from 0 to 1" }
            return nil
        case .present: return value == .null ? "is null" : nil
        case .null: return value == .null ? nil : "is \(value.typeName), expected null"
        case .flag, .any: return nil
        }
    }
}

extension SentenceModuleType.Field {
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(
            value, "field", allowed: ["name", "oldName", "kind", "required", "default", "values"])
        name = try object.string("name")
        oldName = try object.optionalString("oldName")
        guard let kind = SentenceModuleType.Kind(rawValue: try object.string("kind")) else {
            throw .schema("'\(name)' has no known kind")
        }
        self.kind = kind
        isRequired = try object.flag("required", default: false)
        fallback = try object.flag("default", default: false)
        values = try object.strings("values")
    }
}

extension JSONValue {
    /// Whether Python takes the value for true.
    fileprivate var isTrueInPython: Bool {
        switch self {
        case .null: false
        case .bool(let flag): flag
        case .integer(let number): number != 0
        case .decimal(let text): Double(text) != 0
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.members.isEmpty
        }
    }
}
