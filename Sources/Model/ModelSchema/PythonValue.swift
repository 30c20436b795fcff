internal import JSONText

/// A whole number as Python's `int(text)` reads it: transformers makes numbers of the names in `id2label`.
///
/// White space may stand around it, one sign before it, and single underscores between its digits, which may be of any
/// script. `01` and `1` are one number, and so are `0` and `-0`.
struct PythonInteger: Hashable {
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
        // More digits Python refuses to convert (`sys.int_info.default_max_str_digits`).
        guard isAfterDigit, digits.utf8.count <= 4300 else { return nil }
        let significant = digits.drop { $0 == "0" }
        self.text = significant.isEmpty ? "0" : (isNegative ? "-" : "") + significant
    }

    /// What `str.strip` takes away, without the separators that `int` refuses (U+001C to U+001F).
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace && !(0x1C...0x1F).contains(scalar.value)
    }
}

extension JSONValue {
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

    /// An object that holds nothing, or nothing but such objects.
    var isEmptyObject: Bool { object?.members.allSatisfy { $0.value.isEmptyObject } ?? false }

    var schemaType: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .decimal: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
