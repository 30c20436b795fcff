internal import ByteIO
internal import JSONText

/// A value in a config.json.
package enum ConfigurationValue: Sendable, Hashable {
    case integer(Int)
    /// A number as config.json has it: `0.02`, `1e-12`.
    case number(String)
    case flag(Bool)
    case text(String)
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
}

/// A field of config.json that decides which parameters a model has, or what fills them.
package struct ConfigurationField: Sendable {
    /// The type of a field.
    package enum Kind: String, Sendable {
        case integer, number, boolean, string
    }

    package let name: String
    let kind: Kind
    /// The library's default for an absent field.
    let fallback: ConfigurationValue
    let minimum: Int?
    let maximum: Int?
    let isNullable: Bool
    /// The allowed values; empty: all.
    let allowed: [String]
    /// The field that this one must divide without a remainder.
    let divides: String?
    /// The field whose members are counted if this one is absent: `num_labels` counts `id2label`.
    let countOf: String?
    /// The field that must be true if this one is, or the library refuses to make the model.
    let needs: String?
    /// The field that must be greater than this one.
    let below: String?
}

extension ConfigurationField {
    /// Whether `object` has the field, or that whose members it counts.
    func isStated(in object: JSONObject) -> Bool {
        object[name] != nil || countOf.map { object[$0] != nil } ?? false
    }

    /// The field's value in `object`, or its default.
    ///
    /// - Throws: ``Fault`` `model.configuration` for a wrong type or a value out of bounds.
    func value(in object: JSONObject) throws(Fault) -> ConfigurationValue {
        guard let json = object[name] else {
            if let countOf, let counted = object[countOf], counted != .null {
                guard let members = counted.object else {
                    throw .configuration(
                        countOf, "is \(counted.typeName), expected an object", offset: object.offset(of: countOf))
                }
                return .integer(members.labelCount)
            }
            return fallback
        }
        let offset = object.offset(of: name)
        if json == .null, isNullable { return .null }
        // The library compares the two numbers, and in Python 3.0 equals 3.
        if let countOf, let counted = object[countOf]?.object?.labelCount, json.double == Double(counted) {
            return .integer(counted)
        }
        if kind == .integer, let digits = json.wholeNumber, digits != "-0" {
            throw .configuration(name, "is a whole number of more than 64 bits", offset: offset)
        }
        guard let value = ConfigurationValue(json), fits(value) else {
            throw .configuration(name, "is \(json.typeName), expected \(expectation)", offset: offset)
        }
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
        return value
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
        }
    }
}
