package import ByteIO

/// Writes the report of several models while they are verified, so that no model's report is kept in memory.
package struct ReportStream {
    private var writer: any ReportWriter

    /// - Parameter text: the lines of ``VerifyReportFormat/text``.
    package init(_ format: VerifyReportFormat, _ run: ReportRun, text: TextLines) {
        writer = format.writer(run) ?? TextReport(run, text)
    }

    /// Adds a model, and passes to `write` what can be written now.
    package mutating func append(
        _ report: VerifyReport, to write: (String) throws(Fault) -> Void
    ) throws(Fault) {
        try writer.add(report, write)
    }

    /// Writes the rest.
    package mutating func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        try writer.finish(write)
    }
}

/// Writes the report of several models in one format, model by model.
protocol ReportWriter {
    /// Adds a model, and passes to `write` what can be written now.
    mutating func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault)

    /// Writes what had to wait for the last model.
    mutating func finish(_ write: (String) throws(Fault) -> Void) throws(Fault)
}

/// Parts of a report that must wait for what can be known only after the last model.
///
/// They wait in a ``Spool``, so that memory does not grow with the number of models.
final class WaitingParts {
    private var spool: Spool?
    private(set) var count = 0

    /// - Parameter folder: the folder whose disk is used beyond a mebibyte; nil: everything waits in memory.
    init(folder: String?) {
        spool = Spool(folder: folder)
    }

    func append(_ part: String) throws(Fault) {
        count += 1
        try extend(part)
    }

    /// Adds to the last part.
    func extend(_ text: String) throws(Fault) {
        guard var spool = spool.take() else { return }
        try spool.append(text)
        self.spool = consume spool
    }

    /// Passes all parts to `body`, in their order; nothing waits any longer.
    func drain(_ body: (String) throws(Fault) -> Void) throws(Fault) {
        guard let spool = spool.take() else { return }
        try spool.drain(body)
    }
}
