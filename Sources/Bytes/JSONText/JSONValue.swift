package import ByteIO

/// A JSON value as it was written: objects keep their order, integers stay exact.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number without fraction and exponent that fits in 64 bits, except `-0`.
    case integer(Int)
    /// Any other number, as its text (`1.0`, `1e-12`, `18446744073709551616`).
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The type in a message: "a string", "an object".
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

/// Values from optional ones; nil becomes null.
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

    /// A number; null when it is not finite, because JSON has no such numbers.
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
    /// A literal object keeps its order.
    ///
    /// A repeated name is a mistake in the program.
    package init(dictionaryLiteral elements: (StaticString, JSONValue)...) {
        self = .object(JSONObject(elements))
    }
}

/// The members of a JSON object, in the order in which they were written; no name occurs twice.
package struct JSONObject: Sendable, Equatable {
    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: JSONValue
        /// Where the name begins in the text; 0 for members made in memory.
        package let offset: Int
    }

    package private(set) var members: [Member] = []
    /// Where each member is; empty for few members, which are found sooner one by one.
    private var positions: [Name: Int] = [:]
    /// The most members without ``positions``.
    private static let few = 12

    package init() {}

    /// An object whose names are in the source code.
    ///
    /// A repeated name is a mistake in the program.
    ///
    /// Only a literal is a `StaticString`, so no name from a file can get here.
    package init(_ members: [(StaticString, JSONValue)]) {
        for (name, value) in members {
            let isNew = append(name.description, value)
            precondition(isNew, "member '\(name)' occurs twice")
        }
    }

    /// An object whose names come from data.
    ///
    /// - Throws: ``Fault`` `json.duplicate-name`.
    package init(unique members: [(String, JSONValue)]) throws(Fault) {
        for (name, value) in members {
            guard append(name, value) else { throw .duplicateName(name, at: nil) }
        }
    }

    /// An object whose members were all parsed, so that its index is made in one go.
    ///
    /// - Throws: ``Fault`` `json.duplicate-name` with the place of the second of two.
    init(parsed members: [Member]) throws(Fault) {
        self.members = members
        if let repeated = index() { throw .duplicateName(members[repeated].name, at: members[repeated].offset) }
    }

    /// Makes ``positions``, if the members are not few.
    ///
    /// - Returns: the place of a member whose name an earlier one has; nil: there is none.
    private mutating func index() -> Int? {
        guard members.count > Self.few else {
            return members.indices.first { place in
                members[..<place].contains { Name(text: $0.name) == Name(text: members[place].name) }
            }
        }
        positions.reserveCapacity(members.count)
        return members.indices.first { place in
            positions.updateValue(place, forKey: Name(text: members[place].name)) != nil
        }
    }

    /// Adds a member at the end.
    ///
    /// - Returns: false when the name is taken; then nothing changes.
    package mutating func append(_ name: String, _ value: JSONValue, offset: Int = 0) -> Bool {
        guard position(of: name) == nil else { return false }
        members.append(Member(name: name, value: value, offset: offset))
        if members.count > Self.few + 1 {
            positions[Name(text: name)] = members.count - 1
        } else if members.count > Self.few {
            _ = index()
        }
        return true
    }

    /// Sets the value of a name; a new name is added at the end.
    mutating func set(_ name: String, _ value: JSONValue, offset: Int) {
        guard let position = position(of: name) else {
            _ = append(name, value, offset: offset)
            return
        }
        members[position] = Member(name: name, value: value, offset: offset)
    }

    package subscript(name: String) -> JSONValue? { position(of: name).map { members[$0].value } }

    private func position(of name: String) -> Int? {
        let name = Name(text: name)
        return positions.isEmpty ? members.firstIndex { Name(text: $0.name) == name } : positions[name]
    }

    /// Where the member begins in the text; nil when there is no such member.
    package func offset(of name: String) -> Int? {
        position(of: name).map { members[$0].offset }
    }
}

/// A name by its bytes: strings that Unicode calls equal, such as the two spellings of "é", are two names.
private struct Name: Hashable {
    let text: String

    static func == (first: Name, second: Name) -> Bool {
        let (bytes, others) = (first.text.utf8Span.span, second.text.utf8Span.span)
        guard bytes.count == others.count else { return false }
        for place in bytes.indices where bytes[place] != others[place] { return false }
        return true
    }

    func hash(into hasher: inout Hasher) {
        let isWhole: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        if isWhole == nil { for byte in text.utf8 { hasher.combine(byte) } }
    }
}
