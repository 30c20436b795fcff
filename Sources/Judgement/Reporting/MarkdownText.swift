internal import ByteIO

/// Pieces of GitHub's Markdown (https://github.github.com/gfm/), in which no text can become markup.
enum MarkdownText {
    /// A name or a path, shown letter for letter.
    ///
    /// A code span where that can hold it, for people read the source too; a backtick, a backslash or a pipe in a
    /// table needs HTML and character references.
    static func code(_ text: String) -> String {
        let shown = escapingControls(text)
        let isPlain = shown.unicodeScalars.allSatisfy { $0 != "`" && $0 != "|" && $0 != "\\" }
        guard !isPlain || shown.isEmpty || shown.first == " " || shown.last == " " else { return "`\(shown)`" }
        var html = ""
        for scalar in shown.unicodeScalars {
            switch scalar {
            case "0"..."9", "A"..."Z", "a"..."z", ".", "-", "/": html.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x7F: html += "&#\(scalar.value);"
            default: html.unicodeScalars.append(scalar)
            }
        }
        return "<code>\(html)</code>"
    }

    /// A line of code on its own, in a language.
    static func block(_ line: String, of language: String) -> [String] {
        // A fence that is longer than what is in the line (section 4.5).
        let longest = line.split(omittingEmptySubsequences: true) { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return [fence + language, line, fence]
    }

    /// A sentence, in which nothing is markup, a link or a mention.
    ///
    /// GitHub makes links of addresses, people and issues in the finished text, where no backslash helps; in code it
    /// makes none. So a word that could become one is shown as code.
    static func prose(_ text: String) -> String {
        escapingControls(text).split(separator: " ", omittingEmptySubsequences: false).map { word in
            guard MarkdownLinks.canBecomeOne(word) else { return escaped(word) }
            let start = word.prefix { opening.contains($0) }
            let end = word.dropFirst(start.count).reversed().prefix { closing.contains($0) }.count
            return escaped(start) + code(String(word.dropFirst(start.count).dropLast(end))) + escaped(word.suffix(end))
        }.joined(separator: " ")
    }

    /// A sentence of the user's own, as the reason in a policy: nothing in it is markup, and its links are wanted.
    static func ownProse(_ text: String) -> String {
        escaped(escapingControls(text)[...])
    }

    /// Punctuation around a word, which stays outside of code.
    private static let opening: Set<Character> = ["(", "[", "'", "\""]
    private static let closing: Set<Character> = [")", "]", "'", "\"", ",", ".", ";", ":"]

    private static func escaped(_ text: Substring) -> String {
        let scalars = Array(text.unicodeScalars)
        var shown = ""
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "\\", "`", "*", "<", ">", "&", "|", "~", "$": shown += "\\"
            // Brackets alone are no link (section 6.6) where no text can define one.
            case "]" where index + 1 < scalars.count && scalars[index + 1] == "(": shown += "\\"
            // Within a word it is no emphasis (section 6.2), and names are full of it.
            case "_" where !(isWord(scalars, index - 1) && isWord(scalars, index + 1)): shown += "\\"
            default: break
            }
            shown.unicodeScalars.append(scalar)
        }
        return shown
    }

    /// A table; its cells are Markdown already.
    static func table(_ heading: [String], _ rows: [[String]]) -> [String] {
        ([heading, heading.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
    }

    /// Lines that are shown when the reader asks for them.
    static func details(_ summary: String, _ lines: [String]) -> [String] {
        ["<details><summary>\(summary)</summary>", ""] + lines + ["", "</details>"]
    }

    private static func isWord(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        scalars.indices.contains(index) && scalars[index].properties.isAlphabetic
            || scalars.indices.contains(index) && ("0"..."9").contains(scalars[index])
    }
}

/// Which words GitHub turns into links although they are no markup: addresses (GFM, "Autolinks (extension)"), people
/// and teams, issues and commits (GitHub's "Autolinked references"), and emoji.
enum MarkdownLinks {
    /// Whether a word without spaces could become a link, wherever in it.
    static func canBecomeOne(_ word: Substring) -> Bool {
        let text = Array(word.unicodeScalars.map { $0.properties.lowercaseMapping }.joined().unicodeScalars)
        // `://` of an address, `@` of a person or a mail, `#` of an issue.
        if text.contains("@") || text.contains("#") { return true }
        if ["://", "www.", "mailto:", "xmpp:"].contains(where: { contains(text, Array($0.unicodeScalars)) }) {
            return true
        }
        return namesIssue(text) || hasShortcode(text)
            || text.split(whereSeparator: { !isWord($0) }).contains(where: isCommit)
    }

    private static func contains(_ text: [Unicode.Scalar], _ part: [Unicode.Scalar]) -> Bool {
        text.indices.contains { text[$0...].starts(with: part) }
    }

    /// For example, `GH-12`.
    private static func namesIssue(_ text: [Unicode.Scalar]) -> Bool {
        text.indices.contains { index in
            text[index...].starts(with: ["g", "h", "-"]) && text.dropFirst(index + 3).first.map(isDigit) ?? false
        }
    }

    /// For example, `:tada:`.
    private static func hasShortcode(_ text: [Unicode.Scalar]) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.dropFirst().dropLast().contains { part in
            !part.isEmpty && part.allSatisfy { isWord($0) || $0 == "+" || $0 == "-" }
        }
    }

    /// Seven to forty hexadecimal digits, with letters and decimal digits among them: a plain number is no commit.
    private static func isCommit(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        (7...40).contains(word.count) && word.allSatisfy { isDigit($0) || ("a"..."f").contains($0) }
            && word.contains(where: isDigit) && !word.allSatisfy(isDigit)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || ("a"..."z").contains(scalar) || scalar == "_"
    }
}
