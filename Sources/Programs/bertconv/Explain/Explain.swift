import ArgumentParser
import Glibc
import JSONText
import Verification

/// Prints the page of a rule, or lists all rules.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Describe a rule of 'verify': what it checks, why it matters, how to fix it.",
        discussion: """
            Without a rule, all rules are listed.

            With '--format json', a rule is one object: its number, id, default severity, what its check needs \
            (headers, or values too), the URL of its page, its title, and the text under each heading (checks, harm, \
            example, remedy) in Markdown. Without a rule, the output is an array of all rules.

            Examples:
              bertconv explain
              bertconv explain BC101
              bertconv explain missing-parameter --format json
            """)

    @Argument(help: "The number or the id of a rule.", completion: .list(Rule.all.map(\.number)))
    var rule: String?

    @Option(help: "The form of the result.")
    var format = ReportFormat.text

    func validate() throws {
        guard let rule, Rule(rule) == nil else { return }
        throw ValidationError("there is no rule '\(rule)'; 'bertconv explain' lists them")
    }

    func run() throws {
        let chosen = rule.flatMap(Rule.init)
        switch format {
        case .json:
            let json = chosen.map(Self.json) ?? .array(Rule.all.map(Self.json))
            Terminal.printResult(JSONWriter.pretty(json))
        case .text:
            let style = Style(stream: STDOUT_FILENO)
            let lines = chosen.map { Self.page($0, style) } ?? Rule.all.map { Self.row($0, style) }
            lines.forEach(Terminal.printResult)
        }
    }

    /// One line of the list: `BC101  missing-parameter  error  A parameter is in no file`.
    private static func row(_ rule: Rule, _ style: Style) -> String {
        let width = Rule.all.map(\.name.count).max() ?? 0
        let name = rule.name + String(repeating: " ", count: width - rule.name.count)
        let severity = rule.severity.rawValue + String(repeating: " ", count: 7 - rule.severity.rawValue.count)
        return "\(style.bold(rule.number))  \(name)  \(severity)  \(Check.page(of: rule)?.title ?? "")"
    }

    private static func page(_ rule: Rule, _ style: Style) -> [String] {
        guard let page = Check.page(of: rule) else { return [row(rule, style)] }
        return ["\(style.bold("\(rule.number) \(rule.name)")) (\(rule.severity.rawValue))", page.title]
            + RulePage.Section.allCases.flatMap { section in
                ["", style.bold(section.rawValue)]
                    + page.plain(section).split(separator: "\n", omittingEmptySubsequences: false).map { line in
                        line.isEmpty ? "" : "  " + line
                    }
            }
    }

    private static func json(_ rule: Rule) -> JSONValue {
        let page = Check.page(of: rule)
        return [
            "number": .string(rule.number), "id": .string(rule.name), "severity": .string(rule.severity.rawValue),
            "needs": .string(rule.needs.rawValue), "url": .string(rule.address),
            "title": .string(page?.title ?? ""), "checks": .string(page?[.checks] ?? ""),
            "harm": .string(page?[.harm] ?? ""), "example": .string(page?[.example] ?? ""),
            "remedy": .string(page?[.remedy] ?? ""),
        ]
    }
}
