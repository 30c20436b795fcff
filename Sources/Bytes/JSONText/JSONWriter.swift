internal import ByteIO

/// Writes JSON like serde_json: without white space or indented by two spaces.
///
/// Only `"`, `\` and control characters are escaped; everything else is plain UTF-8.
package struct JSONWriter {
    private let indented: Bool
    private var text = ""

    /// One line without white space.
    package static func compact(_ value: JSONValue) -> String {
        var writer = JSONWriter(indented: false)
        writer.write(value, depth: 0)
        return writer.text
    }

    /// Several lines, indented by two spaces a level, without a newline at the end.
    package static func pretty(_ value: JSONValue) -> String {
        var writer = JSONWriter(indented: true)
        writer.write(value, depth: 0)
        return writer.text
    }
}

extension JSONWriter {
    private init(indented: Bool) {
        self.indented = indented
        self.text = ""
    }

    private mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .decimal(let number): text += number
        case .string(let string): write(string)
        case .array(let elements):
            let isFlat = elements.allSatisfy { !$0.isContainer }
            list("[", "]", elements, depth: depth, flat: isFlat) { writer, element in
                writer.write(element, depth: depth + 1)
            }
        case .object(let object):
            list("{", "}", object.members, depth: depth, flat: false) { writer, member in
                writer.write(member.name)
                writer.text += writer.indented ? ": " : ":"
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    private mutating func list<Element>(
        _ open: String, _ close: String, _ elements: [Element], depth: Int, flat: Bool,
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        text += open
        let broken = indented && !flat && !elements.isEmpty
        for (index, element) in elements.enumerated() {
            if index > 0 { text += indented && flat ? ", " : "," }
            if broken { newLine(depth + 1) }
            body(&self, element)
        }
        if broken { newLine(depth) }
        text += close
    }

    private mutating func newLine(_ depth: Int) {
        text += "\n" + String(repeating: "  ", count: depth)
    }

    private mutating func write(_ string: String) {
        text += "\""
        // Almost no name needs escapes.
        if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            text += string
            text += "\""
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}":
                text += "\\u" + String(scalar.value, width: 4, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}

extension String {
    /// The same JSON with characters that a terminal does not show, or takes as commands, written as `\u…`.
    ///
    /// ``JSONWriter`` escapes only what RFC 8259, section 7 requires: the control characters below U+0020. But U+009B
    /// also begins a command of a terminal, and U+202E reverses the direction of text.
    package var escapingInvisible: String {
        guard !utf8.allSatisfy({ $0 < 0x7F }) else { return self }
        var shown = ""
        shown.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar.value >= 0x7F, .format, .lineSeparator, .paragraphSeparator:
                for unit in String(scalar).utf16 {
                    shown += "\\u" + String(unit, width: 4, radix: 16)
                }
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
