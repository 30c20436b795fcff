internal import JSONText
internal import Verification

/// The verdict in words, which all formats for people share. Names from files are not escaped yet.
extension VerifyReport {
    /// The verdict in capitals, as people see it; a path where nothing is has a word of its own.
    package var label: String { absence == nil ? summary.verdict.rawValue.uppercased() : "ERROR" }

    /// What follows the verdict: `classifier and pooler were never trained (BC501, BC502); all 41 parameters present`.
    package var headline: String {
        if let absence { return absence }
        return [reason.map { $0 + others }, presence].compactMap(\.self).joined(separator: "; ")
    }

    /// What matters most, in words: `classifier is missing (BC101)`; nil: nothing is wrong.
    package var reason: String? {
        if let absence { return absence }
        let unsafe = decisive.filter { $0.rule == .unsafePickle }.flatMap(\.subjects).first
            .map { "\($0) is not safe to load (\(Rule.unsafePickle.number))" }
        switch summary.verdict {
        case .pass: return nil
        case .nothing: return "there is nothing to check"
        case .partial: return unsafe ?? unread
        case .fail: return unsafe ?? untrained ?? decisive.first.map(words)
        }
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

    /// How many other findings are as grave as the one in ``reason``: `, and 2 more errors`.
    private var others: String {
        let decisive = decisive
        let isUntrained = decisive.first.map { Self.areUntrained($0.rule) } ?? false
        let told = isUntrained ? decisive.count { Self.areUntrained($0.rule) } : 1
        guard summary.verdict == .fail, decisive.count > told, let severity = decisive.first?.severity else {
            return ""
        }
        return ", and \(Quantity.count(decisive.count - told, "more \(severity.rawValue)"))"
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
        let times = group.statements.reduce(0) { $0 + $1.foldedSubjects.count }
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
        return group.map(words) ?? "\(first.subject) could not be checked (\(first.code))"
    }
}
