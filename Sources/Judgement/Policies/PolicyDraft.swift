package import Verification

/// A policy that would accept all findings that count today, of one or several models, for `--print-policy`.
///
/// It names every subject, with layers taken together, and no subject without a finding today, so it does not accept
/// findings that come later. The reasons say TODO, which ``Policy`` refuses, so that somebody must write them.
package struct PolicyDraft: Sendable {
    /// The text in place of a reason.
    package static let reason = "TODO: say why"

    /// The rules by number, each with its patterns in the order of the findings.
    private let entries: [(rule: Rule, patterns: [String])]

    /// - Parameters:
    ///   - findings: the findings of all models.
    ///   - threshold: the lowest severity that fails; nil: none fails, and the policy accepts all findings.
    package init(_ findings: [JudgedFinding], failOn threshold: Severity?) {
        let counting = findings.filter { judged in
            judged.acceptance == nil && judged.severity >= threshold ?? .note
        }
        let groups = Dictionary(grouping: counting.map(\.finding), by: \.rule)
        entries = groups.keys.sorted { $0.number < $1.number }.map { rule in
            let subjects = (groups[rule] ?? []).map(\.subject)
            let all = findings.map(\.finding).filter { $0.rule == rule }.map(\.subject)
            return (rule, SubjectPatterns.patterns(for: subjects, among: all))
        }
    }

    /// The text of the file, which ``Policy`` reads once the reasons are written.
    package var text: String {
        var lines = ["version: \(Policy.version)"]
        lines.append(entries.isEmpty ? "entries: []" : "entries:")
        for (rule, patterns) in entries {
            lines.append("  - rule: \(rule.number) # \(rule.name)")
            lines.append("    action: \(Policy.Action.allow.rawValue)")
            lines.append("    parameters:")
            lines += patterns.map { "      - \(YAMLQuoting.quoted($0))" }
            lines.append("    reason: \(YAMLQuoting.quoted(Self.reason))")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
