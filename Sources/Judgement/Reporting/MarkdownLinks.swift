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
