internal import Verification

/// The report on one model for the summary of a CI job: the verdict, how much is loaded, what would be untrained, other
/// findings.
///
/// Findings of one cause are one row, and long lists are collapsed.
struct MarkdownReport {
    private let report: VerifyReport

    init(_ report: VerifyReport) {
        self.report = report
    }

    /// The whole report.
    var lines: [String] {
        Self.joined([["## \(report.label): \(MarkdownText.code(report.path))"]] + blocks)
    }

    /// The report under a line that opens it: for one of several models.
    var collapsed: [String] {
        MarkdownText.details("\(report.label): \(MarkdownText.html(report.path))", Self.joined(blocks))
    }

    private var blocks: [[String]] {
        [[MarkdownText.prose(report.headline) + "."], facts] + unchecked + missing + mismatched + findings + fixes
            + rest
    }

    private var facts: [String] {
        let facts = [
            report.comparison.map(MarkdownText.prose),
            report.loadedShare.map(MarkdownText.prose),
            report.untrainedShare.map { "**\(MarkdownText.prose($0))**" },
            report.neverTrainedShare.map { "**\(MarkdownText.prose($0))**" },
            MarkdownText.prose(report.coverage),
        ]
        return facts.compactMap(\.self).map { "- " + $0 }
    }

    /// Blocks with an empty line between them.
    private static func joined(_ blocks: [[String]]) -> [String] {
        blocks.enumerated().flatMap { $0.offset == 0 ? $0.element : [""] + $0.element }
    }
}

extension MarkdownReport {
    private var missing: [[String]] {
        let tabled = report.groups.filter(\.isMissingParameters)
        var blocks = tabled.flatMap { group -> [[String]] in
            let missing = report.missing(in: group)
            guard !missing.isEmpty else { return [] }
            let heading = "### \(group.severity.rawValue) BC101 missing-parameter: \(Self.count(missing)) missing"
            return [[heading], table(missing)] + group.helps.map { ["Help: " + MarkdownText.prose($0) + "."] }
        }
        let shown = Set(tabled.flatMap(\.subjects))
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
        let groups = report.groups.filter { !$0.isMissingParameters }
        guard !groups.isEmpty else { return [] }
        let rows = groups.map { group in
            [
                group.severity.rawValue, "\(group.rule.number) \(group.rule.name)", group.subjectCell,
                group.messageCell, group.helps.map(MarkdownText.prose).joined(separator: "; "),
            ]
        }
        let table = MarkdownText.table(["severity", "rule", "subject", "what", "help"], rows)
        return [["### Findings"], table] + groups.compactMap(\.wholeList)
    }

    /// The commands that cure something, as blocks from which they can be copied.
    private var fixes: [[String]] {
        report.fixes.map { fix in
            [MarkdownText.prose(fix.action.prefix(1).uppercased() + fix.action.dropFirst()) + ":", ""]
                + MarkdownText.block(fix.command, of: "sh")
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
                    "\(group.rule.number) \(group.rule.name)", group.subjectCell, group.messageCell,
                    MarkdownText.prose(group.acceptance?.source ?? ""),
                    MarkdownText.ownProse(group.acceptance?.reason ?? ""),
                ]
            }
            let count = accepted.reduce(0) { $0 + $1.subjects.count }
            let table = MarkdownText.table(["rule", "subject", "what", "accepted by", "reason"], rows)
            let lists = accepted.compactMap(\.wholeList).flatMap { [""] + $0 }
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

extension FindingGroup {
    /// The most subjects or messages that a table cell names.
    private static let shown = 4

    private var names: [String] { statements.flatMap(\.foldedSubjects).map(MarkdownText.code) }

    /// The subjects for a table cell: the first ones, with how many there are.
    fileprivate var subjectCell: String {
        let names = names
        let total = subjects.count > 1 ? "\(Quantity.count(subjects.count)): " : ""
        let more = names.count > Self.shown ? ", …" : ""
        return total + names.prefix(Self.shown).joined(separator: ", ") + more
    }

    /// The messages for a table cell: the first ones.
    fileprivate var messageCell: String {
        let more = statements.count > Self.shown ? "<br>…" : ""
        return statements.prefix(Self.shown).map { MarkdownText.prose($0.message) }.joined(separator: "<br>") + more
    }

    /// All subjects with their messages, collapsed; nil when the cells have all of them.
    fileprivate var wholeList: [String]? {
        guard names.count > Self.shown else { return nil }
        let isOne = statements.count == 1
        let lines = statements.flatMap { statement in
            statement.foldedSubjects.map { subject in
                "- " + MarkdownText.code(subject) + (isOne ? "" : " " + MarkdownText.prose(statement.message))
            }
        }
        return MarkdownText.details("\(rule.number) \(rule.name): all \(Quantity.count(subjects.count))", lines)
    }
}
