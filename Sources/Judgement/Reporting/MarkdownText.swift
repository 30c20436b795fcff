internal import ByteIO

/// Parts of a text in GitHub's Markdown (https://github.github.com/gfm/), in which names cannot become markup.
enum MarkdownText {
    /// A name or a path, shown exactly as it is.
    ///
    /// It is a code span where possible, because people read the source too. A backtick, a backslash, or a pipe in a
    /// table needs HTML and character references.
    static func code(_ text: String) -> String {
        let shown = escapingControls(text)
        let isPlain = shown.unicodeScalars.allSatisfy { $0 != "`" && $0 != "|" && $0 != "\\" }
        let needsHTML = !isPlain || shown.isEmpty || shown.first == " " || shown.last == " "
        return needsHTML ? html(text) : "`\(shown)`"
    }

    /// A name or a path as HTML, for places in which Markdown is not read, such as the summary of details.
    static func html(_ text: String) -> String {
        let shown = escapingControls(text)
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

    /// A sentence without markup, links or mentions.
    ///
    /// GitHub turns addresses, people and issues into links after it has rendered the text, so a backslash does not
    /// help. It does not do so in code, so a word that could become a link is shown as code.
    static func prose(_ text: String) -> String {
        escapingControls(text).split(separator: " ", omittingEmptySubsequences: false).map { word in
            guard MarkdownLinks.canBecomeOne(word) else { return escaped(word) }
            let start = word.prefix { opening.contains($0) }
            let end = word.dropFirst(start.count).reversed().prefix { closing.contains($0) }.count
            return escaped(start) + code(String(word.dropFirst(start.count).dropLast(end))) + escaped(word.suffix(end))
        }.joined(separator: " ")
    }

    /// A sentence that the user wrote, such as the reason in a policy: it has no markup, but its links are kept.
    static func ownProse(_ text: String) -> String {
        escaped(escapingControls(text)[...])
    }

    /// Punctuation before and after a word, which is not shown as code.
    private static let opening: Set<Character> = ["(", "[", "'", "\""]
    private static let closing: Set<Character> = [")", "]", "'", "\"", ",", ".", ";", ":"]

    private static func escaped(_ text: Substring) -> String {
        let scalars = Array(text.unicodeScalars)
        var shown = ""
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "\\", "`", "*", "<", ">", "&", "|", "~", "$": shown += "\\"
            // Brackets alone are not a link (section 6.6), because no text can define one.
            case "]" where index + 1 < scalars.count && scalars[index + 1] == "(": shown += "\\"
            // Within a word it is not emphasis (section 6.2), and many names contain it.
            case "_" where !(isWord(scalars, index - 1) && isWord(scalars, index + 1)): shown += "\\"
            default: break
            }
            shown.unicodeScalars.append(scalar)
        }
        return shown
    }

    /// A table; the cells are Markdown already.
    static func table(_ heading: [String], _ rows: [[String]]) -> [String] {
        table([heading, heading.map { _ in "---" }] + rows)
    }

    /// The rows of a table.
    static func table(_ rows: [[String]]) -> [String] {
        rows.map { "| " + $0.joined(separator: " | ") + " |" }
    }

    /// The first of `lines` that have at most `limit` bytes, and how many have no room; what they open is closed.
    static func cut(_ lines: [String], to limit: Int) -> (lines: [String], left: Int) {
        var kept: [String] = []
        var size = 0
        // What closes the blocks that are open.
        var ends: [String] = []
        for line in lines {
            let end = ends.reduce(1) { $0 + $1.utf8.count + 1 }
            guard size + line.utf8.count + 1 + end <= limit else { break }
            kept.append(line)
            size += line.utf8.count + 1
            if line == ends.last {
                ends.removeLast()
            } else if line.hasPrefix("<details>") {
                ends.append("</details>")
            } else if line.hasPrefix("```") {
                ends.append(String(line.prefix { $0 == "`" }))
            }
        }
        let isWhole = kept.count == lines.count || ends.isEmpty
        return (kept + (isWhole ? [] : [""] + ends.reversed()), lines.count - kept.count)
    }

    /// Lines that are collapsed under a summary.
    static func details(_ summary: String, _ lines: [String]) -> [String] {
        ["<details><summary>\(summary)</summary>", ""] + lines + ["", "</details>"]
    }

    private static func isWord(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        scalars.indices.contains(index) && scalars[index].properties.isAlphabetic
            || scalars.indices.contains(index) && ("0"..."9").contains(scalars[index])
    }
}

/// The words that GitHub turns into links without markup: addresses (GFM, "Autolinks (extension)"), people and teams,
/// issues and commits (GitHub's "Autolinked references"), and emoji.
enum MarkdownLinks {
    /// Whether a word, or a part of it, could become a link.
    static func canBecomeOne(_ word: Substring) -> Bool {
        let text = Array(word.unicodeScalars.map { $0.properties.lowercaseMapping }.joined().unicodeScalars)
        // A person or a mail address has `@`, an issue `#`, a web address `://`.
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

    /// Whether a word could be the hash of a commit: 7 to 40 hexadecimal digits, both letters and decimal digits.
    private static func isCommit(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        (7...40).contains(word.count) && word.allSatisfy { isDigit($0) || ("a"..."f").contains($0) }
            && word.contains(where: isDigit) && !word.allSatisfy(isDigit)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || ("a"..."z").contains(scalar) || scalar == "_"
    }
}
