/// The values that decide which parameters a model has and what shape they are.
package struct Configuration: Sendable {
    /// Where the values come from.
    package enum Source: Sendable, Equatable {
        /// A config.json.
        case file(String)
        /// The shapes in the checkpoint itself.
        case shapes
    }

    package let source: Source
    /// The first entry of `architectures`: the class that was saved.
    package let className: String?
    private var values: [String: ConfigurationValue]

    init(source: Source, className: String?, values: [String: ConfigurationValue]) {
        self.source = source
        self.className = className
        self.values = values
    }
}

extension Configuration {
    /// The config.json that the values come from; nil when it is the checkpoint itself.
    package var path: String? {
        if case .file(let path) = source { path } else { nil }
    }

    subscript(field: String) -> ConfigurationValue? { values[field] }

    /// The value of an integer field; nil: it has none or is null.
    package func integer(_ field: String) -> Int? {
        if case .integer(let value) = values[field] { value } else { nil }
    }

    /// The value of a field with a number; nil: it has none.
    package func double(_ field: String) -> Double? {
        switch values[field] {
        case .integer(let value): Double(value)
        case .number(let text): Double(text)
        default: nil
        }
    }

    /// The field that lists the labels, and how many there are, if that is another number than the library's own.
    package func unusualLabels(of architecture: Architecture) -> (field: String, count: Int)? {
        guard let field = architecture.fields.first(where: { $0.countOf != nil }), let list = field.countOf,
            let count = integer(field.name), .integer(count) != field.fallback
        else { return nil }
        return (list, count)
    }

    /// Whether a boolean field is true; null counts as false, as in transformers 4.
    package func flag(_ field: String) -> Bool {
        values[field] == .flag(true)
    }

    /// The value of a field as config.json has it, for a message; the field's name if there is none.
    package func text(_ field: String) -> String {
        switch values[field] {
        case .integer(let value): String(value)
        case .number(let text), .text(let text): text
        case .flag(let flag): String(flag)
        case .null, nil: field
        }
    }

    /// Whether the condition's field has one of its values; true without a condition.
    package func meets(_ condition: Condition?) -> Bool {
        guard let condition else { return true }
        return values[condition.field].map(condition.values.contains) ?? false
    }

    /// The same configuration with a class's own values for some fields.
    package func fixing(_ fixed: [String: Int]) -> Configuration {
        var configuration = self
        for (field, value) in fixed { configuration.values[field] = .integer(value) }
        return configuration
    }

    /// The value of a dimension; nil: a field that it needs has none.
    package func value(of expression: ShapeExpression) -> Int? {
        expression.value(integer)
    }
}
