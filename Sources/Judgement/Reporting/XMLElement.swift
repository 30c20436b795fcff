internal import ByteIO

/// An element of an XML 1.0 document to be written.
struct XMLElement {
    let name: String
    private(set) var attributes: [(name: String, value: String)]
    private(set) var text: String
    private(set) var children: [XMLElement]

    init(
        _ name: String, _ attributes: [(name: String, value: String)] = [], text: String = "",
        children: [XMLElement] = []
    ) {
        self.name = name
        self.attributes = attributes
        self.text = text
        self.children = children
    }

    /// The first line of a document.
    static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    /// The element with its content, on lines of its own.
    func text(indentation: String) -> String {
        var text = ""
        write(to: &text, indentation: indentation)
        return text
    }

    /// The opening tag, on a line of its own.
    var opening: String { openTag + ">\n" }

    private var openTag: String {
        attributes.reduce("<" + name) { tag, attribute in
            tag + " \(attribute.name)=\"\(Self.escaped(escapingControls(attribute.value)))\""
        }
    }

    private func write(to document: inout String, indentation: String) {
        document += indentation + openTag
        guard !text.isEmpty || !children.isEmpty else {
            document += "/>\n"
            return
        }
        document += ">"
        document += text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Self.escaped(escapingControls(String($0))) }.joined(separator: "\n")
        if !children.isEmpty {
            document += "\n"
            for child in children { child.write(to: &document, indentation: indentation + "  ") }
            document += indentation
        }
        document += "</\(name)>\n"
    }

    /// Replaces markup by references, including `>` because of `]]>`.
    ///
    /// Characters that XML 1.0 does not allow (section 2.2, `Char`) are written as ``escapingControls`` writes control
    /// characters. It has replaced all of them but U+FFFE and U+FFFF.
    static func escaped(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": shown += "&amp;"
            case "<": shown += "&lt;"
            case ">": shown += "&gt;"
            case "\"": shown += "&quot;"
            case "\u{FFFE}", "\u{FFFF}": shown += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
