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
        let verdict = style.verdict(report.label) + " " + escapingControls("\(report.path): \(report.headline)")
        guard report.absence == nil else { return [verdict] }
        var lines = [verdict] + (report.comparison.map { ["  " + escapingControls($0)] } ?? [])
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
            lines.append(escapingControls(fix.action) + ":")
            lines.append(fix.command)
        }
        return lines
    }

    private var sections: [String] {
        var lines = report.groups.flatMap { group in
            group.isMissingParameters ? missing(group) : FindingLines.lines(group, style)
        }
        for group in report.uncheckedGroups {
            let text = report.lines(ofUnchecked: group).map(escapingControls)
            lines.append(style.red("not checked: ") + text[0])
            lines += text.dropFirst()
            lines += group.first.causes.prefix(8).map { "  cause: " + escapingControls($0) }
        }
        return lines + accepted
    }

    /// Missing parameters are a table.
    private func missing(_ group: FindingGroup) -> [String] {
        let parameters = report.missing(in: group)
        guard !parameters.isEmpty else { return FindingLines.lines(group, style) }
        let isOne = parameters.count == 1
        return [
            style.label(group.severity) + "[\(group.rule.number)]: "
                + "\(Quantity.count(parameters.count, "parameter")) \(isOne ? "is" : "are") missing; "
                + "a loader would initialise \(isOne ? "it" : "them"), untrained:"
        ] + MissingTable(parameters).lines.map(escapingControls)
            + group.helps.map {
                style.dim(escapingControls("  help: " + $0))
            }
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
