internal import Verification

/// Applies a baseline to the models of a run, and records which of its findings no longer occur.
struct BaselineRuling {
    private let baseline: Baseline
    private let isForSeveral: Bool
    private let positions: [Baseline.Key: [Int]]
    /// The entries for each model, by its path.
    private let byModel: [[UInt8]: [Int]]
    /// For each entry, whether it is for a model of the run, and whether a finding of the run matched it.
    private var isReached: [Bool]
    private var isMatched: [Bool]
    private var denied = 0

    private var model = ""
    /// The paths of the model that is being judged; nil for entries that are for any model.
    private var paths: [String?] = [nil]
    /// The findings of this model that each entry matched, by the tensor's name in the file.
    private var taken: [Int: Set<[UInt8]>] = [:]
    private var worse: [String] = []

    init(_ baseline: Baseline) {
        self.baseline = baseline
        isForSeveral = baseline.isForSeveral
        positions = Dictionary(grouping: baseline.entries.indices) { index in
            let entry = baseline.entries[index]
            return Baseline.Key(entry.rule, model: entry.model, subject: entry.subject, file: entry.file)
        }
        byModel = Dictionary(
            grouping: baseline.entries.indices.filter { baseline.entries[$0].model != nil },
            by: { Array((baseline.entries[$0].model ?? "").utf8) })
        isReached = baseline.entries.map { $0.model == nil }
        isMatched = baseline.entries.map { _ in false }
    }

    /// Begins with a model: the findings that follow are of it.
    mutating func begin(_ model: String) {
        self.model = model
        taken = [:]
        worse = []
        guard isForSeveral else { return }
        let spellings = ModelPath(model, from: baseline.folder)?.spellings ?? []
        paths = [nil] + spellings.map { $0.isEmpty ? "." : $0.joined(separator: "/") }
        for index in entriesOfModel { isReached[index] = true }
    }

    /// Whether the baseline has this finding, with at least this severity.
    ///
    /// Each entry accepts one finding, but it accepts that of every copy of a tensor: Keras stores two of what other
    /// formats store once.
    mutating func accept(_ finding: Finding, severity: Severity, isDenied: Bool) -> Bool {
        let subject = Array(finding.subject.utf8)
        let entries = keys(of: finding).flatMap { positions[$0] ?? [] }
            .filter { !(taken[$0]?.contains(subject) ?? false) }
            .map { (index: $0, severity: baseline.entries[$0].severity) }
        // Of the entries that are severe enough, the least severe.
        let enough = entries.filter { $0.severity >= severity }.min { $0.severity < $1.severity }
        guard let (index, recorded) = enough ?? entries.max(by: { $0.severity < $1.severity }) else { return false }
        taken[index, default: []].insert(subject)
        isMatched[index] = true
        if isDenied {
            denied += 1
        } else if recorded < severity {
            worse.append(
                "\(baseline.path): \(finding.rule.number) '\(finding.name)' was \(recorded.words) and is now "
                    + "\(severity.words), so it counts")
        }
        return enough != nil && !isDenied
    }

    private func keys(of finding: Finding) -> [Baseline.Key] {
        guard baseline.usesCanonicalNames else {
            let file = finding.file.map { Baseline.relative($0, to: model) }
            return [Baseline.Key(finding.rule, model: nil, subject: finding.subject, file: file)]
        }
        let file = Baseline.file(of: finding, in: model)
        return paths.flatMap { path in
            [finding.name, finding.alias].compactMap(\.self).map { name in
                Baseline.Key(finding.rule, model: path, subject: name, file: file)
            }
        }
    }

    private var entriesOfModel: [Int] {
        paths.compactMap(\.self).flatMap { byModel[Array($0.utf8)] ?? [] }
    }
}

extension BaselineRuling {
    /// The notes about the model that was judged last.
    func modelNotes(skipped: Set<Rule>) -> [String] {
        worse + (isForSeveral ? fixed(entriesOfModel.filter { taken[$0] == nil }, skipped) : [])
    }

    /// The notes about the run.
    func notes(skipped: Set<Rule>) -> [String] {
        var notes: [String] = []
        if denied > 0 {
            let findings = denied == 1 ? "1 finding" : "\(denied) findings"
            notes.append("\(baseline.path) has no effect on \(findings) that the policy denies")
        }
        if isForSeveral, !isReached.contains(true) {
            notes.append(
                "\(baseline.path) is for none of these models; it has their paths from the folder that it is in")
        }
        let gone = baseline.entries.indices.filter { baseline.entries[$0].model == nil && !isMatched[$0] }
        return notes + fixed(gone, skipped)
    }

    private func fixed(_ entries: [Int], _ skipped: Set<Rule>) -> [String] {
        let gone = entries.map { baseline.entries[$0] }.filter { !skipped.contains($0.rule) }
        let byRule = Dictionary(grouping: gone, by: \.rule)
        return byRule.keys.sorted { $0.number < $1.number }.map { rule in
            let subjects = SubjectPatterns.patterns(for: (byRule[rule] ?? []).map(\.subject))
            return "\(baseline.path): fixed since it was written: \(rule.number) \(subjects.joined(separator: ", "))"
        }
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
