package import ByteIO
package import Verification

/// A policy that would accept all findings that fail today, of one or several models, for `--print-policy`.
///
/// It names every subject, with layers taken together, and no subject without a finding today, so it does not accept
/// findings that come later. The reasons say TODO, which ``Policy`` refuses, so that somebody must write them.
package struct PolicyDraft: Sendable {
    /// The text in place of a reason.
    package static let reason = "TODO: say why"

    /// What one entry is about: a rule, and the bytes of the patterns for names, in the order of the findings.
    private struct Matter: Hashable {
        let rule: Rule
        let patterns: [[UInt8]]
    }

    private let threshold: Severity
    private let isForSeveral: Bool
    private var matters: [Matter] = []
    /// The patterns for the paths of the models that an entry is for.
    private var models: [Matter: [String]] = [:]

    /// - Parameters:
    ///   - threshold: the lowest severity that fails; nil: none does, and the policy accepts what fails by default.
    ///   - isForSeveral: whether each entry names the models that it is for, by their paths from the working directory.
    package init(failOn threshold: Severity?, isForSeveral: Bool) {
        self.threshold = threshold ?? .error
        self.isForSeveral = isForSeveral
    }

    /// Adds the findings of a model.
    package mutating func add(_ findings: [JudgedFinding], of model: String) {
        let counting = findings.filter { $0.acceptance == nil && $0.severity >= threshold }.map(\.finding)
        // What is at no path could not be checked, and no policy accepts that.
        guard !counting.isEmpty, let path = ModelPath(model, from: ".")?.pattern else { return }
        for (rule, group) in Dictionary(grouping: counting, by: \.rule) {
            let all = findings.map(\.finding).filter { $0.rule == rule }
            let patterns = SubjectPatterns.patterns(
                for: group.map(\.name), among: all.map(\.name) + all.compactMap(\.alias))
            let matter = Matter(rule: rule, patterns: patterns.map { Array($0.utf8) })
            if models[matter] == nil { matters.append(matter) }
            models[matter, default: []].append(path)
        }
    }

    /// The text of the file, which ``Policy`` reads once the reasons are written.
    ///
    /// - Throws: ``Fault`` `policy.size` if it is more than is read.
    package func text() throws(Fault) -> String {
        var lines = ["version: \(Policy.version)", matters.isEmpty ? "entries: []" : "entries:"]
        let sorted = matters.enumerated().sorted { first, second in
            (first.element.rule.number, first.offset) < (second.element.rule.number, second.offset)
        }
        for matter in sorted.map(\.element) {
            lines.append("  - rule: \(matter.rule.number) # \(matter.rule.name)")
            lines.append("    action: \(Policy.Action.allow.rawValue)")
            if isForSeveral { lines += Self.list("models", models[matter] ?? []) }
            lines += Self.list("parameters", matter.patterns.map { String(decoding: $0, as: UTF8.self) })
            lines.append("    reason: \(YAMLQuoting.quoted(Self.reason))")
        }
        let text = lines.joined(separator: "\n") + "\n"
        guard text.utf8.count <= PolicyLimits.policyBytes else {
            throw .tooLargeToRead("the policy", byteCount: text.utf8.count, limit: PolicyLimits.policyBytes)
        }
        return text
    }

    private static func list(_ key: String, _ patterns: [String]) -> [String] {
        ["    \(key):"] + patterns.map { "      - \(YAMLQuoting.quoted($0))" }
    }
}
