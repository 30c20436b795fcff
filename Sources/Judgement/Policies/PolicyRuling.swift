internal import ByteIO
internal import Verification

/// Applies a policy to the models of a run, and records which of its entries had an effect.
struct PolicyRuling {
    /// What one entry matched and decided, over all models.
    private struct Use {
        /// For how many models of the run it is, if it is not for all.
        var models = 0
        /// How many findings it matched.
        var matches = 0
        /// How many findings it decided.
        var decisions = 0
        /// The patterns that matched a finding.
        var patterns: Set<Int> = []
        /// The entries that decided, before it, findings that it matched.
        var precedents: Set<Int> = []
        /// Names of tensors that its patterns would match if they were parameters.
        var lookalikes: Set<String> = []
    }

    private let policy: Policy
    private let today: CalendarDay
    /// The entries for all models, by rule.
    private let general: [Rule: [Int]]
    /// The entries for certain models: by a path, and those with patterns for paths.
    private let byPath: [[UInt8]: [Int]]
    private let byPattern: [Int]
    private var uses: [Use]
    private var modelCount = 0
    /// The entries for the model that is being judged, by rule, in the order of the file.
    private var current: [Rule: [Int]] = [:]

    init(_ policy: Policy, today: CalendarDay) {
        self.policy = policy
        self.today = today
        let indices = policy.entries.indices
        general = Dictionary(
            grouping: indices.filter { policy.entries[$0].models == nil }, by: { policy.entries[$0].rule })
        var byPath: [[UInt8]: [Int]] = [:]
        for index in indices {
            for path in policy.entries[index].models?.paths ?? [] { byPath[path, default: []].append(index) }
        }
        self.byPath = byPath
        byPattern = indices.filter { !(policy.entries[$0].models?.globs.isEmpty ?? true) }
        uses = policy.entries.map { _ in Use() }
    }

    /// Begins with a model: the findings that follow are of it.
    mutating func begin(_ model: String) {
        modelCount += 1
        current = general
        guard !byPath.isEmpty || !byPattern.isEmpty, let path = ModelPath(model, from: policy.folder) else { return }
        var special = Set(path.spellings.flatMap { byPath[Array($0.joined(separator: "/").utf8)] ?? [] })
        special.formUnion(byPattern.filter { policy.entries[$0].models?.globs.contains(where: path.matches) ?? false })
        for index in special {
            uses[index].models += 1
            current[policy.entries[index].rule, default: []].append(index)
        }
        for rule in Set(special.map { policy.entries[$0].rule }) { current[rule]?.sort() }
    }

    /// The entry that decides this finding; nil when none does.
    mutating func decide(_ finding: Finding) -> Policy.Entry? {
        var decisive: Int?
        for index in current[finding.rule] ?? [] {
            let entry = policy.entries[index]
            let patterns = entry.parameters?.indices.filter { entry.parameters?[$0].matches(finding) ?? false }
            if let patterns, patterns.isEmpty {
                note(finding, spelledLike: index)
                continue
            }
            uses[index].matches += 1
            uses[index].patterns.formUnion(patterns ?? [])
            guard !entry.isExpired(on: today) else { continue }
            if let decisive {
                uses[index].precedents.insert(decisive)
            } else {
                decisive = index
                uses[index].decisions += 1
            }
        }
        return decisive.map { policy.entries[$0] }
    }

    private mutating func note(_ finding: Finding, spelledLike index: Int) {
        guard finding.isLookalike, uses[index].lookalikes.count < Self.shownLookalikes,
            policy.entries[index].parameters?.contains(where: { $0.matches(finding.subject) }) ?? false
        else { return }
        uses[index].lookalikes.insert(finding.name)
    }

    private static let shownLookalikes = 3
}

extension PolicyRuling {
    /// The notes about entries without effect on any model, in the order of the entries.
    func notes(skipped: Set<Rule>) -> [String] {
        let notes = policy.entries.indices.flatMap { index in
            self.notes(index: index, isSkipped: skipped.contains(policy.entries[index].rule))
        }
        return notes + otherModels
    }

    private func notes(index: Int, isSkipped: Bool) -> [String] {
        let entry = policy.entries[index]
        let use = uses[index]
        let isUnused = use.matches == 0 && (entry.models == nil || use.models > 0) && !isSkipped
        if let expires = entry.expires, entry.isExpired(on: today) {
            let days = today.days(since: expires)
            let age = days == 1 ? "yesterday" : "\(days) days ago"
            let rest = isUnused ? ", and is unused; remove it" : "; renew it or remove it"
            return ["\(place(entry)): \(name(entry)) expired on \(expires), \(age)\(rest)"]
        }
        let unused = isUnused ? ["\(place(entry)): unused entry for \(entry.rule.number)"] : []
        let lookalikes = use.lookalikes.sortedByBytes().map { tensor in
            "\(place(entry)): \(name(entry)) does not accept '\(tensor)', which is not the parameter that it is spelled "
                + "like"
        }
        return unused + (use.matches == 0 || isSkipped ? [] : effects(entry, use)) + lookalikes
    }

    /// The notes about an entry that matched something.
    private func effects(_ entry: Policy.Entry, _ use: Use) -> [String] {
        var notes: [String] = []
        let precedents = use.precedents.sorted()
        let contrary = precedents.filter { entry.action == .deny && policy.entries[$0].action != .deny }
        if use.decisions == 0 {
            notes.append(
                "\(place(entry)): \(name(entry)) has no effect: \(lines(precedents)) first for all findings that it "
                    + "matches")
        } else if !contrary.isEmpty {
            notes.append(
                "\(place(entry)): \(name(entry)) does not deny all findings that it matches: \(lines(contrary)) first")
        }
        let unused = (entry.parameters ?? []).indices.filter { !use.patterns.contains($0) }
        let patterns = unused.compactMap { entry.parameters?[$0].pattern }
        if !patterns.isEmpty {
            let list = patterns.map { "'\($0)'" }.joined(separator: ", ")
            notes.append("\(place(entry)): unused patterns in \(name(entry)): \(list)")
        }
        return notes
    }

    private func place(_ entry: Policy.Entry) -> String { "\(policy.path), line \(entry.line)" }

    private func name(_ entry: Policy.Entry) -> String { "the entry for \(entry.rule.number)" }

    /// A note about entries for models that are not in this run; none if the run has one model, as all others are then.
    private var otherModels: [String] {
        let others = policy.entries.indices.filter { policy.entries[$0].models != nil && uses[$0].models == 0 }
            .map { policy.entries[$0].line }
        guard modelCount > 1, !others.isEmpty else { return [] }
        let lines = others.map(String.init).joined(separator: ", ")
        return [
            others.count == 1
                ? "\(policy.path), line \(lines): the entry is for none of these models"
                : "\(policy.path): \(others.count) entries are for none of these models (lines \(lines))"
        ]
    }

    private func lines(_ entries: [Int]) -> String {
        let numbers = entries.map { "line \(policy.entries[$0].line)" }
        return numbers.joined(separator: " and ") + (entries.count == 1 ? " comes" : " come")
    }
}
