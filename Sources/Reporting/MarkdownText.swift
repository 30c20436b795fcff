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

    /// A sentence, in which nothing is markup, a link or a mention.
    ///
    /// GitHub makes links of addresses, people and issues in the finished text, where no backslash helps; in code it
    /// makes none. So a word that could become one is shown as code.
    static func prose(_ text: String) -> String {
        escapingControls(text).split(separator: " ", omittingEmptySubsequences: false).map { word in
            MarkdownLinks.canBecomeOne(word) ? code(String(word)) : escaped(word)
        }.joined(separator: " ")
    }

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
