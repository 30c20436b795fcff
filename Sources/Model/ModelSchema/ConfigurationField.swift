internal import ByteIO
internal import JSONText

/// A value in a config.json.
package enum ConfigurationValue: Sendable, Hashable {
    case integer(Int)
    /// A number as config.json has it: `0.02`, `1e-12`.
    case number(String)
    case flag(Bool)
    case text(String)
    /// The members of a list, or the parts of a string.
    case words([String])
    case null

    /// Nil for arrays and objects.
    init?(_ value: JSONValue) {
        switch value {
        case .integer(let integer): self = .integer(integer)
        case .decimal("-0"): self = .integer(0)
        case .decimal(let text): self = .number(text)
        case .bool(let flag): self = .flag(flag)
        case .string(let text): self = .text(text)
        case .null: self = .null
        case .array, .object: return nil
        }
    }

    /// Nil: it is no whole number.
    var wholeNumber: Int? { if case .integer(let value) = self { value } else { nil } }

    /// The words of a list; none for any other value.
    var list: [String] { if case .words(let words) = self { words } else { [] } }
}

/// A field of config.json that decides which parameters a model has, or what fills them.
package struct ConfigurationField: Sendable {
    /// The type of a field.
    package enum Kind: String, Sendable {
        case integer, number, boolean, string
        /// A list of strings, or a string that is split.
        case words
    }

    /// What the library takes for an absent field.
    enum Fallback: Sendable {
        case value(ConfigurationValue)
        /// A number computed from other fields.
        case computed(ShapeExpression)
    }

    /// A value that a field has under conditions.
    struct Case: Sendable {
        let conditions: [Condition]
        let value: ShapeExpression
    }

    package let name: String
    /// Other names in config.json, which the library takes before the field's own.
    let aliases: [String]
    let kind: Kind
    let fallback: Fallback
    /// The values of a field that config.json does not have; the first whose conditions are met.
    ///
    /// Empty: config.json has the field.
    let cases: [Case]
    let minimum: Int?
    let maximum: Int?
    let isNullable: Bool
    /// The allowed values; empty: all.
    let allowed: [String]
    /// Where a string is split into words; nil: it is not, and only a list is accepted.
    let separator: String?
    /// The fields that this one must divide without a remainder.
    let divides: [String]
    /// The field whose members are counted if this one is absent: `num_labels` counts `id2label`.
    let countOf: String?
    /// The field that must have the same value, or the library refuses to make the model.
    let equals: String?
    /// The field that must be true if this one is, or the library refuses to make the model.
    let needs: String?
    /// The fields that must be greater than this one.
    let below: [String]

    /// Whether it is a whole number that config.json has, and not one that counts labels.
    package var isSize: Bool { kind == .integer && cases.isEmpty && countOf == nil && !isNullable }

    /// The field and those that its value is compared with.
    var related: [String] { [name, equals, needs].compactMap(\.self) + divides + below }
}

extension ConfigurationField {
    /// Whether `object` has the field, or that whose members it counts.
    func isStated(in object: JSONObject) -> Bool {
        ([name] + aliases + [countOf].compactMap(\.self)).contains { object[$0] != nil }
    }

    /// The field's value in `object`, or its default; nil: it follows from other fields.
    ///
    /// - Throws: ``Fault`` `model.configuration` for a wrong type or a value out of bounds.
    func value(in object: JSONObject) throws(Fault) -> ConfigurationValue? {
        guard cases.isEmpty else { return nil }
        let name = aliases.first { object[$0] != nil } ?? name
        guard let json = object[name] else {
            if let countOf, let counted = object[countOf], counted != .null {
                guard let members = counted.object else {
                    throw .configuration(
                        countOf, "is \(counted.typeName), expected an object", offset: object.offset(of: countOf))
                }
                return .integer(members.labelCount)
            }
            return constant
        }
        let offset = object.offset(of: name)
        if json == .null, isNullable {
            if case .computed = fallback { return nil }
            return .null
        }
        // The library compares the two numbers, and in Python 3.0 equals 3.
        if let countOf, let counted = object[countOf]?.object?.labelCount, json.double == Double(counted) {
            return .integer(counted)
        }
        if kind == .integer, let digits = json.wholeNumber, digits != "-0" {
            throw .configuration(name, "is a whole number of more than 64 bits", offset: offset)
        }
        guard let value = read(json) else {
            throw .configuration(name, "is \(json.typeName), expected \(expectation)", offset: offset)
        }
        try checkRange(value, json, name, offset)
        return value
    }

    private func checkRange(
        _ value: ConfigurationValue, _ json: JSONValue, _ name: String, _ offset: Int?
    ) throws(Fault) {
        if case .integer(let integer) = value {
            guard integer >= minimum ?? .min, integer <= maximum ?? .max else {
                let range = [minimum.map { "at least \($0)" }, maximum.map { "at most \($0)" }].compactMap(\.self)
                throw .configuration(name, "is \(integer), must be \(range.joined(separator: " and "))", offset: offset)
            }
        }
        if kind == .number, let minimum, let number = json.double, !(number >= Double(minimum) && number.isFinite) {
            throw .configuration(name, "must be a finite number, at least \(minimum)", offset: offset)
        }
        if case .text(let text) = value, !allowed.isEmpty, !allowed.contains(text) {
            throw .configuration(
                name, "is '\(text)', must be one of: \(allowed.joined(separator: ", "))", offset: offset)
        }
    }

    /// Checks what transformers 5 refuses and version 4 did not: a boolean that is null.
    ///
    /// - Throws: ``Fault`` `model.configuration`.
    func checkCurrent(_ object: JSONObject) throws(Fault) {
        guard kind == .boolean, object[name] == .null else { return }
        throw .configuration(
            name, "is null; transformers 5 accepts only true or false", offset: object.offset(of: name),
            remedy: "write false, which is how version 4 read null")
    }

    /// The default, if it does not depend on other fields.
    var constant: ConfigurationValue? {
        if case .value(let value) = fallback, cases.isEmpty { value } else { nil }
    }

    /// The value that follows from those of other fields; nil: one of them has none.
    func computed(_ values: (String) -> ConfigurationValue?) -> ConfigurationValue? {
        let expression: ShapeExpression? =
            if let first = cases.first(where: { $0.conditions.areMet(by: values) }) {
                first.value
            } else if case .computed(let expression) = fallback { expression } else { nil }
        return expression?.value { values($0)?.wholeNumber }.map { .integer($0) }
    }

    /// Nil: the value does not have the field's type.
    private func read(_ json: JSONValue) -> ConfigurationValue? {
        if kind == .words {
            if let text = json.string, let separator {
                let parts = text.lowercased().split(separator: separator, omittingEmptySubsequences: false)
                return .words(parts.map(\.trimmed))
            }
            return json.array.map { .words($0.compactMap(\.string)) }
        }
        return ConfigurationValue(json).flatMap { fits($0) ? $0 : nil }
    }

    private func fits(_ value: ConfigurationValue) -> Bool {
        switch (kind, value) {
        case (.integer, .integer), (.number, .integer), (.number, .number), (.boolean, .flag), (.string, .text): true
        default: false
        }
    }

    private var expectation: String {
        switch kind {
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "true or false"
        case .string: "a string"
        case .words: separator == nil ? "a list of strings" : "a string or a list of strings"
        }
    }
}

extension Substring {
    /// The text without white space around it.
    fileprivate var trimmed: String {
        let scalars = unicodeScalars.drop { $0.properties.isWhitespace }
        let end = scalars.lastIndex { !$0.properties.isWhitespace }
        return end.map { String(scalars[...$0]) } ?? ""
    }
}
