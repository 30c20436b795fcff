internal import JSONText
internal import Verification

/// The verdict in words, which all formats for people share. Names from files are not escaped yet.
extension VerifyReport {
    /// The verdict in capitals, as people see it; a path where nothing is has a word of its own.
    package var label: String { absence == nil ? summary.verdict.rawValue.uppercased() : "ERROR" }

    /// What follows the verdict: `classifier and pooler were never trained (BC501, BC502); all 41 parameters present`.
    package var headline: String {
        if let headline = absence ?? savedWords?.headline { return headline }
        return [lead.map { $0.words + others($0) }, presence].compactMap(\.self).joined(separator: "; ")
    }

    /// What matters most, in words: `classifier is missing (BC101)`; nil: there are neither errors nor warnings.
    package var reason: String? {
        if let savedWords { return savedWords.reason }
        return absence ?? lead?.words ?? groups.first { $0.severity > .note }.map(words)
    }

    /// What matters most, and how many of the gravest groups it tells of; nil: nothing is wrong.
    private var lead: (words: String, count: Int)? {
        let decisive = decisive
        let danger: (words: String, count: Int)? =
            decisive.filter { $0.rule == .unsafePickle }.flatMap(\.subjects).first
            .map { (words: "\($0) is not safe to load (\(Rule.unsafePickle.number))", count: 1) }
        switch summary.verdict {
        case .pass: return nil
        case .nothing: return (words: "there is nothing to check", count: 1)
        case .partial: return danger ?? unread.map { (words: $0, count: 1) }
        case .fail: break
        }
        if let danger { return danger }
        if let stop = Self.stopping(decisive, findings) { return (words: words(stop), count: 1) }
        if let untrained {
            return (words: untrained, count: decisive.count { Self.areUntrained($0.rule) })
        }
        return decisive.first.map { (words: words($0), count: 1) }
    }

    /// What keeps the library from loading the model, or from computing with it; untrained values come after that.
    private static func stopping(_ decisive: [FindingGroup], _ findings: [JudgedFinding]) -> FindingGroup? {
        let stops = Set(findings.filter { $0.acceptance == nil && $0.finding.loaderStop != nil }.map(\.finding.rule))
        if let group = decisive.first(where: { stops.contains($0.rule) }) { return group }
        guard let first = decisive.first, areUntrained(first.rule) else { return nil }
        return decisive.first { $0.rule.subject == .configuration }
    }

    /// How much of the model is there.
    private var presence: String? {
        switch summary.verdict {
        case .nothing: return nil
        case .partial: return "\(summary.tensors == 0 ? "nothing" : "not everything") could be checked"
        case .pass, .fail: break
        }
        guard className != nil else { return "the weights are not those of a known model" }
        let present = summary.expected - summary.missing - summary.mismatched
        let whole = Quantity.count(summary.expected, "parameter")
        return present == summary.expected ? "all \(whole) present" : "\(Quantity.count(present)) of \(whole) present"
    }

    /// The groups of the gravest severity that occurs.
    private var decisive: [FindingGroup] {
        let groups = groups
        return groups.filter { $0.severity == groups.first?.severity }
    }

    /// How many other groups are as grave as those that were told of: `, and 2 more errors`.
    private func others(_ lead: (words: String, count: Int)) -> String {
        let decisive = decisive
        guard summary.verdict == .fail, decisive.count > lead.count, let severity = decisive.first?.severity else {
            return ""
        }
        return ", and \(Quantity.count(decisive.count - lead.count, "more \(severity.rawValue)"))"
    }
}

extension VerifyReport {
    /// A group as a sentence: `classifier.weight has the shape [2, 768], the model needs [3, 768] (BC103, 2 times)`.
    func words(_ group: FindingGroup) -> String {
        if group.isMissingParameters {
            let affected = group.subjects
            guard parts.names.isEmpty || !Set(affected).isSuperset(of: parts.names) else {
                return "all parameters are missing (\(group.rule.number))"
            }
            let (subject, isOne) = ModelParts.list(
                parts.names.isEmpty ? FoldedNames.fold(group.subjects) : parts.parts(of: affected))
            return "\(subject) \(isOne ? "is" : "are") missing (\(group.rule.number))"
        }
        let statement = group.statements[0]
        let subject = statement.foldedSubjects[0]
        // Names that are shown as one are one; of several, each tensor counts.
        let isOne = group.statements.count == 1 && statement.foldedSubjects.count == 1
        let times = isOne ? 1 : group.subjects.count
        return "\(subject) \(Self.clause(statement.message)) (\(group.rule.number)"
            + (times > 1 ? ", \(Quantity.count(times)) times)" : ")")
    }

    /// The part of a message before what a semicolon adds to it.
    private static func clause(_ message: String) -> String {
        message.firstRange(of: "; ").map { String(message[..<$0.lowerBound]) } ?? message
    }

    private static func areUntrained(_ rule: Rule) -> Bool { rule == .untrainedProven || rule == .untrainedStrong }

    /// For example, `classifier and pooler were never trained (BC501, BC502)`; nil when others come first.
    private var untrained: String? {
        guard let first = decisive.first, Self.areUntrained(first.rule) else { return nil }
        let findings = findings.filter {
            $0.acceptance == nil && $0.severity == first.severity && Self.areUntrained($0.finding.rule)
        }.map(\.finding)
        let numbers = Set(findings.map(\.rule.number)).sorted().joined(separator: ", ")
        let modules = findings.map { $0.evidence["module"]?.string ?? $0.subject }
        let affected = modules.flatMap(parts.parameters)
        let (subject, isOne) = ModelParts.list(affected.isEmpty ? FoldedNames.fold(modules) : parts.parts(of: affected))
        return "\(subject) \(isOne ? "was" : "were") never trained (\(numbers))"
    }

    /// What could not be read: `model.safetensors cannot be read: the file is empty (0 bytes) (BC602)`.
    private var unread: String? {
        guard let first = unchecked.first else { return decisive.first.map(words) }
        let group = FindingGroup.groups(findings.filter { $0.finding.evidence["code"]?.string == first.code }).first
        if let group { return words(group) }
        let alike = uncheckedGroups.first { $0.first == first }?.subjects ?? [first.subject]
        let subject = ModelParts.list(FoldedNames.fold(alike)).words
        return "\(subject) could not be checked" + (first.reason.isEmpty ? "" : ": \(Self.clause(first.reason))")
    }
}
