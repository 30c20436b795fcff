/// Texts as scalars of YAML.
enum YAMLQuoting {
    /// `text` in quotes: in single ones where a double-quoted scalar would need escapes and a single-quoted does not.
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

    /// Whether a person could not see it in a file, or a reader not take it from there.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
        default: !YAMLText.isPrintable(scalar)
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, width) =
            switch scalar.value {
            case ...0xFF: ("x", 2)
            case ...0xFFFF: ("u", 4)
            default: ("U", 8)
            }
        return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
    }
}
