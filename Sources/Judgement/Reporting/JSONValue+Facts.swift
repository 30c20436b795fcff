internal import JSONText

extension JSONValue {
    /// A text that may be unknown.
    static func text(_ text: String?) -> JSONValue {
        text.map { .string($0) } ?? .null
    }

    static func texts(_ texts: [String]) -> JSONValue {
        .array(texts.map { .string($0) })
    }

    /// A count that may be unknown.
    static func count(_ number: Int?) -> JSONValue {
        number.map { .integer($0) } ?? .null
    }

    /// A shape that may be unknown.
    static func dimensions(_ dimensions: [Int]?) -> JSONValue {
        dimensions.map { .array($0.map { .integer($0) }) } ?? .null
    }
}
