package import ByteIO
package import Verification

/// The report of several models, written while they are looked at: what was said of a model is not kept.
package struct ReportStream: ~Copyable {
    private var writing: any ReportWriting
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
            format.writing(toolVersion: toolVersion, failOn: failOn, isList: isList) ?? TextWriting(lines: text)
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
