internal import JSONText
internal import Verification

/// The sentences about a model that all formats for people share. Names from files are not escaped yet.
extension VerifyReport {
    /// What follows the verdict: `4 of 41 parameters of BertForMaskedLM (from config.json) are not loaded`.
    package var headline: String {
        switch summary.verdict {
        case .nothing: return "there is nothing to check"
        case .partial: return unsafe("\(summary.tensors == 0 ? "nothing" : "not everything") could be checked")
        case .pass, .fail: break
        }
        guard let className else { return unsafe("the weights are not those of a known model") }
        let lost = summary.missing + summary.mismatched
        let whole =
            Quantity.count(summary.expected, "parameter") + " of \(className)"
            + (classSource.map { " (\($0))" } ?? "")
        guard lost > 0 else { return against + "all \(whole) are " + (isRefused ? "in the files" : "loaded") }
        return unsafe("\(Quantity.count(lost)) of \(whole) \(lost == 1 ? "is" : "are") not loaded")
    }

    /// The sentence, after a warning about a file that could run code.
    private func unsafe(_ sentence: String) -> String {
        let unsafe = findings.first { $0.acceptance == nil && $0.finding.rule == .unsafePickle }?.finding
        return unsafe.map { "\($0.subject) is not safe to load (\($0.rule.number)); \(sentence)" } ?? sentence
    }

    /// Why a model fails although it is loaded whole: `classifier was never trained (BC501), layer-count (BC108); `.
    private var against: String {
        guard summary.verdict == .fail else { return "" }
        let counted = findings.filter { $0.acceptance == nil }
        let worst = counted.map(\.severity).max()
        let decisive = counted.filter { $0.severity == worst }.map(\.finding)
        let untrained = decisive.filter { $0.rule == .untrainedProven || $0.rule == .untrainedStrong }
        let others = Set(decisive.map(\.rule)).subtracting(untrained.map(\.rule)).sorted { $0.number < $1.number }
        let reasons =
            (untrained.isEmpty ? [] : [Self.neverTrained(untrained)]) + others.map { "\($0.name) (\($0.number))" }
        return reasons.joined(separator: ", ") + "; "
    }

    /// Whether the library refuses config.json, and so loads nothing, whatever the files hold.
    private var isRefused: Bool {
        findings.contains { $0.finding.rule == .badConfiguration && $0.finding.severity == .error }
    }

    /// For example, `classifier, bert.encoder.layer.{0-3}.output.dense and 2 others were never trained (BC501)`.
    private static func neverTrained(_ findings: [Finding]) -> String {
        let modules = findings.map { $0.evidence["module"]?.string ?? $0.subject }
        let folded = FoldedNames.fold(modules)
        let shown = folded.count > namedModules ? folded.prefix(namedModules - 1) : folded[...]
        let rest = modules.count - shown.reduce(0) { $0 + $1.count }
        let names = shown.map(\.name) + (rest > 0 ? [Quantity.count(rest, "other")] : [])
        let list =
            names.count < 2
            ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
        let numbers = Set(findings.map(\.rule.number)).sorted().joined(separator: ", ")
        return "\(list) \(modules.count == 1 ? "was" : "were") never trained (\(numbers))"
    }

    /// The most modules that the headline names.
    private static let namedModules = 3

    /// How many values of the model the library loads from the files; nil when no size is known.
    package var loadedShare: String? {
        guard let whole = summary.parameters, let random = summary.randomParameters, whole > 0 else { return nil }
        let share =
            "\(Quantity.count(whole - random)) of \(Quantity.count(whole)) values "
            + "(\(Quantity.percent(whole - random, of: whole)))"
        guard isRefused else { return "loaded " + share + (loader.map { " by \($0)" } ?? "") }
        return "\(share) are in the files; \(loader ?? "the library") refuses the configuration"
    }

    /// How many values the library would initialise; nil when there are none, or no size is known.
    package var untrainedShare: String? {
        guard let whole = summary.parameters, let random = summary.randomParameters, random > 0 else { return nil }
        return "\(Quantity.count(random)) (\(Quantity.percent(random, of: whole))) would be untrained"
    }

    /// How many of the loaded values were never trained; nil when there are none, or no size is known.
    package var neverTrainedShare: String? {
        guard let whole = summary.parameters, summary.untrainedParameters > 0 else { return nil }
        let part = summary.untrainedParameters
        return "\(Quantity.count(part)) (\(Quantity.percent(part, of: whole))) are loaded but were never trained"
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
        let depth = summary.depth == Examination.Depth.values.rawValue ? " with their values" : ", headers only"
        let counts = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = findings.count { $0.acceptance == nil && $0.severity == severity }
            return count == 0 ? nil : Quantity.count(count, severity.rawValue)
        }
        let accepted = findings.count { $0.acceptance != nil }
        let found = counts + (accepted == 0 ? [] : ["\(Quantity.count(accepted)) accepted"])
        let tensors = Quantity.count(summary.tensors, "tensor")
        return "checked \(Quantity.count(summary.checkedTensors)) of \(tensors)\(depth): "
            + (found.isEmpty ? "no findings" : found.joined(separator: ", ")) + undecidedWords
    }

    /// How many modules are too small, or of too little precision, for their values to show whether they were trained.
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
