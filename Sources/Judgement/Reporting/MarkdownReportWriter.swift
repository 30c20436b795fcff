internal import ByteIO

/// Writes the report for the summary of a CI job or a comment.
///
/// Of one model it is the whole report. Of several it begins with a table of all, the worst first; then come the
/// details of those that do not pass. It has at most ``limit`` bytes: a comment on GitHub can have 65,536 characters.
/// What has no room is counted, with where to find it.
struct MarkdownReportWriter: ReportWriter {
    static let limit = 60_000
    /// Bytes for the table.
    private static let tableLimit = 30_000
    /// Bytes for the details of one of several models, so that there is room for a few.
    private static let detailsLimit = 12_000
    /// Bytes that are left for the sentences that count what is left out.
    private static let margin = 1_000

    private let run: ReportRun
    private var only: VerifyReport?
    private var table = ModelTable()
    private var details = WorstFirst<[String]>(budget: limit)

    init(_ run: ReportRun) {
        self.run = run
    }

    mutating func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        guard run.hasSeveral else {
            only = report
            return
        }
        let badness = Badness(report, index: table.tally.count)
        table.add(report)
        guard report.summary.verdict != .pass else { return }
        let lines = bounded(MarkdownReport(report).collapsed, to: Self.detailsLimit)
        details.add(lines, badness, cost: lines.byteCount)
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        let lines = only.map { bounded(MarkdownReport($0).lines, to: Self.limit - Self.margin) } ?? overview
        try write(lines.map { $0 + "\n" }.joined())
    }

    private var overview: [String] {
        let (all, failing) = (table.tally.count, table.failingCount)
        let title = "## " + table.tally.sentence
        let rows = table.rows.map { row in
            [
                row.label, MarkdownText.code(row.path), row.className.map(MarkdownText.code) ?? "",
                MarkdownText.prose(row.reason ?? ""),
            ]
        }
        var lines = [title, ""]
        let head = MarkdownText.table(["verdict", "model", "class", "what matters most"], [])
        let kept = MarkdownText.cut(MarkdownText.table(rows), to: Self.tableLimit)
        lines += head + kept.lines
        let shown = rows.count - kept.left
        if shown < all { lines += ["", more(all - shown, "model")] }
        lines += ["", MarkdownText.prose(table.tally.description) + "."]
        var count = 0
        for (_, block, cost) in details.elements where lines.byteCount + cost < Self.limit - Self.margin {
            lines += [""] + block
            count += 1
        }
        if count < failing, failing > 0 { lines += ["", "Details: " + more(failing - count, "model")] }
        return lines
    }

    /// At most `limit` bytes, with a sentence that counts the lines that had no room.
    private func bounded(_ lines: [String], to limit: Int) -> [String] {
        let kept = MarkdownText.cut(lines, to: limit)
        return kept.left == 0 ? lines : kept.lines + ["", more(kept.left, "line")]
    }

    /// A sentence that counts what is left out, and names the report that has it.
    private func more(_ count: Int, _ noun: String) -> String {
        let all = Quantity.count(count, "more \(noun)")
        return run.wholeReport.map { "\(all) in \(MarkdownText.code($0))." }
            ?? "\(all): `--report json=FILE` writes a report with everything."
    }
}

extension [String] {
    /// The bytes of the lines, each with its end.
    fileprivate var byteCount: Int { reduce(0) { $0 + $1.utf8.count + 1 } }
}
