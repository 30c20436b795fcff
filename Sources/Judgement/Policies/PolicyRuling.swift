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
