import ByteIO
import Reporting

/// The report on standard output, which grows model by model.
final class ScreenReport {
    private var stream: ReportStream?

    /// - Parameter stream: nil: nothing is printed.
    init(_ stream: consuming ReportStream?) {
        self.stream = stream
    }

    func append(_ report: VerifyReport) throws(Fault) {
        guard var stream = stream.take() else { return }
        try stream.append(report) { text in Terminal.print(text) }
        self.stream = consume stream
    }

    func finish() throws(Fault) {
        guard let stream = stream.take() else { return }
        try stream.finish { text in Terminal.print(text) }
    }
}
