internal import Verification

/// The report for the summary of a CI job: the verdict, how much is loaded, what would be untrained, other findings.
///
/// Findings with the same message are one row. Long lists are collapsed, and nothing is left out.
struct MarkdownReport {
    private let report: VerifyReport

    init(_ report: VerifyReport) {
        self.report = report
    }

    var text: String {
        let blocks = [head] + unchecked + missing + mismatched + findings + fixes + rest
        return blocks.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private var head: [String] {
        let facts = [
            report.loadedShare.map(MarkdownText.prose),
            report.untrainedShare.map { "**\(MarkdownText.prose($0))**" },
            report.neverTrainedShare.map { "**\(MarkdownText.prose($0))**" },
            MarkdownText.prose(report.coverage),
        ]
        return [
            "## \(report.summary.verdict.rawValue.uppercased()): \(MarkdownText.code(report.path))", "",
            MarkdownText.prose(report.headline.prefix(1).uppercased() + report.headline.dropFirst()) + ".", "",
        ] + facts.compactMap(\.self).map { "- " + $0 }
    }
}

extension MarkdownReport {
    /// Whether a finding is in the table of missing parameters; those that the context excuses have rows of their own.
    private static func isTabled(_ judged: JudgedFinding) -> Bool {
        judged.acceptance == nil && judged.finding.rule == .missingParameter && judged.finding.severity == .error
    }

    private var missing: [[String]] {
        let tabled = report.findings.filter(Self.isTabled)
        var blocks = Severity.allCases.reversed().flatMap { severity -> [[String]] in
            let names = Set(tabled.filter { $0.severity == severity }.map(\.finding.subject))
            let missing = report.missing.filter { names.contains($0.name) }
            guard !missing.isEmpty else { return [] }
            let help = tabled.first { names.contains($0.finding.subject) }?.finding.help ?? ""
            let heading = "### \(severity.rawValue) BC101 missing-parameter: \(Self.count(missing)) missing"
            return [[heading], table(missing), ["Help: " + MarkdownText.prose(help) + "."]]
        }
        let shown = Set(tabled.map(\.finding.subject))
        let rest = report.missing.filter { !shown.contains($0.name) }
        if !rest.isEmpty {
            let summary =
                (blocks.isEmpty ? "Parameters" : "Other parameters")
                + " that the library would initialise: \(Quantity.count(rest.count))"
            blocks.append(MarkdownText.details(summary, table(rest)))
        }
        return blocks
    }

    private static func count(_ missing: [VerifyReport.Missing]) -> String {
        Quantity.count(missing.count, "parameter")
    }

    private func table(_ missing: [VerifyReport.Missing]) -> [String] {
        MarkdownText.table(
            ["parameter", "shape", "initialised with"],
            MissingGroup.groups(missing).map { group in
                [MarkdownText.code(group.name), group.shape, MarkdownText.prose(group.initializer)]
            })
    }

    private var mismatched: [[String]] {
        guard !report.mismatched.isEmpty else { return [] }
        let rows = report.mismatched.map { mismatch in
            [MarkdownText.code(mismatch.name), "\(mismatch.expected)", "\(mismatch.found)"]
        }
        let summary = Quantity.count(rows.count, "tensor") + (rows.count == 1 ? " has" : " have") + " the wrong shape"
        return [MarkdownText.details(summary, MarkdownText.table(["parameter", "model", "file"], rows))]
    }
}

extension MarkdownReport {
    private var findings: [[String]] {
        let counted = report.findings.filter { $0.acceptance == nil && !Self.isTabled($0) }
        let groups = Severity.allCases.reversed().flatMap { severity in
            FindingGroup.groups(counted.filter { $0.severity == severity })
        }
        guard !groups.isEmpty else { return [] }
        let rows = groups.map { group in
            [
                group.severity.rawValue, "\(group.rule.number) \(group.rule.name)", group.subjectCell,
                MarkdownText.prose(group.message), MarkdownText.prose(group.help),
            ]
        }
        let table = MarkdownText.table(["severity", "rule", "subject", "what", "help"], rows)
        return [["### Findings"], table] + groups.compactMap(\.allSubjects)
    }

    /// The commands that cure something, as blocks from which they can be copied.
    private var fixes: [[String]] {
        report.fixes.map { fix in
            ["This cures \(fix.rules.joined(separator: ", ")):", ""] + MarkdownText.block(fix.command, of: "sh")
        }
    }

    private var unchecked: [[String]] {
        guard !report.unchecked.isEmpty else { return [] }
        let lines = report.unchecked.flatMap { unchecked in
            ["- \(MarkdownText.code(unchecked.subject)): \(MarkdownText.prose(unchecked.description))"]
                + unchecked.causes.map { "  - cause: " + MarkdownText.prose($0) }
        }
        return [["### Not checked"], lines]
    }

    /// Accepted findings, notes, and the files that were read.
    private var rest: [[String]] {
        let accepted = FindingGroup.groups(report.findings.filter { $0.acceptance != nil })
        var blocks: [[String]] = []
        if !accepted.isEmpty {
            let rows = accepted.map { group in
                [
                    "\(group.rule.number) \(group.rule.name)", group.subjectCell, MarkdownText.prose(group.message),
                    MarkdownText.prose(group.acceptance?.source ?? ""),
                    MarkdownText.ownProse(group.acceptance?.reason ?? ""),
                ]
            }
            let count = accepted.reduce(0) { $0 + $1.subjects.count }
            let table = MarkdownText.table(["rule", "subject", "what", "accepted by", "reason"], rows)
            let lists = accepted.compactMap(\.allSubjects).flatMap { [""] + $0 }
            blocks.append(MarkdownText.details("Accepted: \(Quantity.count(count, "finding"))", table + lists))
        }
        if !report.notes.isEmpty { blocks.append(report.notes.map { "- note: " + MarkdownText.prose($0) }) }
        if !report.weights.isEmpty {
            let files = report.weights.map { weights in
                "- \(MarkdownText.code(weights.file)): \(MarkdownText.prose(weights.sentence))"
            }
            blocks.append(MarkdownText.details("Read: \(Quantity.count(files.count, "file"))", files))
        }
        return blocks
    }
}

/// Writes the reports for the summary of a CI job, one below the other.
struct MarkdownReportWriter: ReportWriter {
    private var hasBegun = false

    mutating func body(_ report: VerifyReport) -> String {
        defer { hasBegun = true }
        return (hasBegun ? "\n" : "") + MarkdownReport(report).text
    }
}
