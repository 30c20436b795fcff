/// A word of a command line, as a POSIX shell has to read it.
package enum ShellWord {
    /// The word, in quotes where it needs them, on one line and without a character that ``escapingControls(_:)``
    /// would write otherwise.
    ///
    /// What is invisible is left to `printf`, which every shell has: `"$(printf 'a\nb')"`. Quotes of the form `$'…'` would
    /// be shorter, and dash does not know them.
    ///
    /// - Returns: nil for a word that ends in a line feed, which `$(…)` takes away.
    package static func quoted(_ word: String) -> String? {
        if word != escapingControls(word) { return printed(word) }
        guard word.isEmpty || !word.unicodeScalars.allSatisfy(isPlain) else { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// A path that no program takes for an option.
    package static func path(_ path: String) -> String {
        path.utf8.first == UInt8(ascii: "-") ? "./" + path : path
    }

    private static func printed(_ word: String) -> String? {
        guard word.utf8.last != UInt8(ascii: "\n") else { return nil }
        var format = ""
        for scalar in word.unicodeScalars {
            switch scalar {
            case "\n": format += #"\n"#
            case "\\": format += #"\\"#
            case "%": format += "%%"
            case "'": format += #"\047"#
            default:
                let isVisible = escapingControls(String(scalar)) == String(scalar)
                format += isVisible ? String(scalar) : String(scalar).utf8.map(octal).joined()
            }
        }
        // A format that begins with a dash would be an option of printf.
        return "\"$(printf -- '\(format)')\""
    }

    private static func octal(_ byte: UInt8) -> String {
        #"\"# + String(byte >> 6) + String(byte >> 3 & 7) + String(byte & 7)
    }

    /// Whether no shell gives the character a meaning, wherever in a word it is.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ",", ":", "@", "+", "%": true
        default: !scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        }
    }
}
