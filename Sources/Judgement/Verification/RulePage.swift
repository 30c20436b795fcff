/// The page of a rule, which says what it checks, why that matters and what to do: a document of `docs/rules/` that is
/// compiled into the program.
///
/// A document has front matter, a title, and the four headings of ``Section`` in their order. Its text is Markdown, in
/// which the program recognises paragraphs and fenced code.
package struct RulePage: Sendable, Equatable {
    /// The headings, the same on every page.
    package enum Section: String, Sendable, CaseIterable {
        case checks = "What it checks"
        case harm = "Why it is bad"
        case example = "Example"
        case remedy = "How to fix it"
    }

    /// `BC101`.
    package let number: String
    /// `missing-parameter`; called `id` in the front matter.
    package let name: String
    /// The severity of findings, unless the page names another for a case.
    package let severity: Severity
    package let needs: Examination.Depth
    /// One line, without a full stop.
    package let title: String
    private let sections: [Section: String]

    /// Reads a document; nil when it lacks a part or has another order.
    package init?(_ document: [UInt8]) {
        var lines = Lines(document)
        guard lines.skip("---"),
            let number = lines.rest(after: "number: "), let name = lines.rest(after: "id: "),
            let severity = lines.rest(after: "severity: ").flatMap(Severity.init),
            let needs = lines.rest(after: "needs: ").flatMap(Examination.Depth.init),
            lines.skip("---"), lines.skip(""), let title = lines.rest(after: "# ")
        else { return nil }
        var sections: [Section: String] = [:]
        for section in Section.allCases {
            guard lines.skip(""), lines.skip("## " + section.rawValue), lines.skip("") else { return nil }
            sections[section] = lines.body()
        }
        guard lines.areAtEnd, !sections.values.contains("") else { return nil }
        self.number = number
        self.name = name
        self.severity = severity
        self.needs = needs
        self.title = title
        self.sections = sections
    }

    /// A section as Markdown.
    package subscript(section: Section) -> String { sections[section] ?? "" }

    /// A section for a terminal, without fences.
    ///
    /// Code is indented by four columns, except in the example.
    package func plain(_ section: Section) -> String {
        var isCode = false
        var plain: [String] = []
        for line in self[section].split(separator: "\n", omittingEmptySubsequences: false) {
            if Lines.isFence(line) {
                isCode.toggle()
            } else {
                plain.append((isCode && section != .example && !line.isEmpty ? "    " : "") + line)
            }
        }
        return plain.joined(separator: "\n")
    }
}

/// Where the project is published.
package enum Published {
    /// The address that all others begin with.
    ///
    /// `.example` is a domain that nobody can own (RFC 2606): the first release puts the project's address here.
    package static let site = "https://bertconv.example/"
}

extension Rule {
    /// Where the rule's page is published.
    package var address: String { "\(Published.site)docs/rules/\(number).md" }
}

/// The lines of a document, read from the first to the last.
private struct Lines {
    private var lines: ArraySlice<Substring>

    init(_ document: [UInt8]) {
        lines = String(decoding: document, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)[...]
    }

    static func isFence(_ line: Substring) -> Bool { line.hasPrefix("```") }

    /// Whether only the end of the last line is left.
    var areAtEnd: Bool { lines.allSatisfy(\.isEmpty) && lines.count <= 1 }

    /// Skips the next line if it equals `line`; returns whether it did.
    mutating func skip(_ line: String) -> Bool {
        guard lines.first.map(String.init) == line else { return false }
        lines.removeFirst()
        return true
    }

    /// The rest of the next line, if it begins with `prefix`.
    mutating func rest(after prefix: String) -> String? {
        guard let line = lines.first, line.hasPrefix(prefix) else { return nil }
        lines.removeFirst()
        return String(line.dropFirst(prefix.count))
    }

    /// The lines up to the next heading, without the empty line before that.
    mutating func body() -> String {
        var isCode = false
        let end =
            lines.firstIndex { line in
                if Self.isFence(line) { isCode.toggle() }
                return !isCode && line.hasPrefix("## ")
            } ?? lines.endIndex
        let body = lines[..<end].dropLast()
        lines = lines[(lines.startIndex + body.count)...]
        return body.joined(separator: "\n")
    }
}
