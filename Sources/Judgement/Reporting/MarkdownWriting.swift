internal import Verification

/// The reports for a job's summary, one below the other.
struct MarkdownWriting: ReportWriting {
    private var hasBegun = false

    mutating func body(_ report: VerifyReport) -> String {
        defer { hasBegun = true }
        return (hasBegun ? "\n" : "") + MarkdownReport(report).text
    }
}
