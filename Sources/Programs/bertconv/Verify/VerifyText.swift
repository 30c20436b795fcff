import ByteIO
import JSONText
import Reporting
import Verification

/// The report of `verify` for people: the verdict, how much of the model is loaded, which parameters would be random,
/// then the other findings.
struct VerifyText {
    private let report: VerifyReport
    private let style: Style

    init(_ report: VerifyReport, _ style: Style) {
        self.report = report
        self.style = style
    }

    var lines: [String] {
        var lines = [label + " " + escapingControls("\(report.path): \(report.headline)")]
        lines += report.weights.map { style.dim(escapingControls("  \($0.file): \($0.sentence)")) }
        if let loaded = report.loadedShare {
            lines.append("  " + loaded + (report.untrainedShare.map { style.red("; " + $0) } ?? ""))
        }
        if let share = report.neverTrainedShare { lines.append("  " + style.red(share)) }
        lines += sections
        lines += report.notes.map { style.dim("note: ") + escapingControls($0) }
        lines.append(report.coverage)
        for fix in report.fixes {
            // The command has a line of its own, so that it can be copied as it is.
            lines.append("this cures \(fix.rules.joined(separator: ", ")):")
            lines.append(fix.command)
        }
        return lines
    }

    private var label: String {
        switch report.summary.verdict {
        case .pass: style.green("PASS")
        case .fail: style.red("FAIL")
        case .partial: style.red("PARTIAL")
        case .nothing: style.yellow("NOTHING")
        }
    }

    private var sections: [String] {
        var lines: [String] = []
        for severity in Severity.allCases.reversed() {
            let counted = report.findings.filter { $0.acceptance == nil && $0.severity == severity }
            // A file that would run code comes before the table of missing parameters.
            lines += FindingLines.lines(counted.filter { $0.finding.rule == .unsafePickle }, style)
            lines += missing(counted.filter { $0.finding.rule == .missingParameter }, severity)
            lines += FindingLines.lines(
                counted.filter { !Self.isTabled($0) && $0.finding.rule != .unsafePickle }, style)
        }
        let explained = Set(report.findings.compactMap { $0.finding.evidence["code"]?.string })
        for unchecked in report.unchecked where !explained.contains(unchecked.code) {
            lines.append(style.red("not checked: ") + escapingControls(unchecked.description))
            lines += unchecked.causes.prefix(8).map { "  cause: " + escapingControls($0) }
        }
        return lines + accepted
    }

    /// Missing parameters are a table, unless the finding explains why one is not needed.
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
                + "\(Quantity.count(parameters.count, "parameter")) \(parameters.count == 1 ? "is" : "are") missing; "
                + "a loader would initialise \(parameters.count == 1 ? "it" : "them"), untrained:"
        ] + MissingTable(parameters).lines.map(escapingControls) + helps.map { style.dim("  help: " + $0) }
    }

    /// Findings that do not count, with the source that accepted each.
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
}
