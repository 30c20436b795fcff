package import Verification

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
    func writing(toolVersion: String, failOn: Severity?, isList: Bool) -> (any ReportWriting)? {
        switch self {
        case .text: nil
        case .json: JSONWriting(report: JSONReport(toolVersion: toolVersion), isList: isList)
        case .jsonl: JSONLinesWriting(report: JSONReport(toolVersion: toolVersion))
        case .sarif: SARIFReport(toolVersion: toolVersion)
        case .junit: JUnitReport(failOn: failOn)
        case .github: GitHubAnnotations()
        case .markdown: MarkdownWriting()
        }
    }
}
