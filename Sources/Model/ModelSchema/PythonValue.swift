internal import JSONText

/// What Python's `json` makes of a value, and what Python takes it for.
extension JSONValue {
    /// The name that a schema has for its type: a whole number of any size is an integer, as in Python.
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

    /// The digits of a whole number that does not fit in 64 bits, or is `-0`; nil for any other value.
    var wholeNumber: String? {
        guard case .decimal(let text) = self else { return nil }
        return text.utf8.allSatisfy { UInt8.decimalDigits.contains($0) || $0 == UInt8(ascii: "-") } ? text : nil
    }

    /// The value of a number, true being 1 and false 0.
    var pythonNumber: Double? {
        if case .bool(let flag) = self { flag ? 1 : 0 } else { double }
    }

    /// Whether Python takes it for false.
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

    /// Whether Python can put it into a set.
    var isHashable: Bool { array == nil && object == nil }

    /// Whether Python's `dict` takes it for a name and a value: a list of two, a text of two characters, or an object of two
    /// members, of which it takes the names.
    var isPair: Bool {
        switch self {
        case .string(let text): text.unicodeScalars.count == 2
        case .array(let values): values.count == 2 && values[0].isHashable
        case .object(let object): object.members.count == 2
        case .null, .bool, .integer, .decimal: false
        }
    }

    /// What Python's `set` makes of it; nil for what it refuses.
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

    /// An object that holds nothing, or nothing but such objects.
    var isEmptyObject: Bool { object?.members.allSatisfy { $0.value.isEmptyObject } ?? false }

    /// Whether Python's `str` of it has a dot: transformers makes the name of a type of what follows one.
    var hasDot: Bool {
        switch self {
        case .null, .bool, .integer: false
        case .decimal: wholeNumber == nil && (double.map { "\($0)".contains(".") } ?? false)
        case .string(let text): text.contains(".")
        case .array(let values): values.contains { $0.hasDot }
        case .object(let object): object.members.contains { $0.name.contains(".") || $0.value.hasDot }
        }
    }

    /// Whether it holds a whole number of more digits than Python reads (`sys.int_info.default_max_str_digits`).
    var holdsHugeInteger: Bool {
        switch self {
        case .decimal: (wholeNumber?.utf8.count { $0 != UInt8(ascii: "-") } ?? 0) > PythonInteger.maximumDigits
        case .array(let values): values.contains { $0.holdsHugeInteger }
        case .object(let object): object.members.contains { $0.value.holdsHugeInteger }
        default: false
        }
    }
}

/// A member of a set in Python: numbers are equal whatever their type.
enum PythonElement: Hashable {
    case none
    case number(Double)
    case text(String)

    /// Nil for what no set can hold.
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

/// A whole number as Python's `int(text)` reads it: transformers makes numbers of the names in `id2label`.
///
/// White space may stand around it, one sign before it, and single underscores between its digits, which may be of any
/// script. `01` and `1` are one number, and so are `0` and `-0`.
struct PythonInteger: Hashable {
    /// More digits Python refuses to convert (`sys.int_info.default_max_str_digits`); a sign is no digit.
    static let maximumDigits = 4300

    /// The number in ASCII digits without leading zeros; two texts of one number are equal here.
    let text: String

    /// Nil for what Python refuses.
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

    /// What `str.strip` takes away, without the separators that `int` refuses (U+001C to U+001F).
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace && !(0x1C...0x1F).contains(scalar.value)
    }
}
