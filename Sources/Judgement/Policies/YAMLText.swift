package import ByteIO

/// The bytes of a YAML text, checked to contain only characters that all YAML readers treat alike.
package struct YAMLText: Sendable {
    let bytes: [UInt8]
    /// The place where the text begins, after a byte order mark.
    let start: Int
    private let lineStarts: [Int]

    /// - Throws: ``Fault`` `policy.encoding`, `policy.character`.
    package init(_ bytes: [UInt8]) throws(Fault) {
        self.bytes = bytes
        start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        lineStarts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw .yamlEncoding(place: "byte \(error.byteOffsets.lowerBound)")
        }
        var offset = start
        for scalar in String(decoding: bytes[start...], as: UTF8.self).unicodeScalars {
            let isReturn = scalar == "\r" && offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "\n")
            guard isReturn || Self.isPrintable(scalar) else {
                throw .yamlCharacter(scalar, place: place(offset))
            }
            offset += UTF8.width(scalar)
        }
    }

    /// Whether YAML allows a character; the line breaks of old versions (U+0085, U+2028, U+2029) are refused: what is a
    /// comment to one reader could be an entry to another.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x20...0x7E: true
        case 0..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
        default: true
        }
    }

    /// The number of the line, from 1.
    func line(_ offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return high
    }

    /// How many bytes of its line come before it.
    func column(_ offset: Int) -> Int {
        offset - max(lineStarts[line(offset) - 1], start)
    }

    /// The place for a message: `line 3, column 5`; columns count characters from 1.
    func place(_ offset: Int) -> String {
        let number = line(offset)
        let before = bytes[max(lineStarts[number - 1], start)..<max(offset, start)]
        let characters = String(decoding: before, as: UTF8.self).unicodeScalars.count
        return "line \(number), column \(characters + 1)"
    }
}

/// Writes texts as scalars of YAML.
enum YAMLQuoting {
    /// `text` in quotes: in single quotes if only those avoid escapes, otherwise in double quotes.
    static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let isPlain = scalars.allSatisfy { !needsEscape($0) }
        if isPlain, !scalars.contains("'"), scalars.contains("\\") || scalars.contains("\"") { return "'\(text)'" }
        var quoted = "\""
        for scalar in scalars {
            if scalar == "\"" || scalar == "\\" {
                quoted += "\\"
                quoted.unicodeScalars.append(scalar)
            } else if needsEscape(scalar) {
                quoted += escape(scalar)
            } else {
                quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// Whether a character is invisible, or not allowed in YAML.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
        default: !YAMLText.isPrintable(scalar)
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let (letter, width) =
            switch scalar.value {
            case ...0xFF: ("x", 2)
            case ...0xFFFF: ("u", 4)
            default: ("U", 8)
            }
        return "\\" + letter + String(scalar.value, width: width, radix: 16)
    }
}
