import ArgumentParser
import Glibc
import RulePages
import Verification

/// For example, `bertconv explain BC101`.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a rule of 'verify' means, why it matters and how to mend it.",
        discussion: """
            Without a rule, all are listed.

            Examples:
              bertconv explain
              bertconv explain BC101
              bertconv explain missing-parameter
            """)

    @Argument(help: "The number or the name of a rule.", completion: .list(Rule.all.map(\.number)))
    var rule: String?

    func validate() throws {
        guard let rule, Rule(rule) == nil else { return }
        throw ValidationError("there is no rule '\(rule)'; 'bertconv explain' lists them")
    }

    func run() throws {
        let style = Style(stream: STDOUT_FILENO)
        let chosen = rule.flatMap(Rule.init)
        let lines = chosen.map { Self.page($0, style) } ?? Rule.all.map { Self.row($0, style) }
        lines.forEach(Terminal.printResult)
    }

    /// For example, `BC101  missing-parameter  error  A parameter is in no file`.
    private static func row(_ rule: Rule, _ style: Style) -> String {
        let width = Rule.all.map(\.name.count).max() ?? 0
        let name = rule.name + String(repeating: " ", count: width - rule.name.count)
        let severity = rule.severity.rawValue + String(repeating: " ", count: 7 - rule.severity.rawValue.count)
        return "\(style.bold(rule.number))  \(name)  \(severity)  \(RulePage.page(rule.number)?.title ?? "")"
    }

    private static func page(_ rule: Rule, _ style: Style) -> [String] {
        guard let page = RulePage.page(rule.number) else { return [row(rule, style)] }
        let sections = [
            ("What it checks", page.checks), ("Why it is bad", page.harm), ("Example", page.example),
            ("How to mend it", page.remedy),
        ]
        return ["\(style.bold("\(rule.number) \(rule.name)")) (\(rule.severity.rawValue))", page.title]
            + sections.flatMap { heading, text in
                ["", style.bold(heading)]
                    + text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                        line.isEmpty ? "" : "  " + line
                    }
            }
    }
}
