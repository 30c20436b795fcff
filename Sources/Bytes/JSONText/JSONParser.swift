package import ByteIO

/// A strict parser of one JSON text (RFC 8259): no comments, no trailing commas, no `NaN`, no lone surrogates, no name
/// twice in one object, no nesting beyond a limit.
///
/// Foundation's decoder keeps the first of two members of one name, loses their order and reports no positions. It
/// cannot read a header in which a second tensor of the same name is an attack.
package struct JSONParser {
    /// What counts as JSON.
    package enum Grammar: Sendable {
        /// RFC 8259, without what parsers read in different ways.
        case strict
        /// What Python's `json` reads: also `NaN`, `Infinity` and lone surrogates, and the last of two members of one
        /// name.
        case python
    }

    private let bytes: [UInt8]
    private let maximumDepth: Int
    private let maximumValues: Int
    private let grammar: Grammar
    var position: Int
    private var valueCount = 0

    /// Parses all of `bytes`; white space around the value is allowed.
    ///
    /// - Parameter maximumValues: the most values of all kinds; each takes fifty bytes of memory.
    /// - Throws: ``Fault`` with the byte offset in `bytes`, code `json.*`.
    package static func parse(
        _ bytes: [UInt8], maximumDepth: Int = JSONLimits.depth, maximumValues: Int = JSONLimits.values,
        as grammar: Grammar = .strict
    ) throws(Fault) -> JSONValue {
        if let offset = firstInvalidUTF8(in: bytes) { throw .notUTF8(at: offset) }
        var parser = JSONParser(bytes, maximumDepth: maximumDepth, maximumValues: maximumValues, grammar)
        let value = try parser.value(depth: 0)
        parser.skipWhitespace()
        guard parser.position == bytes.count else {
            throw .syntax("text follows the value", at: parser.position)
        }
        return value
    }

    init(_ bytes: [UInt8], maximumDepth: Int, maximumValues: Int = JSONLimits.values, _ grammar: Grammar) {
        self.bytes = bytes
        self.grammar = grammar
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
        position = 0
    }

    private static func firstInvalidUTF8(in bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}

extension JSONParser {
    var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    mutating func skipWhitespace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    mutating func expect(_ byte: UInt8, _ what: String) throws(Fault) {
        guard next == byte else { throw .syntax("\(what) expected", at: position) }
        position += 1
    }

    mutating func value(depth: Int) throws(Fault) -> JSONValue {
        guard depth <= maximumDepth else { throw .tooDeep(limit: maximumDepth, at: position) }
        valueCount += 1
        guard valueCount <= maximumValues else { throw .tooMany(limit: maximumValues, at: position) }
        skipWhitespace()
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "N") where grammar == .python: return try literal("NaN", .decimal("nan"))
        case UInt8(ascii: "I") where grammar == .python: return try literal("Infinity", .decimal("inf"))
        case UInt8(ascii: "-") where grammar == .python && bytes[position...].starts(with: "-I".utf8):
            return try literal("-Infinity", .decimal("-inf"))
        case .some(let byte) where byte == UInt8(ascii: "-") || isDigit(byte): return try number()
        case .some: throw .syntax("a value expected", at: position)
        case nil: throw .syntax("the text ends where a value should be", at: position)
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(Fault) -> JSONValue {
        let text = Array("\(word)".utf8)
        guard bytes[position...].starts(with: text) else { throw .syntax("a value expected", at: position) }
        position += text.count
        return value
    }

    private mutating func object(depth: Int) throws(Fault) -> JSONObject {
        var object = JSONObject()
        var members: [JSONObject.Member] = []
        position += 1
        skipWhitespace()
        if next == UInt8(ascii: "}") {
            position += 1
            return object
        }
        while true {
            skipWhitespace()
            let start = position
            guard next == UInt8(ascii: "\"") else { throw .syntax("a member name expected", at: start) }
            let name = try string()
            skipWhitespace()
            try expect(UInt8(ascii: ":"), "':'")
            let member = try value(depth: depth + 1)
            if grammar == .python {
                object.set(name, member, offset: start)
            } else {
                members.append(JSONObject.Member(name: name, value: member, offset: start))
            }
            skipWhitespace()
            if next == UInt8(ascii: ",") {
                position += 1
                continue
            }
            try expect(UInt8(ascii: "}"), "',' or '}'")
            return grammar == .python ? object : try JSONObject(parsed: members)
        }
    }

    private mutating func array(depth: Int) throws(Fault) -> [JSONValue] {
        var elements: [JSONValue] = []
        position += 1
        skipWhitespace()
        if next == UInt8(ascii: "]") {
            position += 1
            return elements
        }
        while true {
            elements.append(try value(depth: depth + 1))
            skipWhitespace()
            if next == UInt8(ascii: ",") {
                position += 1
                continue
            }
            try expect(UInt8(ascii: "]"), "',' or ']'")
            return elements
        }
    }

    private mutating func number() throws(Fault) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        try digits()
        guard bytes[firstDigit] != UInt8(ascii: "0") || position == firstDigit + 1 else {
            throw .syntax("a number may not begin with 0", at: start)
        }
        var isInteger = true
        if next == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits()
        }
        if let byte = next, byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if let sign = next, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, text != "-0", let integer = Int(text) { return .integer(integer) }
        return .decimal(text)
    }

    private mutating func digits() throws(Fault) {
        let start = position
        while let byte = next, isDigit(byte) { position += 1 }
        guard position > start else { throw .syntax("a digit expected", at: position) }
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}

extension JSONParser {
    mutating func string() throws(Fault) -> String {
        position += 1
        let start = position
        while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
        if next == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        var text = Array(bytes[start..<position])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text.append(contentsOf: try escape().utf8)
            case 0..<0x20:
                throw .syntax("a control character in a string is not escaped", at: position)
            default:
                text.append(byte)
                position += 1
            }
        }
        throw .syntax("a string does not end", at: position)
    }

    private mutating func escape() throws(Fault) -> String {
        let start = position
        position += 1
        guard let byte = next else { throw .syntax("a string does not end", at: position) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return String(try unicodeEscape(from: start))
        default: throw .syntax("unknown escape in a string", at: start)
        }
    }

    /// The scalar of `\uXXXX`, or of the surrogate pair `\uD8XX\uDCXX`.
    ///
    /// A lone surrogate is refused, or becomes U+FFFD in Python's grammar.
    private mutating func unicodeEscape(from start: Int) throws(Fault) -> Unicode.Scalar {
        let high = try fourHexDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        let end = position
        if high < 0xDC00, next == UInt8(ascii: "\\"), grammar == .strict || followsEscapedUnit {
            position += 1
            try expect(UInt8(ascii: "u"), "the second half of a surrogate pair")
            let low = try fourHexDigits()
            if (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
        }
        guard grammar == .python else { throw .syntax("a lone surrogate", at: start) }
        position = end
        return "\u{FFFD}"
    }

    private var followsEscapedUnit: Bool { bytes[position...].starts(with: #"\u"#.utf8) }

    private mutating func fourHexDigits() throws(Fault) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw .syntax("four hexadecimal digits expected", at: position)
            }
            number = number << 4 + UInt32(digit)
            position += 1
        }
        return number
    }
}
