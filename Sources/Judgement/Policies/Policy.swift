package import ByteIO
package import Verification

/// What a project decided about the findings of its models: which it accepts or denies, why, and until when.
///
/// The first entry of the file that matches a finding decides it.
package struct Policy: Sendable {
    /// What an entry does with a finding.
    package enum Action: String, Sendable, CaseIterable {
        /// The finding is accepted.
        case allow
        /// It counts as a warning, whatever its rule says.
        case warn
        /// It counts as an error, and neither the command line nor a baseline accepts it.
        case deny
    }

    package struct Entry: Sendable {
        package let rule: Rule
        package let action: Action
        /// Patterns for the subjects of findings; nil: all subjects.
        package let parameters: [Glob]?
        /// The reason, on one line.
        package let reason: String
        /// The last day on which the entry applies; nil: it does not expire.
        package let expires: CalendarDay?
        /// The line of the file at which it begins.
        package let line: Int
    }

    /// The version of the file format.
    package static let version = 1

    /// The path as the user gave it.
    package let path: String
    package let entries: [Entry]

    /// Reads a policy.
    ///
    /// - Throws: ``Fault`` `file.…`, `policy.…`.
    package init(path: String) throws(Fault) {
        let file = try InputFile(path: path)
        guard file.byteCount <= UInt64(PolicyLimits.policyBytes) else {
            throw .tooLarge(path, byteCount: file.byteCount, limit: PolicyLimits.policyBytes)
        }
        try self.init(try file.bytes(at: 0, count: Int(file.byteCount)), path: path)
    }

    /// Reads a policy from the bytes of its file.
    ///
    /// - Throws: ``Fault`` `policy.…`, with line and column.
    package init(_ bytes: [UInt8], path: String) throws(Fault) {
        self.path = path
        do {
            entries = try PolicyReader.entries(YAMLText(bytes))
        } catch {
            throw error.inFile(path)
        }
    }
}

extension Policy.Entry {
    func isExpired(on day: CalendarDay) -> Bool {
        expires.map { $0 < day } ?? false
    }

    func matches(_ finding: Finding) -> Bool {
        finding.rule == rule && (parameters?.contains { $0.matches(finding.subject) } ?? true)
    }
}

/// The findings that one `--allow RULE[=GLOB]` accepts.
package struct Allowance: Sendable {
    /// The source of the acceptance, as the report names it.
    package static let source = "--allow"

    package let rule: Rule
    /// The pattern for the subjects; nil: all subjects.
    package let subjects: Glob?
    /// The value as it was typed.
    package let text: String

    /// - Throws: ``Fault`` `policy.allowance`, `policy.glob`.
    package init(_ text: String) throws(Fault) {
        self.text = text
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, let rule = Rule(String(name)) else { throw .allowanceRule(text) }
        self.rule = rule
        guard parts.count == 2 else {
            subjects = nil
            return
        }
        guard !parts[1].isEmpty else { throw .allowanceGlob(text) }
        subjects = try Glob(String(parts[1]))
    }

    func matches(_ finding: Finding) -> Bool {
        finding.rule == rule && (subjects?.matches(finding.subject) ?? true)
    }
}

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
