/// A value of a YAML text, and where it begins.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        /// The text of a scalar; one in quotes or after `|` and `>` is text whatever it looks like.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([Member])
    }

    /// A key with its value; no key stands twice in one mapping.
    package struct Member: Sendable {
        package let key: String
        let keyOffset: Int
        package let value: YAMLNode
    }

    package let content: Content
    /// In bytes from the start of the text.
    let offset: Int
}

extension YAMLNode {
    /// The value that is left out.
    static func nothing(at offset: Int) -> YAMLNode {
        YAMLNode(content: .scalar("", isPlain: true), offset: offset)
    }

    /// What a message calls a value of this type: "a list".
    var typeName: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar:
            isNull ? "nothing" : isTruth ? "a truth value" : isNumeric ? "a number or a date" : "a text"
        }
    }

    /// The text of a scalar that every reader of YAML takes for a text; nil for what one may take for a number, a
    /// date, a truth value or nothing.
    var text: String? { isNull || isTruth || isNumeric ? nil : scalar }

    /// The text of a scalar of any type.
    var scalar: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    var isNull: Bool {
        plain.map { ["", "~", "null"].contains($0.lowercased()) } ?? false
    }

    /// Also in YAML 1.1, where `no` is a truth value.
    private var isTruth: Bool {
        plain.map { ["true", "false", "yes", "no", "on", "off", "y", "n"].contains($0.lowercased()) } ?? false
    }

    /// Numbers of every notation, and dates; rather too many than too few.
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
