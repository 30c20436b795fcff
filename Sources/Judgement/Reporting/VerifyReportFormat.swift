internal import ByteIO

/// A format of the report of `verify`.
///
/// The choice never changes the exit status. `json` and `jsonl` have every fact; the others show what their readers can
/// take, and say how much they leave out.
package enum VerifyReportFormat: String, Sendable, CaseIterable {
    /// Text for a terminal.
    case text
    /// JSON as `Schemas/report.schema.json` defines it: one object with all models.
    case json
    /// One line for each model, with the object that ``json`` has of it.
    case jsonl
    /// SARIF 2.1.0, for code scanning.
    case sarif
    /// JUnit XML, for programs that show test results.
    case junit
    /// Workflow commands of GitHub Actions.
    case github
    /// Issues for GitLab's Code Quality.
    case gitlab
    /// Markdown, for the summary of a CI job or a comment.
    case markdown
    /// in-toto Statements, one a line for each model, for programs that sign them.
    case intoto
    /// A page with a picture of each model.
    case html
    /// The picture of each model alone.
    case svg

    /// The report of several models in this format, with a newline at its end; nil for text, which depends on the
    /// terminal.
    package func rendered(_ reports: [VerifyReport], _ run: ReportRun) -> String? {
        guard var writer = writer(run) else { return nil }
        var text = ""
        // Without a folder nothing is written to a file, so nothing can fail.
        for report in reports { try? writer.add(report) { text += $0 } }
        try? writer.finish { text += $0 }
        return text
    }

    /// Whether it shows what became of every parameter; ``jsonl`` only on request.
    package var listsParameters: Bool {
        switch self {
        case .json, .html, .svg: true
        case .text, .jsonl, .sarif, .junit, .github, .gitlab, .markdown, .intoto: false
        }
    }

    /// The writer of this format; nil for text.
    func writer(_ run: ReportRun) -> (any ReportWriter)? {
        switch self {
        case .text: nil
        case .json: JSONReportWriter(run)
        case .jsonl: JSONLinesReportWriter(run)
        case .sarif: SARIFReport(run)
        case .junit: JUnitReport(run)
        case .github: GitHubAnnotations(run)
        case .gitlab: GitLabReport(run)
        case .markdown: MarkdownReportWriter(run)
        case .intoto: InTotoReportWriter(run)
        case .html: HTMLReport(run)
        case .svg: SVGReport(run)
        }
    }
}
