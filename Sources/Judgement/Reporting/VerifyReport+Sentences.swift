internal import Verification

/// What every form for people says of a model, in the same words; names from files are not escaped yet.
extension VerifyReport {
    /// For example, `4 of 41 parameters of BertForMaskedLM (from config.json) are not loaded`.
    package var headline: String {
        switch summary.verdict {
        case .nothing: return "there is nothing to check"
        case .partial: return unsafe("not everything could be checked")
        case .pass, .fail: break
        }
        guard let className else { return unsafe("the weights do not make a model") }
        let lost = summary.missing + summary.mismatched
        let whole =
            Quantity.count(summary.expected, "parameter") + " of \(className)"
            + (classSource.map { " (\($0))" } ?? "")
        guard lost > 0 else { return against + "all \(whole) are loaded" }
        return unsafe("\(Quantity.count(lost)) of \(whole) \(lost == 1 ? "is" : "are") not loaded")
    }

    /// The sentence, after what matters more: that a file would run code.
    private func unsafe(_ sentence: String) -> String {
        let isUnsafe = findings.contains { $0.acceptance == nil && $0.finding.rule == .unsafePickle }
        return isUnsafe ? "\(Rule.unsafePickle.name), and \(sentence)" : sentence
    }

    /// What speaks against a model that is loaded whole: `tied-weights-differ, although `.
    private var against: String {
        guard summary.verdict == .fail else { return "" }
        let counted = findings.filter { $0.acceptance == nil }
        let worst = counted.map(\.severity).max()
        let names = Set(counted.filter { $0.severity == worst }.map(\.finding.rule.name)).sorted()
        return names.joined(separator: ", ") + ", although "
    }

    /// How much of the model its files give; nil when no size is known.
    package var loadedShare: String? {
        guard let whole = summary.parameters, let random = summary.randomParameters, whole > 0 else { return nil }
        return "loaded \(Quantity.count(whole - random)) of \(Quantity.count(whole)) values "
            + "(\(Quantity.percent(whole - random, of: whole)))" + (loader.map { " by \($0)" } ?? "")
    }

    /// How much of it a loader would fill; nil when that is nothing, or no size is known.
    package var untrainedShare: String? {
        guard let whole = summary.parameters, let random = summary.randomParameters, random > 0 else { return nil }
        return "\(Quantity.count(random)) (\(Quantity.percent(random, of: whole))) would be untrained"
    }

    /// How much of it is in the files and as an initialiser left it; nil when that is nothing, or no size is known.
    package var neverTrainedShare: String? {
        guard let whole = summary.parameters, summary.untrainedParameters > 0 else { return nil }
        let part = summary.untrainedParameters
        return "\(Quantity.count(part)) (\(Quantity.percent(part, of: whole))) are in the files and were never trained"
    }

    /// The commands that cure findings, each with the rules of those, findings that are accepted aside.
    package var fixes: [(rules: [String], command: String)] {
        var order: [String] = []
        var rules: [String: [String]] = [:]
        for finding in findings where finding.acceptance == nil {
            guard let fix = finding.finding.fix else { continue }
            if rules[fix.command] == nil { order.append(fix.command) }
            let number = finding.finding.rule.number
            if rules[fix.command]?.contains(number) != true { rules[fix.command, default: []].append(number) }
        }
        return order.map { (rules[$0] ?? [], $0) }
    }

    /// For example, `checked 41 of 41 tensors with their values: 1 error, 2 notes`.
    package var coverage: String {
        guard summary.tensors > 0 else { return "nothing was checked" }
        let depth = summary.depth == Examination.Depth.values.rawValue ? "with their values" : "by their headers only"
        let counts = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = findings.count { $0.acceptance == nil && $0.severity == severity }
            return count == 0 ? nil : Quantity.count(count, severity.rawValue)
        }
        let accepted = findings.count { $0.acceptance != nil }
        let found = counts + (accepted == 0 ? [] : ["\(Quantity.count(accepted)) accepted"])
        return
            "checked \(Quantity.count(summary.checkedTensors)) of \(Quantity.count(summary.tensors, "tensor")) \(depth): "
            + (found.isEmpty ? "no findings" : found.joined(separator: ", ")) + undecidedWords
    }

    /// How many modules are too small, or of too little precision, for their values to tell whether they were trained.
    private var undecidedWords: String {
        guard summary.undecided > 0 else { return "" }
        return "; \(Quantity.count(summary.undecided, "module")) cannot be judged by "
            + (summary.undecided == 1 ? "its values" : "their values")
    }
}

extension VerifyReport.Weights {
    /// For example, `safetensors, 41 tensors, 24.1 kB, names: huggingface-pytorch`.
    package var sentence: String {
        "\(format), \(Quantity.count(tensors, "tensor")), \(Quantity.bytes(bytes)), "
            + "names: \(dialect ?? "of no known dialect")"
    }
}
