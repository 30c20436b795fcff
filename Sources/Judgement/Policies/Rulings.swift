internal import Verification

/// Applies a policy to the findings of one run, and records which of its entries had an effect.
struct PolicyRuling {
    /// What one entry matched and decided.
    private struct Use {
        /// How many findings it matched.
        var matches = 0
        /// How many findings it decided.
        var decisions = 0
        /// The patterns that matched a finding.
        var patterns: Set<Int> = []
        /// The entries that decided, before it, findings that it matched.
        var precedents: [Int] = []
    }

    private let policy: Policy
    private let today: CalendarDay
    private let byRule: [Rule: [Int]]
    private var uses: [Use]

    init(_ policy: Policy, today: CalendarDay) {
        self.policy = policy
        self.today = today
        byRule = Dictionary(grouping: policy.entries.indices, by: { policy.entries[$0].rule })
        uses = policy.entries.map { _ in Use() }
    }

    /// The entry that decides this finding; nil when none does.
    mutating func decide(_ finding: Finding) -> Policy.Entry? {
        var decisive: Int?
        for index in byRule[finding.rule] ?? [] {
            let entry = policy.entries[index]
            let patterns = entry.parameters?.indices.filter { entry.parameters?[$0].matches(finding.subject) ?? false }
            if let patterns, patterns.isEmpty { continue }
            uses[index].matches += 1
            uses[index].patterns.formUnion(patterns ?? [])
            guard !entry.isExpired(on: today) else { continue }
            if let decisive {
                if !uses[index].precedents.contains(decisive) { uses[index].precedents.append(decisive) }
            } else {
                decisive = index
                uses[index].decisions += 1
            }
        }
        return decisive.map { policy.entries[$0] }
    }

    /// The notes about entries without effect, in the order of the entries.
    func notes(skipped: Set<Rule>) -> [String] {
        policy.entries.indices.flatMap { notes(index: $0, isSkipped: skipped.contains(policy.entries[$0].rule)) }
    }

    private func notes(index: Int, isSkipped: Bool) -> [String] {
        let entry = policy.entries[index]
        let use = uses[index]
        let about = "\(policy.path), line \(entry.line): the entry for \(entry.rule.number)"
        if let expires = entry.expires, entry.isExpired(on: today) {
            let days = today.days(since: expires)
            let age = days == 1 ? "yesterday" : "\(days) days ago"
            let rest =
                use.matches == 0 && !isSkipped ? ", and matches no finding; remove it" : "; renew it or remove it"
            return ["\(about) expired on \(expires), \(age)\(rest)"]
        }
        if isSkipped { return [] }
        if use.matches == 0 { return ["\(about) matches no finding; remove it"] }
        var notes: [String] = []
        let contrary = use.precedents.filter { entry.action == .deny && policy.entries[$0].action != .deny }
        if use.decisions == 0 {
            notes.append("\(about) has no effect: \(lines(use.precedents)) first for all findings that it matches")
        } else if !contrary.isEmpty {
            notes.append("\(about) does not deny all findings that it matches: \(lines(contrary)) first")
        }
        let unused = (entry.parameters ?? []).indices.filter { !use.patterns.contains($0) }
        let patterns = unused.compactMap { entry.parameters?[$0].pattern }
        if !patterns.isEmpty {
            let list = patterns.map { "'\($0)'" }.joined(separator: ", ")
            notes.append("\(about) has patterns that match no finding: \(list); remove them")
        }
        return notes
    }

    private func lines(_ entries: [Int]) -> String {
        let numbers = entries.map { "line \(policy.entries[$0].line)" }
        return numbers.joined(separator: " and ") + (entries.count == 1 ? " comes" : " come")
    }
}

/// Applies the allowances of the command line to one run, and records which of them had an effect.
struct AllowanceRuling {
    private let allowances: [Allowance]
    private var matches: [Int]
    /// For each allowance, how many findings match that the policy denies.
    private var denied: [Int]

    init(_ allowances: [Allowance]) {
        self.allowances = allowances
        matches = allowances.map { _ in 0 }
        denied = matches
    }

    /// Whether one of them accepts the finding.
    mutating func accept(_ finding: Finding, isDenied: Bool) -> Bool {
        var isAllowed = false
        for index in allowances.indices where allowances[index].matches(finding) {
            matches[index] += 1
            if isDenied { denied[index] += 1 }
            isAllowed = !isDenied
        }
        return isAllowed
    }

    func notes(skipped: Set<Rule>) -> [String] {
        allowances.indices.compactMap { index in
            let name = "\(Allowance.source) \(allowances[index].text)"
            if denied[index] > 0 { return "\(name) has no effect on \(count(denied[index])) that the policy denies" }
            if matches[index] > 0 || skipped.contains(allowances[index].rule) { return nil }
            return "\(name) matches no finding; remove it"
        }
    }

    private func count(_ number: Int) -> String {
        number == 1 ? "1 finding" : "\(number) findings"
    }
}

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
