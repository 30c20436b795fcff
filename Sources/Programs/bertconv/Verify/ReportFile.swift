import ArgumentParser
import ByteIO
import Reporting

/// A report that goes to a file, `sarif=verify.sarif`, or to standard output, `sarif=-`.
struct ReportFile: ExpressibleByArgument {
    let format: VerifyReportFormat
    let path: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, let path = parts.dropFirst().first, !path.isEmpty,
            let format = VerifyReportFormat(rawValue: String(name))
        else { return nil }
        self.format = format
        self.path = String(path)
    }
}

/// A report that grows model by model, in a file that appears whole or not at all, or on standard output.
final class GrowingReport {
    private let isOnStandardOutput: Bool
    private var stream: ReportStream?
    private var file: AtomicText?

    /// - Parameter path: a file, which is replaced if it exists; nil: standard output.
    init(_ stream: consuming ReportStream, at path: String?) throws(Fault) {
        self.stream = consume stream
        isOnStandardOutput = path == nil
        file = try path.map { path throws(Fault) in try AtomicText.create(at: path, replacing: true) }
    }

    func append(_ report: VerifyReport) throws(Fault) {
        guard var stream = stream.take() else { return }
        try stream.append(report) { (text) throws(Fault) in try write(text) }
        self.stream = consume stream
    }

    /// Ends the report and gives the file its name.
    func finish() throws(Fault) {
        guard let stream = stream.take() else { return }
        try stream.finish { (text) throws(Fault) in try write(text) }
        if let file = file.take() { try file.commit() }
    }

    private func write(_ text: String) throws(Fault) {
        if isOnStandardOutput { return Terminal.print(text) }
        guard var file = file.take() else { return }
        try file.append(text)
        self.file = consume file
    }
}
