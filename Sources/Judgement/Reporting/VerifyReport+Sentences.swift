internal import JSONText
internal import Verification

/// The sentences about a model that all formats for people share. Names from files are not escaped yet.
extension VerifyReport {
    /// The class that the model was compared with, and how it was found: `BertModel (from config.json)`; nil: nothing
    /// could be opened.
    package var comparison: String? {
        className.map { $0 + (classSource.map { " (\($0))" } ?? "") + (schema.map { ", described by \($0)" } ?? "") }
    }

    /// How many values of the model the library loads from the files; nil when no size is known.
    package var loadedShare: String? {
        guard let whole = summary.parameters, let random = summary.randomParameters, whole > 0 else { return nil }
        let share =
            "\(Quantity.count(whole - random)) of \(Quantity.count(whole)) values "
            + "(\(Quantity.percent(whole - random, of: whole)))"
        if let stop = loaderStop { return "\(share) are in the files; " + words(stop) }
        if summary.mismatched > 0 {
            return "\(share) are in the files in the right shape; \(loader ?? "the library") stops at the other "
                + "shapes and loads nothing"
        }
        return "loaded " + share + (loader.map { " by \($0)" } ?? "")
    }

    /// How many values the library would initialise; nil when there are none, no size is known, or it stops at a shape.
    package var untrainedShare: String? {
        guard loaderStop == nil, summary.mismatched == 0, let whole = summary.parameters,
            let random = summary.randomParameters, random > 0
        else { return nil }
        return "\(Quantity.count(random)) (\(Quantity.percent(random, of: whole))) would be untrained"
    }

    /// How many of the loaded values were never trained; nil when there are none, or no size is known.
    package var neverTrainedShare: String? {
        guard let whole = summary.parameters, summary.untrainedParameters > 0 else { return nil }
        let part = summary.untrainedParameters
        return "\(Quantity.count(part)) (\(Quantity.percent(part, of: whole))) are loaded but were never trained"
    }

    /// The commands that help against findings, each with what it does: `this cures BC105`; findings that are accepted
    /// aside.
    ///
    /// One whose output lacks parameters cures nothing: it is said to write what is there.
    package var fixes: [(action: String, command: String)] {
        guard !isCured else { return [] }
        let choices = findings.filter { $0.acceptance == nil }.flatMap { judged in
            judged.finding.choices.map { choice in
                (
                    action: "this writes the model behind '\(choice.prefix)' (\(judged.finding.rule.number))",
                    command: choice.fix.command
                )
            }
        }
        return cures.map { cure -> (action: String, command: String) in
            let rules = cure.rules.joined(separator: ", ")
            let count = cure.fix.missingCount
            let action =
                count == 0
                ? "this cures \(rules)"
                : "this writes what is there (\(rules)), and \(Quantity.count(count, "parameter")) "
                    + "\(count == 1 ? "is" : "are") still missing"
            return (action: action, command: cure.fix.command)
        } + choices
    }

    /// What could not be checked and no finding explains; of one reason, all subjects together.
    package var uncheckedGroups: [(first: Unchecked, subjects: [String])] {
        let explained = Set(findings.compactMap { $0.finding.evidence["code"]?.string })
        var groups: [(first: Unchecked, subjects: [String])] = []
        var places: [[String]: Int] = [:]
        for unchecked in self.unchecked where !explained.contains(unchecked.code) {
            let key = [unchecked.message(about: "tensors")] + unchecked.causes
            if let place = places[key], unchecked.isAboutTensor {
                groups[place].subjects.append(unchecked.subject)
            } else {
                places[key] = groups.count
                groups.append((unchecked, [unchecked.subject]))
            }
        }
        return groups
    }

    /// The lines about what could not be checked: the message, or that about several tensors, and their names.
    package func lines(ofUnchecked group: (first: Unchecked, subjects: [String])) -> [String] {
        guard group.subjects.count > 1 else { return [group.first.description] }
        return [group.first.message(about: Quantity.count(group.subjects.count, "tensor"))]
            + FoldedNames.fold(group.subjects).map { "    " + $0.name }
    }

    private var cures: [(rules: [String], fix: Fix)] {
        var order: [Fix] = []
        var rules: [Fix: [String]] = [:]
        for finding in findings where finding.acceptance == nil {
            guard let fix = finding.finding.fix else { continue }
            if rules[fix] == nil { order.append(fix) }
            let number = finding.finding.rule.number
            if rules[fix]?.contains(number) != true { rules[fix, default: []].append(number) }
        }
        return order.map { (rules[$0] ?? [], $0) }
    }

    /// For example, `checked 41 of 41 tensors with their values: 1 error, 2 notes`; findings of one cause count once.
    package var coverage: String {
        guard summary.tensors > 0 else { return "nothing was checked" }
        let depth =
            switch Examination.Depth(rawValue: summary.depth) {
            case .run where ran: " with their values, and what the model returns"
            case .run, .values: " with their values"
            default: ", headers only"
            }
        let groups = groups
        let counts = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = groups.count { $0.severity == severity }
            return count == 0 ? nil : Quantity.count(count, severity.rawValue)
        }
        let accepted = findings.count { $0.acceptance != nil }
        let found = counts + (accepted == 0 ? [] : ["\(Quantity.count(accepted)) accepted"])
        let tensors = Quantity.count(summary.tensors, "tensor")
        return "checked \(Quantity.count(summary.checkedTensors)) of \(tensors)\(depth): "
            + (found.isEmpty ? "no findings" : found.joined(separator: ", ")) + undecidedWords
    }

    /// Whether the model was run; a report read from a file tells too.
    package var ran: Bool {
        summary.depth == Examination.Depth.run.rawValue && summary.checkedTensors > 0
            && !unchecked.contains { $0.subject == Behaviour.subject }
    }

    /// How many modules are too small, or of too little precision, for their values to show whether they were trained.
    private var undecidedWords: String {
        guard summary.undecided > 0 else { return "" }
        return "; \(Quantity.count(summary.undecided, "module")) cannot be judged by "
            + (summary.undecided == 1 ? "its values" : "their values")
    }
}

extension VerifyReport.Unchecked {
    fileprivate var isAboutTensor: Bool { description.contains("tensor '\(subject)'") }

    /// The message with other words in the place of the tensor.
    fileprivate func message(about words: String) -> String {
        description.replacing("tensor '\(subject)'", with: words)
    }
}

extension VerifyReport.Weights {
    /// For example, `safetensors, 41 tensors, 24.1 kB, names: huggingface-pytorch`.
    package var sentence: String {
        "\(format), \(Quantity.count(tensors, "tensor")), \(Quantity.bytes(bytes)), "
            + "names: \(dialect ?? "of no known dialect")"
    }
}
