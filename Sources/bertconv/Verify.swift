import ArgumentParser
import ByteIO
import Conversion
import Formats
import Glibc
import Policies
import Reporting
import Verification

/// For example, `bertconv verify model_dir`.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that every weight of a model comes from its files, before it is deployed.",
        discussion: """
            PATH is a model folder, a checkpoint file or a shard index. It is held against its class as the loader of \
            transformers 5 would load it: which parameters would stay random, which tensors would be dropped, and \
            whether the values can be what they should be. Nothing in a file is ever executed.

            Examples:
              bertconv verify bert-base-uncased/
              bertconv verify model/ --as BertForSequenceClassification
              bertconv verify model/ --headers-only --fail-on warning
              bertconv verify model/ --format github --report sarif=verify.sarif
              bertconv verify model/ --allow BC303 --policy bertconv.yaml

            Exit status, the same for every format: 0 passes, 1 findings at or above --fail-on, 2 something could \
            not be checked, 3 there is nothing to check, 64 wrong usage. 'bertconv explain BC101' tells what a rule \
            means.
            """)

    @Argument(help: "Model folders, checkpoint files or shard indices.", completion: .file())
    var paths: [String]

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The model class that will load it, e.g. BertForMaskedLM.", valueName: "class"))
    var className: String?

    @Flag(help: "Read names, shapes and lists only, no values: milliseconds, and blind to what values tell.")
    var headersOnly = false

    @Option(help: ArgumentHelp("Seeds to try beside the usual ones, e.g. 0-9999.", valueName: "range"))
    var seeds: SeedRange?

    @Option(help: "The least severity that fails: error, warning, note, or never.")
    var failOn = FailureThreshold.error

    @OptionGroup(title: "Policy")
    var policy: PolicyOptions

    @Option(help: "What to print: \(VerifyReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = VerifyReportFormat.text

    @Option(
        help: ArgumentHelp(
            "Write a report to a file besides, e.g. sarif=out.sarif; repeatable.", valueName: "format=file"))
    var report: [ReportFile] = []

    @Option(help: "Colour: auto, always or never; NO_COLOR is respected.")
    var color = ColorChoice.auto

    @Flag(name: .shortAndLong, help: "Print only the verdict.")
    var quiet = false

    func validate() throws {
        guard policy.writeBaseline == nil || paths.count == 1 else {
            throw ValidationError("--write-baseline is for one model")
        }
    }

    func run() async throws {
        let acceptances = try policy.read()
        let depth: Examination.Depth = headersOnly ? .headers : .values
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Installation.helperPath()), depth: depth, as: className,
            scratchFolder: Installation.temporaryFolder(), seeds: seeds?.seeds ?? [])
        var reports: [VerifyReport] = []
        for path in paths {
            let report = try await examine(path, verifier, acceptances)
            if policy.printPolicy {
                Terminal.print(PolicyDraft(report.findings, failOn: failOn.severity).text)
            } else if format == .text {
                printText(report)
            } else if format == .jsonl, let line = rendered([report]) {
                Terminal.print(line)
            }
            if let target = policy.writeBaseline {
                try Baseline(report.findings, of: path, replacing: acceptances.baseline, path: target)
                    .write(tool: Version.current)
            }
            reports.append(report)
        }
        if !policy.printPolicy, format != .jsonl, let text = rendered(reports) { Terminal.print(text) }
        for file in report { try file.write(reports, failOn: failOn.severity) }
        let worst = reports.map(\.summary.verdict).max() ?? .pass
        if worst != .pass { throw ExitCode(worst.status) }
    }

    /// Nil for text, which is printed model by model.
    private func rendered(_ reports: [VerifyReport]) -> String? {
        format.rendered(reports, toolVersion: Version.current, failOn: failOn.severity)
    }

    private var style: Style { Style(stream: STDOUT_FILENO, color) }

    private func printText(_ report: VerifyReport) {
        let lines = VerifyText(report, style).lines
        (quiet ? Array(lines.prefix(1)) : lines).forEach(Terminal.printResult)
    }

    private func examine(
        _ path: String, _ verifier: ModelVerifier, _ acceptances: Acceptances
    ) async throws -> VerifyReport {
        var bar: ProgressBar?
        let result = await verifier.verify(path) { count, total in
            if bar == nil { bar = ProgressBar("reading", total: total, isQuiet: quiet) }
            bar?.advance(by: count)
        }
        bar?.finish()
        let (findings, notes) = try acceptances.judge(
            result.findings, of: path, depth: headersOnly ? .headers : .values)
        return VerifyReport(result, findings, failOn: failOn.severity, notes: notes)
    }
}

extension VerifyReportFormat: ExpressibleByArgument {}

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

    /// Writes the report, whole or not at all; a file that is there is replaced.
    func write(_ reports: [VerifyReport], failOn: Severity?) throws(Fault) {
        let text =
            format.rendered(reports, toolVersion: Version.current, failOn: failOn)
            ?? reports.flatMap { VerifyText($0, Style(plain: ())).lines }.map { $0 + "\n" }.joined()
        try SideFiles.write(Array(text.utf8), to: path, replacing: true)
    }
}

/// From which severity on a finding fails.
enum FailureThreshold: String, ExpressibleByArgument, CaseIterable {
    case error, warning, note, never

    /// Nil: nothing fails.
    var severity: Severity? { Severity(rawValue: rawValue) }
}
