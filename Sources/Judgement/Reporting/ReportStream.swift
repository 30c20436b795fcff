package import ByteIO
package import Verification

/// Writes the report of several models while they are verified, so that no model's report is kept in memory.
package struct ReportStream: ~Copyable {
    private var writing: any ReportWriter
    private var spool: Spool?
    private var hasBegun = false

    /// - Parameters:
    ///   - isList: whether the user asked for several models, even if only one is found.
    ///   - failOn: the lowest severity that fails; nil: none does.
    ///   - text: the lines about a model in ``VerifyReportFormat/text``.
    ///   - scratchFolder: where the body of a format waits whose head needs sums over all models.
    package init(
        _ format: VerifyReportFormat, toolVersion: String, failOn: Severity?, isList: Bool,
        text: @escaping (VerifyReport) -> [String], scratchFolder: String
    ) {
        writing =
            format.writing(toolVersion: toolVersion, failOn: failOn, isList: isList) ?? TextReportWriter(lines: text)
        spool = writing.headComesLast ? Spool(folder: scratchFolder) : nil
    }

    /// Adds a model, and passes to `write` what can be written now.
    package mutating func append(
        _ report: VerifyReport, to write: (String) throws(Fault) -> Void
    ) throws(Fault) {
        let body = writing.body(report)
        if var waiting = spool.take() {
            try waiting.append(body)
            spool = consume waiting
            return
        }
        try write((hasBegun ? "" : writing.head()) + body)
        hasBegun = true
    }

    /// Writes the rest.
    package consuming func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        if !hasBegun { try write(writing.head()) }
        let tail = writing.tail()
        if let waiting = spool.take() { try waiting.drain(write) }
        try write(tail)
    }
}

/// Writes the report of several models in one format, model by model.
protocol ReportWriter {
    /// Whether the head can only be written after all models are known.
    var headComesLast: Bool { get }
    /// The text before the first model.
    func head() -> String
    /// The text about the next model.
    mutating func body(_ report: VerifyReport) -> String
    /// The text after the last model.
    func tail() -> String
}

extension ReportWriter {
    var headComesLast: Bool { false }

    func head() -> String { "" }

    func tail() -> String { "" }
}

/// Writes text for a terminal, with the lines that `lines` makes of a report.
struct TextReportWriter: ReportWriter {
    let lines: (VerifyReport) -> [String]
    private(set) var tally = VerdictTally()

    mutating func body(_ report: VerifyReport) -> String {
        tally.add(report.summary.verdict)
        return lines(report).map { $0 + "\n" }.joined()
    }

    func tail() -> String {
        tally.count > 1 ? tally.description + "\n" : ""
    }
}

/// The number of models with each verdict.
package struct VerdictTally: Sendable, CustomStringConvertible {
    private var counts: [VerifyReport.Verdict: Int] = [:]

    package init() {}

    package var count: Int { counts.values.reduce(0, +) }

    package mutating func add(_ verdict: VerifyReport.Verdict) {
        counts[verdict, default: 0] += 1
    }

    package subscript(verdict: VerifyReport.Verdict) -> Int { counts[verdict] ?? 0 }

    /// The worst verdict by an order; nil before the first model.
    package func worst(by isLess: (VerifyReport.Verdict, VerifyReport.Verdict) -> Bool = { $0 < $1 })
        -> VerifyReport.Verdict?
    {
        counts.keys.max(by: isLess)
    }

    /// For example, `1,000 models: 990 passed, 6 failed, 3 partial, 1 with nothing to check`.
    package var description: String {
        let words: [(VerifyReport.Verdict, String)] = [
            (.pass, "passed"), (.fail, "failed"), (.partial, "partial"), (.nothing, "with nothing to check"),
        ]
        let parts = words.compactMap { verdict, word in
            self[verdict] > 0 || verdict == .pass || verdict == .fail
                ? "\(Quantity.count(self[verdict])) \(word)" : nil
        }
        return "\(Quantity.count(count, "model")): \(parts.joined(separator: ", "))"
    }
}

/// A format of the report of `verify`.
///
/// All formats show the same facts, and the choice never changes the exit status.
package enum VerifyReportFormat: String, Sendable, CaseIterable {
    /// Text for a terminal.
    case text
    /// JSON as `Schemas/report.schema.json` defines it.
    case json
    /// One line for each model, with an object of the same schema.
    case jsonl
    /// SARIF 2.1.0, for code scanning.
    case sarif
    /// JUnit XML, for programs that show test results.
    case junit
    /// Workflow commands of GitHub Actions.
    case github
    /// Markdown, for the summary of a CI job or a comment.
    case markdown

    /// The report of several models in this format, with a newline at its end; nil for text, which depends on the
    /// terminal.
    ///
    /// - Parameter failOn: the lowest severity that fails; nil: none does. JUnit has no severities, so there it decides
    ///   which findings are failures.
    package func rendered(_ reports: [VerifyReport], toolVersion: String, failOn: Severity?) -> String? {
        guard var writing = writing(toolVersion: toolVersion, failOn: failOn, isList: reports.count != 1) else {
            return nil
        }
        let bodies = reports.map { writing.body($0) }
        return writing.head() + bodies.joined() + writing.tail()
    }

    /// The writer of this format; nil for text.
    func writing(toolVersion: String, failOn: Severity?, isList: Bool) -> (any ReportWriter)? {
        switch self {
        case .text: nil
        case .json: JSONReportWriter(report: JSONReport(toolVersion: toolVersion), isList: isList)
        case .jsonl: JSONLinesReportWriter(report: JSONReport(toolVersion: toolVersion))
        case .sarif: SARIFReport(toolVersion: toolVersion)
        case .junit: JUnitReport(failOn: failOn)
        case .github: GitHubAnnotations()
        case .markdown: MarkdownReportWriter()
        }
    }
}
