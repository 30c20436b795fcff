package import ByteIO
package import Verification

/// What a project decided about the findings of its models: which count as what, why, and until when.
///
/// The first entry in the order of the file that matches a finding decides about it.
package struct Policy: Sendable {
    /// What an entry makes of a finding.
    package enum Action: String, Sendable, CaseIterable {
        /// It is accepted.
        case allow
        /// It counts as a warning, whatever its rule says.
        case warn
        /// It counts as an error, and neither the command line nor a baseline accepts it.
        case deny
    }

    package struct Entry: Sendable {
        package let rule: Rule
        package let action: Action
        /// Patterns for the subjects it is about; nil: all.
        package let parameters: [Glob]?
        /// Why, on one line.
        package let reason: String
        /// The last day on which it holds; nil: for ever.
        package let expires: CalendarDay?
        /// Where it begins in the file.
        package let line: Int
    }

    /// The version of the file format.
    package static let version = 1

    /// The file as the user named it.
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

    /// The policy that this text is.
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

/// What `--allow RULE[=GLOB]` accepts.
package struct Allowance: Sendable {
    /// What the report gives as the source of the acceptance.
    package static let source = "--allow"

    package let rule: Rule
    /// The subjects it is about; nil: all.
    package let subjects: Glob?
    /// As it was typed.
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
