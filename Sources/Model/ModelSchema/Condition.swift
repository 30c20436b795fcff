internal import ByteIO
internal import JSONText

/// What a configuration must have for a parameter to exist.
package struct Condition: Sendable, Hashable {
    /// What is asked of the field's value.
    enum Test: Sendable, Hashable {
        case isOneOf([ConfigurationValue])
        case isNoneOf([ConfigurationValue])
        /// A number greater than this one.
        case isAbove(Int)
        /// Another value than that of this field.
        case differs(from: String)
        /// A list that has this word.
        case contains(String)
    }

    package let field: String
    let test: Test
}

extension Condition {
    /// Reads one condition, or a list of conditions that must all be met.
    ///
    /// - Throws: ``Fault`` `model.schema` for one that asks nothing, or two things.
    static func all(_ value: JSONValue) throws(Fault) -> [Condition] {
        var conditions: [Condition] = []
        for element in value.array ?? [value] { conditions.append(try Condition(element)) }
        guard !conditions.isEmpty else { throw Fault.schema("a list of conditions is empty").about("when") }
        return conditions
    }

    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(
            value, "when", allowed: ["field", "in", "notIn", "above", "differsFrom", "contains"])
        field = try object.string("field")
        var tests: [Test] = []
        if object.has("in") { tests.append(.isOneOf(try object.values("in"))) }
        if object.has("notIn") { tests.append(.isNoneOf(try object.values("notIn"))) }
        if object.has("above") { tests.append(.isAbove(try object.integer("above"))) }
        if object.has("differsFrom") { tests.append(.differs(from: try object.string("differsFrom"))) }
        if object.has("contains") { tests.append(.contains(try object.string("contains"))) }
        guard let only = tests.first, tests.count == 1 else {
            throw Fault.schema(
                "a condition on '\(field)' needs one of 'in', 'notIn', 'above', 'differsFrom' and 'contains'"
            ).about("when")
        }
        test = only
    }

    /// The fields that it looks at.
    var fields: [String] {
        if case .differs(let other) = test { [field, other] } else { [field] }
    }

    /// Whether the values meet it; a field without a value meets only `notIn` and `differsFrom`.
    func isMet(by values: (String) -> ConfigurationValue?) -> Bool {
        let value = values(field)
        switch test {
        case .isOneOf(let known): return value.map(known.contains) ?? false
        case .isNoneOf(let known): return !(value.map(known.contains) ?? false)
        case .isAbove(let bound): return value?.wholeNumber.map { $0 > bound } ?? false
        case .differs(let other): return value != values(other)
        case .contains(let word): return value?.list.contains(word) ?? false
        }
    }

    /// A value with which the condition is met, as near to `value` as can be; nil: it has no such value by itself.
    func fulfilled(_ value: ConfigurationValue?) -> ConfigurationValue? {
        switch test {
        case .isOneOf(let known): value.flatMap { known.contains($0) ? $0 : nil } ?? known.first
        case .isAbove(let bound): value?.wholeNumber.map { .integer(max($0, bound + 1)) } ?? .integer(bound + 1)
        case .contains(let word):
            value?.list.contains(word) ?? false ? value : .words((value?.list ?? []) + [word])
        case .isNoneOf, .differs: value
        }
    }

    /// Whether no configuration meets both.
    func excludes(_ other: Condition) -> Bool {
        guard field == other.field else { return false }
        switch (test, other.test) {
        case (.isOneOf(let first), .isOneOf(let second)): return Set(first).isDisjoint(with: second)
        case (.isOneOf(let first), .isNoneOf(let second)), (.isNoneOf(let second), .isOneOf(let first)):
            return Set(first).isSubset(of: second)
        case (.isOneOf(let known), .isAbove(let bound)), (.isAbove(let bound), .isOneOf(let known)):
            return known.allSatisfy { $0.wholeNumber.map { $0 <= bound } ?? false }
        default: return false
        }
    }
}

extension Array where Element == Condition {
    /// Whether the values meet all of them.
    func areMet(by values: (String) -> ConfigurationValue?) -> Bool { allSatisfy { $0.isMet(by: values) } }
}
