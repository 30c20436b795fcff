import ByteIO
import JSONText
import Reporting
import Verification

/// The report of `verify` as a person reads it: the verdict, how much of the model is loaded, what would be random,
/// then what else was found.
struct VerifyText {
    private let report: VerifyReport
    private let style: Style

    init(_ report: VerifyReport, _ style: Style) {
        self.report = report
        self.style = style
    }

    var lines: [String] {
        var lines = [headline]
        lines += report.weights.map { weights in
            "  \(weights.file): \(weights.format), \(Quantity.count(weights.tensors, "tensor")), "
                + "\(Quantity.bytes(weights.bytes)), names: \(weights.dialect ?? "of no known dialect")"
        }.map { style.dim(escapingControls($0)) }
        if let share { lines.append("  " + share) }
        lines.append(contentsOf: sections)
        lines.append(contentsOf: report.notes.map { style.dim("note: ") + escapingControls($0) })
        lines.append(coverage)
        return lines
    }

    /// For example, `FAIL model/: 4 of 41 parameters of BertForMaskedLM (from config.json) would be random`.
    private var headline: String {
        let summary = report.summary
        let name = report.className.map { name in
            " \(name)" + (report.classSource.map { " (\($0))" } ?? "")
        }
        let lost = summary.missing + summary.mismatched
        let words =
            switch summary.verdict {
            case .nothing: "there is nothing to check"
            case .partial: "not everything could be checked"
            case .pass, .fail:
                if let name {
                    lost == 0
                        ? loaded(name)
                        : "\(Quantity.count(lost)) of \(Quantity.count(summary.expected, "parameter")) of\(name) "
                            + "\(lost == 1 ? "is" : "are") not loaded"
                } else {
                    "the weights do not make a model"
                }
            }
        return label + " " + escapingControls("\(report.path): \(words)")
    }

    /// Everything is loaded; where that is not enough, what speaks against it comes first.
    private func loaded(_ name: String) -> String {
        let whole = "all \(Quantity.count(report.summary.expected, "parameter")) of\(name) are loaded"
        guard report.summary.verdict == .fail else { return whole }
        let rules = Set(
            report.findings.filter { $0.acceptance == nil && $0.severity == .error }.map(\.finding.rule.name))
        return (rules.isEmpty ? "findings" : rules.sorted().joined(separator: ", ")) + ", although \(whole)"
    }

    private var label: String {
        switch report.summary.verdict {
        case .pass: style.green("PASS")
        case .fail: style.red("FAIL")
        case .partial: style.red("PARTIAL")
        case .nothing: style.yellow("NOTHING")
        }
    }

    /// How much of the model the file gives; nil when no size is known.
    private var share: String? {
        guard let whole = report.summary.parameters, let random = report.summary.randomParameters, whole > 0 else {
            return nil
        }
        let loader = report.loader.map { " by \($0)" } ?? ""
        let loaded =
            "loaded \(Quantity.count(whole - random)) of \(Quantity.count(whole)) values "
            + "(\(Quantity.percent(whole - random, of: whole)))\(loader)"
        guard random > 0 else { return loaded }
        return loaded
            + style.red("; \(Quantity.count(random)) (\(Quantity.percent(random, of: whole))) would be untrained")
    }

    private var sections: [String] {
        var lines: [String] = []
        for severity in Severity.allCases.reversed() {
            let counted = report.findings.filter { $0.acceptance == nil && $0.severity == severity }
            lines += missing(counted.filter { $0.finding.rule == .missingParameter }, severity)
            lines += FindingLines.lines(counted.filter { !Self.isTabled($0) }, style)
        }
        let explained = Set(report.findings.compactMap { $0.finding.evidence["code"]?.string })
        for unchecked in report.unchecked where !explained.contains(unchecked.code) {
            lines.append(style.red("not checked: ") + escapingControls(unchecked.description))
            lines += unchecked.causes.prefix(8).map { "  cause: " + escapingControls($0) }
        }
        return lines + accepted
    }

    /// Parameters that are simply not there are a table; those that the context excuses say why one by one.
    private static func isTabled(_ judged: JudgedFinding) -> Bool {
        judged.finding.rule == .missingParameter && judged.finding.severity == .error
    }

    private func missing(_ findings: [JudgedFinding], _ severity: Severity) -> [String] {
        let tabled = findings.filter(Self.isTabled)
        let names = Set(tabled.map(\.finding.subject))
        var helps: [String] = []
        for judged in tabled where !helps.contains(judged.finding.help) { helps.append(judged.finding.help) }
        let parameters = report.missing.filter { names.contains($0.name) }
        guard !parameters.isEmpty else { return [] }
        return [
            style.label(severity) + "[BC101]: "
                + "\(Quantity.count(parameters.count, "parameter")) \(parameters.count == 1 ? "is" : "are") in no file; "
                + "a loader would fill \(parameters.count == 1 ? "it" : "them"), untrained:"
        ] + MissingTable(parameters).lines.map(escapingControls) + helps.map { style.dim("  help: " + $0) }
    }

    /// What was found and does not count, by who accepted it.
    private var accepted: [String] {
        report.findings.compactMap { judged in
            judged.acceptance.map { acceptance in
                style.dim(
                    escapingControls(
                        "accepted[\(judged.finding.rule.number)]: \(judged.finding.subject) (\(acceptance.source)"
                            + (acceptance.reason.map { ": \($0)" } ?? "") + ")"))
            }
        }
    }

    /// For example, `checked 41 of 41 tensors with their values: 1 error, 2 notes`.
    private var coverage: String {
        let summary = report.summary
        guard summary.tensors > 0 else { return "nothing was checked" }
        let depth = summary.depth == Examination.Depth.values.rawValue ? "with their values" : "by their headers only"
        let counts = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = report.findings.count { $0.acceptance == nil && $0.severity == severity }
            return count == 0 ? nil : Quantity.count(count, severity.rawValue)
        }
        let accepted = report.findings.count { $0.acceptance != nil }
        let found = counts + (accepted == 0 ? [] : ["\(Quantity.count(accepted)) accepted"])
        return
            "checked \(Quantity.count(summary.checkedTensors)) of \(Quantity.count(summary.tensors, "tensor")) \(depth): "
            + (found.isEmpty ? "no findings" : found.joined(separator: ", "))
    }
}
