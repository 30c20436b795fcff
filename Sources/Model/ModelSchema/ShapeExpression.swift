package import ByteIO

/// A dimension in a schema: `hidden_size`, `2`, `2 * max_position_embeddings - 1`.
///
/// It has terms of products and quotients, joined by `+` and `-`, and no brackets. `/` must leave no remainder; `//` drops
/// it.
package struct ShapeExpression: Sendable, Hashable, CustomStringConvertible {
    /// The text as in the schema.
    package let description: String
    private let tokens: [Token]

    private enum Token: Sendable, Hashable {
        case number(Int)
        case field(String)
        case operation(Operation)
    }

    private enum Operation: String, Sendable {
        case sum = "+"
        case difference = "-"
        case product = "*"
        case quotient = "/"
        case wholeQuotient = "//"
    }

    /// - Throws: ``Fault`` `model.schema` unless operands and operators alternate.
    package init(_ text: String) throws(Fault) {
        var tokens: [Token] = []
        for word in text.split(separator: " ") {
            let token: Token =
                if let number = Int(word) {
                    .number(number)
                } else if let operation = Operation(rawValue: String(word)) {
                    .operation(operation)
                } else { .field(String(word)) }
            let isOperation = if case .operation = token { true } else { false }
            guard isOperation == !tokens.count.isMultiple(of: 2) else { throw .schema("bad expression '\(text)'") }
            tokens.append(token)
        }
        guard !tokens.count.isMultiple(of: 2) else { throw .schema("bad expression '\(text)'") }
        self.description = text
        self.tokens = tokens
    }

    /// The field, if it is nothing else: then a shape has the field's value.
    ///
    /// Nil: it is more.
    package var soleField: String? {
        if tokens.count == 1, case .field(let name) = tokens[0] { name } else { nil }
    }

    /// The fields that it looks at.
    package var fields: [String] {
        tokens.compactMap { if case .field(let name) = $0 { name } else { nil } }
    }

    /// Its value; nil: a field has none, it overflows, a division leaves a remainder, or it is below 0.
    package func value(_ fields: (String) -> Int?) -> Int? {
        var sum = 0
        var product: Int?
        var sign = 1
        var pending = Operation.product
        for token in tokens {
            switch token {
            case .operation(let operation):
                if operation == .sum || operation == .difference {
                    guard let finished = product, let next = Self.add(sum, finished, sign) else { return nil }
                    (sum, product, sign, pending) = (next, nil, operation == .sum ? 1 : -1, .product)
                } else {
                    pending = operation
                }
            case .number(let number):
                guard let next = Self.multiply(product ?? 1, number, pending) else { return nil }
                product = next
            case .field(let name):
                guard let number = fields(name), let next = Self.multiply(product ?? 1, number, pending) else {
                    return nil
                }
                product = next
            }
        }
        guard let finished = product, let result = Self.add(sum, finished, sign), result >= 0 else { return nil }
        return result
    }

    private static func add(_ sum: Int, _ term: Int, _ sign: Int) -> Int? {
        let (result, overflow) = sign > 0 ? sum.addingReportingOverflow(term) : sum.subtractingReportingOverflow(term)
        return overflow ? nil : result
    }

    private static func multiply(_ product: Int, _ factor: Int, _ operation: Operation) -> Int? {
        if operation == .quotient {
            return factor != 0 && product.isMultiple(of: factor) ? product / factor : nil
        }
        if operation == .wholeQuotient { return factor > 0 && product >= 0 ? product / factor : nil }
        let (result, overflow) = product.multipliedReportingOverflow(by: factor)
        return overflow ? nil : result
    }
}
