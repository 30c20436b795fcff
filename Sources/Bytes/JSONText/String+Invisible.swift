extension String {
    /// JSON with what a screen would not show as it is, or would obey, written as `\u…`: it is still the same JSON.
    ///
    /// ``JSONWriter`` does so for what RFC 8259, section 7 demands, which are the control characters below U+0020.
    /// U+009B begins a command of a terminal too, and U+202E turns the line around.
    package var escapingInvisible: String {
        guard !utf8.allSatisfy({ $0 < 0x7F }) else { return self }
        var shown = ""
        shown.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar.value >= 0x7F, .format, .lineSeparator, .paragraphSeparator:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
