internal import JSONText

/// How Python reads a JSON value.
extension JSONValue {
    /// The type's name in a schema.
    ///
    /// A whole number of any size is an integer, as in Python.
    var schemaType: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .decimal: wholeNumber == nil ? "number" : "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The digits of a whole number that does not fit into 64 bits, or is `-0`; nil: it is another value.
    var wholeNumber: String? {
        guard case .decimal(let text) = self else { return nil }
        return text.utf8.allSatisfy { UInt8.decimalDigits.contains($0) || $0 == UInt8(ascii: "-") } ? text : nil
    }

    /// The value of a number; true is 1 and false is 0.
    ///
    /// Nil: it is no number.
    var pythonNumber: Double? {
        if case .bool(let flag) = self { flag ? 1 : 0 } else { double }
    }

    /// Whether it counts as false in Python.
    var isFalse: Bool {
        switch self {
        case .null: true
        case .bool(let flag): !flag
        case .integer(let number): number == 0
        case .decimal: double == 0
        case .string(let text): text.isEmpty
        case .array(let values): values.isEmpty
        case .object(let object): object.members.isEmpty
        }
    }

    /// Whether it can be a member of a set in Python.
    var isHashable: Bool { array == nil && object == nil }

    /// Whether Python's `dict` can use it as a pair of name and value: an array of two, a string of two characters, or an
    /// object of two members, of which it uses the names.
    var isPair: Bool {
        switch self {
        case .string(let text): text.unicodeScalars.count == 2
        case .array(let values): values.count == 2 && values[0].isHashable
        case .object(let object): object.members.count == 2
        case .null, .bool, .integer, .decimal: false
        }
    }

    /// The result of Python's `set`; nil: it refuses the value.
    var pythonSet: Set<PythonElement>? {
        switch self {
        case .string(let text): return Set(text.unicodeScalars.map { .text(String($0)) })
        case .object(let object): return Set(object.members.map { .text($0.name) })
        case .array(let values):
            let elements = values.compactMap(PythonElement.init)
            return elements.count == values.count ? Set(elements) : nil
        default: return nil
        }
    }

    /// Whether it is an object that is empty or contains only such objects.
    var isEmptyObject: Bool { object?.members.allSatisfy { $0.value.isEmptyObject } ?? false }

    /// Whether Python's `str` of it has a dot: transformers takes what follows the dot for the name of a type.
    var hasDot: Bool {
        switch self {
        case .null, .bool, .integer: false
        case .decimal: wholeNumber == nil && (double.map { "\($0)".contains(".") } ?? false)
        case .string(let text): text.contains(".")
        case .array(let values): values.contains { $0.hasDot }
        case .object(let object): object.members.contains { $0.name.contains(".") || $0.value.hasDot }
        }
    }

    /// Whether it contains a whole number with more digits than Python reads (`sys.int_info.default_max_str_digits`).
    var holdsHugeInteger: Bool {
        switch self {
        case .decimal: (wholeNumber?.utf8.count { $0 != UInt8(ascii: "-") } ?? 0) > PythonInteger.maximumDigits
        case .array(let values): values.contains { $0.holdsHugeInteger }
        case .object(let object): object.members.contains { $0.value.holdsHugeInteger }
        default: false
        }
    }
}

/// A member of a set in Python.
///
/// Numbers of different types can be equal.
enum PythonElement: Hashable {
    case none
    case number(Double)
    case text(String)

    /// Nil: no set can have it as a member.
    init?(_ value: JSONValue) {
        switch value {
        case .null: self = .none
        case .string(let text): self = .text(text)
        case .bool, .integer, .decimal: self = .number(value.pythonNumber ?? .nan)
        case .array, .object: return nil
        }
    }
}

extension UInt8 {
    fileprivate static let decimalDigits = UInt8(ascii: "0")...UInt8(ascii: "9")
}

/// A whole number as Python's `int(text)` reads it, as transformers does with the names in `id2label`.
///
/// There may be white space around it, one sign before it, and single underscores between its digits, which may be of
/// any script. `01` and `1` are the same number, and so are `0` and `-0`.
struct PythonInteger: Hashable {
    /// The most digits that Python converts (`sys.int_info.default_max_str_digits`); a sign is not a digit.
    static let maximumDigits = 4300

    /// The number in ASCII digits without leading zeros, so that it is the same for all spellings.
    let text: String

    /// Nil: Python refuses the text.
    init?(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        guard let start = scalars.firstIndex(where: { !Self.isSpace($0) }),
            let end = scalars.lastIndex(where: { !Self.isSpace($0) })
        else { return nil }
        var rest = scalars[start...end]
        let isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        var digits = ""
        var isAfterDigit = false
        for scalar in rest {
            if scalar == "_", isAfterDigit {
                isAfterDigit = false
                continue
            }
            guard scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue else {
                return nil
            }
            digits.append(String(Int(value)))
            isAfterDigit = true
        }
        guard isAfterDigit, digits.utf8.count <= Self.maximumDigits else { return nil }
        let significant = digits.drop { $0 == "0" }
        self.text = significant.isEmpty ? "0" : (isNegative ? "-" : "") + significant
    }

    /// Whether `str.strip` removes it, except for the separators that `int` refuses (U+001C to U+001F).
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace && !(0x1C...0x1F).contains(scalar.value)
    }
}
