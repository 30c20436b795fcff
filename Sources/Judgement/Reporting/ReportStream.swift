package import ByteIO
package import Verification

/// The report of several models, written while they are looked at: what was said of a model is not kept.
package struct ReportStream: ~Copyable {
    private var writing: any ReportWriter
    private var spool: Spool?
    private var hasBegun = false

    /// - Parameters:
    ///   - isList: whether several models are meant, even if there turns out to be one.
    ///   - failOn: the least severity that fails; nil: none does.
    ///   - text: what is said of a model in ``VerifyReportFormat/text``.
    ///   - scratchFolder: where a form that must begin with sums lets the rest wait.
    package init(
        _ format: VerifyReportFormat, toolVersion: String, failOn: Severity?, isList: Bool,
        text: @escaping (VerifyReport) -> [String], scratchFolder: String
    ) {
        writing =
            format.writing(toolVersion: toolVersion, failOn: failOn, isList: isList) ?? TextReportWriter(lines: text)
        spool = writing.headComesLast ? Spool(folder: scratchFolder) : nil
    }

    /// Adds a model; `write` gets what can be written now.
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

    /// Writes what is left.
    package consuming func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        if !hasBegun { try write(writing.head()) }
        let tail = writing.tail()
        if let waiting = spool.take() { try waiting.drain(write) }
        try write(tail)
    }
}

/// One form of the report of several models, written model by model.
protocol ReportWriter {
    /// Whether the head can be written only when all models are known.
    var headComesLast: Bool { get }
    /// What stands before the first model.
    func head() -> String
    /// What is said of the next model.
    mutating func body(_ report: VerifyReport) -> String
    /// What stands after the last model.
    func tail() -> String
}

extension ReportWriter {
    var headComesLast: Bool { false }

    func head() -> String { "" }

    func tail() -> String { "" }
}

/// Text for a person, which `lines` makes of a report.
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

/// How many models got which verdict.
package struct VerdictTally: Sendable, CustomStringConvertible {
    private var counts: [VerifyReport.Verdict: Int] = [:]

    package init() {}

    package var count: Int { counts.values.reduce(0, +) }

    package mutating func add(_ verdict: VerifyReport.Verdict) {
        counts[verdict, default: 0] += 1
    }

    package subscript(verdict: VerifyReport.Verdict) -> Int { counts[verdict] ?? 0 }

    /// The worst verdict by some order; nil before the first model.
    package func worst(by isLess: (VerifyReport.Verdict, VerifyReport.Verdict) -> Bool = { $0 < $1 })
        -> VerifyReport.Verdict?
    {
        counts.keys.max(by: isLess)
    }

    /// For example, `1,000 models: 990 pass, 6 fail, 3 partial, 1 nothing`.
    package var description: String {
        let parts = [VerifyReport.Verdict.pass, .fail, .partial, .nothing].map { verdict in
            "\(Quantity.count(self[verdict])) \(verdict.rawValue)"
        }
        return "\(Quantity.count(count, "model")): \(parts.joined(separator: ", "))"
    }
}

/// A form in which `verify` gives its report.
///
/// All show the same facts; which one is asked for never changes the exit status.
package enum VerifyReportFormat: String, Sendable, CaseIterable {
    /// For a person at a terminal.
    case text
    /// `Schemas/report.schema.json`.
    case json
    /// One object of the same schema on each line, a line for each model.
    case jsonl
    /// SARIF 2.1.0, for code scanning.
    case sarif
    /// JUnit XML, for whatever shows test results.
    case junit
    /// Workflow commands of GitHub Actions.
    case github
    /// For a job's summary or a comment.
    case markdown

    /// What the report of several models is in this form, with a newline at its end; nil for text, which needs to
    /// know its terminal.
    ///
    /// - Parameter failOn: the least severity that fails; nil: none does. JUnit knows no severities, so it decides
    ///   what is a failure there.
    package func rendered(_ reports: [VerifyReport], toolVersion: String, failOn: Severity?) -> String? {
        guard var writing = writing(toolVersion: toolVersion, failOn: failOn, isList: reports.count != 1) else {
            return nil
        }
        let bodies = reports.map { writing.body($0) }
        return writing.head() + bodies.joined() + writing.tail()
    }

    /// What writes it model by model; nil for text.
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
