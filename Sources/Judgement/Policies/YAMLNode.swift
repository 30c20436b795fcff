/// A value of a YAML text, and the place where it begins.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        /// The text of a scalar. One in quotes or after `|` and `>` is not plain: it is a text, whatever it looks like.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([Member])
    }

    /// A key with its value; a mapping has each key once.
    package struct Member: Sendable {
        package let key: String
        let keyOffset: Int
        package let value: YAMLNode
    }

    package let content: Content
    /// The place in bytes from the start of the text.
    let offset: Int
}

extension YAMLNode {
    /// The value of a key or a dash that nothing follows.
    static func nothing(at offset: Int) -> YAMLNode {
        YAMLNode(content: .scalar("", isPlain: true), offset: offset)
    }

    /// The type of the value, for a message: "a list".
    var typeName: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar:
            isNull ? "empty" : isTruth ? "a truth value" : isNumeric ? "a number or a date" : "a text"
        }
    }

    /// The text of a scalar that every YAML reader takes for a text; nil for one that some reader takes for a number, a
    /// date, a truth value or null.
    var text: String? { isNull || isTruth || isNumeric ? nil : scalar }

    /// The text of a scalar of any type.
    var scalar: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    var isNull: Bool {
        plain.map { ["", "~", "null"].contains($0.lowercased()) } ?? false
    }

    /// Includes the words of YAML 1.1, in which `no` is a truth value.
    private var isTruth: Bool {
        plain.map { ["true", "false", "yes", "no", "on", "off", "y", "n"].contains($0.lowercased()) } ?? false
    }

    /// Whether the scalar may be a number of any notation, or a date; in doubt it is true.
    var isNumeric: Bool {
        guard let plain else { return false }
        if [".inf", "+.inf", "-.inf", ".nan"].contains(plain.lowercased()) { return true }
        let digits = plain.drop { "+-.".contains($0) }
        guard let first = digits.first, first.isASCII, first.isNumber else { return false }
        return digits.allSatisfy { "0123456789abcdefABCDEFxoTtZz_+-.: ".contains($0) }
    }

    private var plain: String? {
        if case .scalar(let text, isPlain: true) = content { text } else { nil }
    }
}
