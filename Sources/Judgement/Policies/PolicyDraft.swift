internal import ByteIO
package import Verification

/// The entries of a policy that would accept what counts today of one or several models, for `--print-policy`.
///
/// They name the subjects one by one, layers taken together, and nothing that is not there today: what is missing
/// tomorrow is not accepted by them. The reason says TODO, which ``Policy`` refuses, so that somebody writes one.
package struct PolicyDraft: Sendable {
    /// What stands where the reason belongs.
    package static let reason = "TODO: say why"

    /// By rule, each with the patterns in the order of the findings.
    private let entries: [(rule: Rule, patterns: [String])]

    /// - Parameters:
    ///   - findings: those of all models.
    ///   - threshold: the least severity that counts; nil: nothing fails, so all are written down.
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

    /// The file, ready to be read by ``Policy`` once each reason is written.
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
