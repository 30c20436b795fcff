package import ByteIO

/// A JSON value as written: objects keep their order, integers stay exact.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number without fraction or exponent that fits in 64 bits; `-0` is not one.
    case integer(Int)
    /// Any other number, as its text (`1.0`, `1e-12`, `18446744073709551616`).
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// What a message calls a value of this type: "a string", "an object".
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .decimal: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var integer: Int? {
        if case .integer(let number) = self { number } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    package var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The value of any number.
    package var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .decimal(let text): Double(text)
        default: nil
        }
    }
}

/// What may be unknown is null.
extension JSONValue {
    package static func text(_ text: String?) -> JSONValue {
        text.map { .string($0) } ?? .null
    }

    package static func texts(_ texts: [String]) -> JSONValue {
        .array(texts.map { .string($0) })
    }

    package static func count(_ number: Int?) -> JSONValue {
        number.map { .integer($0) } ?? .null
    }

    /// A number as JSON can hold it; null when it is not finite.
    package static func number(_ number: Double?) -> JSONValue {
        guard let number, number.isFinite else { return .null }
        return .decimal("\(number)")
    }

    /// The dimensions of a shape.
    package static func dimensions(_ dimensions: [Int]?) -> JSONValue {
        dimensions.map { .array($0.map { .integer($0) }) } ?? .null
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// A literal object keeps the order it is written in; a repeated name is the programmer's mistake.
    package init(dictionaryLiteral elements: (StaticString, JSONValue)...) {
        self = .object(JSONObject(elements))
    }
}

/// The members of a JSON object in the order they were written; no name occurs twice.
package struct JSONObject: Sendable, Equatable {
    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: JSONValue
        /// Where the name begins in the text it was read from; 0 for members made in memory.
        package let offset: Int
    }

    package private(set) var members: [Member] = []
    private var positions: [String: Int] = [:]

    package init() {}

    /// An object whose names are written in the program, so that one that occurs twice is a mistake in the program.
    ///
    /// Only a literal is a `StaticString`: no name from a file can come here.
    package init(_ members: [(StaticString, JSONValue)]) {
        for (name, value) in members {
            let isNew = append(name.description, value)
            precondition(isNew, "member '\(name)' occurs twice")
        }
    }

    /// An object of members whose names come from data.
    ///
    /// - Throws: ``Fault`` `json.duplicate-name`.
    package init(unique members: [(String, JSONValue)]) throws(Fault) {
        for (name, value) in members {
            guard append(name, value) else { throw .duplicateName(name, at: nil) }
        }
    }

    /// Adds a member at the end; false when the name is taken, and then nothing changes.
    package mutating func append(_ name: String, _ value: JSONValue, offset: Int = 0) -> Bool {
        guard positions[name] == nil else { return false }
        positions[name] = members.count
        members.append(Member(name: name, value: value, offset: offset))
        return true
    }

    /// Gives the name this value, whatever it had; a new one comes at the end.
    mutating func set(_ name: String, _ value: JSONValue, offset: Int) {
        guard let position = positions[name] else {
            _ = append(name, value, offset: offset)
            return
        }
        members[position] = Member(name: name, value: value, offset: offset)
    }

    package subscript(name: String) -> JSONValue? {
        positions[name].map { members[$0].value }
    }

    /// Where the member begins in the text; nil when there is none of that name.
    package func offset(of name: String) -> Int? {
        positions[name].map { members[$0].offset }
    }
}
