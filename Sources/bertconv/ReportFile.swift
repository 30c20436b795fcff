import ArgumentParser
import ByteIO
import Reporting

/// A report that goes to a file: `sarif=verify.sarif`.
struct ReportFile: ExpressibleByArgument {
    let format: VerifyReportFormat
    let path: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let format = VerifyReportFormat(rawValue: String(parts[0])), !parts[1].isEmpty else {
            return nil
        }
        self.format = format
        path = String(parts[1])
    }
}

/// Such a report while it grows; it appears whole or not at all, and replaces a file that is there.
final class GrowingReport {
    private var stream: ReportStream?
    private var file: AtomicText?

    init(_ stream: consuming ReportStream, at path: String) throws(Fault) {
        self.stream = consume stream
        file = try AtomicText.create(at: path, replacing: true)
    }

    func append(_ report: VerifyReport) throws(Fault) {
        guard var stream = stream.take(), var file = file.take() else { return }
        try stream.append(report) { (text) throws(Fault) in try file.append(text) }
        self.stream = consume stream
        self.file = consume file
    }

    /// Ends the report and gives the file its name.
    func finish() throws(Fault) {
        guard let stream = stream.take(), var file = file.take() else { return }
        try stream.finish { (text) throws(Fault) in try file.append(text) }
        try file.commit()
    }
}
