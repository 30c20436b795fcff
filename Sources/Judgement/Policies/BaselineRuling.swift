internal import Verification

/// Applies a baseline to one run, and records which of its findings no longer occur.
struct BaselineRuling {
    /// What identifies a finding, compared by bytes.
    private struct Key: Hashable {
        let rule: Rule
        let subject: [UInt8]
        let file: [UInt8]?

        init(_ rule: Rule, _ subject: String, _ file: String?) {
            self.rule = rule
            self.subject = Array(subject.utf8)
            self.file = file.map { Array($0.utf8) }
        }
    }

    private let path: String
    private let model: String
    /// The entries that no finding has matched yet, by their place in the file.
    private var left: [Int: Baseline.Entry]
    private var positions: [Key: [Int]]
    private var worse: [String] = []
    private var denied = 0

    init(_ baseline: Baseline, model: String) {
        path = baseline.path
        self.model = model
        left = baseline.entries.enumerated().reduce(into: [:]) { $0[$1.offset] = $1.element }
        positions = Dictionary(grouping: baseline.entries.indices) { index in
            let entry = baseline.entries[index]
            return Key(entry.rule, entry.subject, entry.file)
        }
    }

    /// Whether the baseline has this finding, with at least this severity; each entry accepts one finding.
    mutating func accept(_ finding: Finding, severity: Severity, isDenied: Bool) -> Bool {
        let file = finding.file.map { Baseline.relative($0, to: model) }
        let key = Key(finding.rule, finding.subject, file)
        let entries = (positions[key] ?? []).compactMap { index in left[index].map { (index, $0.severity) } }
        // Of the entries that are severe enough, the least severe.
        let enough = entries.filter { $0.1 >= severity }.min { $0.1 < $1.1 }
        guard let (index, recorded) = enough ?? entries.max(by: { $0.1 < $1.1 }) else { return false }
        left[index] = nil
        if isDenied {
            denied += 1
        } else if recorded < severity {
            worse.append(
                "\(path): \(finding.rule.number) '\(finding.subject)' was \(recorded.words) and is now "
                    + "\(severity.words), so it counts")
        }
        return enough != nil && !isDenied
    }

    func notes(skipped: Set<Rule>) -> [String] {
        var notes = worse
        if denied > 0 {
            let findings = denied == 1 ? "1 finding" : "\(denied) findings"
            notes.append("\(path) has no effect on \(findings) that the policy denies")
        }
        let gone = left.sorted { $0.key < $1.key }.map(\.value).filter { !skipped.contains($0.rule) }
        let byRule = Dictionary(grouping: gone, by: \.rule)
        for rule in byRule.keys.sorted(by: { $0.number < $1.number }) {
            let subjects = SubjectPatterns.patterns(for: (byRule[rule] ?? []).map(\.subject))
            notes.append("\(path): fixed since it was written: \(rule.number) \(subjects.joined(separator: ", "))")
        }
        return notes
    }
}

extension Severity {
    fileprivate var words: String {
        switch self {
        case .note: "a note"
        case .warning: "a warning"
        case .error: "an error"
        }
    }
}
