import ArgumentParser
import ByteIO
import Reporting
import Verification

/// The option by which a run goes on where an earlier one was stopped.
struct ResumeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Add the reports to this file as JSON Lines, each as soon as it is there, and do not verify again what has "
                + "a report in it; a last line that is cut short is cut off first. The worst verdict of all reports in "
                + "it decides.", valueName: "file"), completion: .file())
    var resume: String?

    /// Refuses what would be about a part of the models only.
    func check(_ reporting: ReportOptions, _ policy: PolicyOptions, _ fixFolder: String?) throws {
        guard let resume else { return }
        guard !StandardStream.isOutput(resume) else { throw ValidationError("--resume needs a file") }
        guard reporting.report.isEmpty else {
            throw ValidationError(
                "--resume and --report exclude each other: 'bertconv report' makes all reports from the file of --resume"
            )
        }
        guard policy.writeBaseline == nil, !policy.printPolicy, fixFolder == nil else {
            throw ValidationError("--resume goes with neither --write-baseline, --print-policy nor --fix")
        }
    }

    /// The file with what earlier runs reported; nil: there is no such option.
    ///
    /// - Parameter models: the paths of this run's models.
    /// - Throws: ``Fault`` `file.*`, `report.*`, `json.*`.
    func open(
        _ models: some Sequence<String>, _ depth: Examination.Depth, _ failOn: Severity?
    ) throws(Fault) -> ResumedReports? {
        guard let resume else { return nil }
        return try ResumedReports(path: resume, models: Set(models), depth: depth, failOn: failOn)
    }
}

/// A file of JSON Lines to which a run adds the reports that it lacks.
final class ResumedReports {
    private let file: AppendedFile
    private var stream: ReportStream
    /// The models of this run that have no report in it; memory does not grow with the reports of others.
    private var left: Set<String>
    /// The worst verdict that stands in it; nil: it is empty.
    private(set) var worst: VerifyReport.Verdict?

    /// - Throws: ``Fault`` `file.*`, `json.*`, `report.*`; `report.differs` if its models were verified otherwise.
    init(path: String, models: Set<String>, depth: Examination.Depth, failOn: Severity?) throws(Fault) {
        file = try AppendedFile(path: path)
        left = models
        let run = ReportRun(toolVersion: Version.current, failOn: failOn, modelCount: 0)
        stream = ReportStream(
            .jsonl, run,
            text: TextLines(showsPassing: false) { _ in
                []
            } closing: { _ in
                []
            })
        let input = try InputFile(path: path)
        var lines = LineReader(input, limit: ReportingLimits.lineBytes)
        while let line = try lines.next() {
            guard line.isEnded else {
                try file.truncate(to: line.offset)
                break
            }
            // As 'bertconv report' does.
            if line.bytes.isEmpty { continue }
            let report = try SavedReports.report(line, in: path)
            try Self.check(report, depth, failOn, in: path, line.number)
            left.remove(report.path)
            worst = max(worst ?? .pass, report.summary.verdict)
        }
    }

    /// Whether a model of this run has a report.
    func has(_ path: String) -> Bool { !left.contains(path) }

    /// Adds a report: a whole line, or nothing.
    ///
    /// - Throws: ``Fault`` `file.disk-full`, `file.system`.
    func append(_ report: VerifyReport) throws(Fault) {
        try stream.append(report) { (text) throws(Fault) in try file.append(text) }
    }

    /// For example, `note: 12 of 20 models have a report in part-3.jsonl and are not verified again`.
    func note(_ done: Int, of all: Int) -> String {
        "note: \(Quantity.count(done)) of \(Quantity.count(all, "model")) \(done == 1 ? "has" : "have") a report in "
            + "\(escapingControls(file.path)) and \(done == 1 ? "is" : "are") not verified again"
    }

    private static func check(
        _ report: VerifyReport, _ depth: Examination.Depth, _ failOn: Severity?, in path: String, _ line: Int
    ) throws(Fault) {
        let difference: String
        if report.summary.depth != depth.rawValue, report.loader != nil {
            let earlier = Examination.Depth(rawValue: report.summary.depth) ?? .headers
            difference = "was verified \(earlier.option), this run \(depth.option)"
        } else if report.summary.failOn != failOn {
            difference = "was verified with another --fail-on (\(report.summary.failOn?.rawValue ?? "never"))"
        } else if let version = report.toolVersion, version != Version.current {
            difference = "was verified by bertconv \(version), this is \(Version.current)"
        } else {
            return
        }
        throw Fault(
            .reportDiffers, file: path, subject: "line \(line)", reason: "'\(report.path)' \(difference)",
            remedy: "use the options and the version of the earlier run, or another file")
    }
}

extension Examination.Depth {
    /// The option that asks for it, in words.
    fileprivate var option: String {
        switch self {
        case .headers: "with --headers-only"
        case .values: "without --headers-only and --probe"
        case .run: "with --probe"
        }
    }
}
