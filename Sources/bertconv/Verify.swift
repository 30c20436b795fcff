import ArgumentParser
import BertModel
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
            PATH is a model folder, a checkpoint file or a shard index. It is compared with its class as the loader of \
            transformers 5 would load it, or as --loader says: which parameters would stay random, which tensors would be dropped, and \
            whether the values can be what they should be. Nothing in a file is ever executed.

            Of several models each gets its report, in order, and the worst verdict decides; one that cannot be read \
            never stops the others.

            Examples:
              bertconv verify bert-base-uncased/
              bertconv verify model/ --as BertForSequenceClassification
              bertconv verify model/ --headers-only --fail-on warning
              bertconv verify model/ --format github --report sarif=verify.sarif
              bertconv verify model/ --allow BC303 --policy bertconv.yaml
              bertconv verify --recursive models/ --format jsonl

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

    @Option(
        help: ArgumentHelp(
            "The library that will load it: transformers-5.23, or transformers-4.44-tensorflow.", valueName: "name"))
    var loader: String?

    @Flag(help: "Read names, shapes and lists only, no values: milliseconds, and blind to what values tell.")
    var headersOnly = false

    @Option(help: ArgumentHelp("Seeds to try beside the usual ones, e.g. 0-9999.", valueName: "range"))
    var seeds: SeedRange?

    @Option(help: "The least severity that fails: error, warning, note, or never.")
    var failOn = FailureThreshold.error

    @OptionGroup(title: "Many models")
    var load: VerifyLoad

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
        guard policy.writeBaseline == nil || paths.count == 1 && !load.recursive else {
            throw ValidationError("--write-baseline is for one model")
        }
    }

    func run() async throws {
        let acceptances = try policy.read()
        let library = if let loader { try Library.named(loader) } else { try Library.newest() }
        let (models, skipped) = load.models(paths, for: library)
        let depth: Examination.Depth = headersOnly ? .headers : .values
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Installation.helperPath()), depth: depth, as: className,
            scratchFolder: Installation.temporaryFolder(), seeds: seeds?.seeds ?? [],
            readers: load.readers(for: models.count), library: library)
        let files = try report.map { file throws(Fault) in
            try GrowingReport(
                stream(file.format, Style(plain: ()), isList: load.recursive || models.count != 1),
                at: file.path)
        }
        let screen = ScreenReport(
            policy.printPolicy
                ? nil
                : stream(
                    format, Style(stream: STDOUT_FILENO, color), isQuiet: quiet,
                    isList: load.recursive || models.count != 1))
        let counter = ModelCounter(total: models.count, isQuiet: quiet)
        let bar = models.count == 1 ? ByteBar(isQuiet: quiet) : nil
        let (isQuick, failOn, writeBaseline) = (headersOnly, failOn.severity, policy.writeBaseline)
        try await ModelQueue(paths: models, jobs: load.jobs(for: models.count)).run { path in
            let result = await verifier.verify(path) { count, total in bar?.advance(by: count, of: total) }
            bar?.finish()
            let (findings, notes) = try acceptances.judge(
                result.findings, of: path, depth: isQuick ? .headers : .values)
            return VerifyReport(result, findings, failOn: failOn, notes: notes)
        } take: { report in
            counter.clear()
            if policy.printPolicy { Terminal.print(PolicyDraft(report.findings, failOn: failOn).text) }
            try screen.append(report)
            for file in files { try file.append(report) }
            if let target = writeBaseline {
                try Baseline(report.findings, of: report.path, replacing: acceptances.baseline, path: target)
                    .write(tool: Version.current)
            }
            counter.add(report.summary.verdict)
        }
        counter.clear()
        try screen.finish()
        for file in files { try file.finish() }
        let isWhole = SkippedNotes(skipped).print(isQuiet: quiet)
        if counter.worst < .partial, !isWhole { throw ExitCode(VerifyReport.Verdict.partial.status) }
        if counter.worst != .pass { throw ExitCode(counter.worst.status) }
    }

    private func stream(
        _ format: VerifyReportFormat, _ style: Style, isQuiet: Bool = false, isList: Bool
    ) -> ReportStream {
        ReportStream(
            format, toolVersion: Version.current, failOn: failOn.severity, isList: isList,
            text: { report in
                let lines = VerifyText(report, style).lines
                return isQuiet ? Array(lines.prefix(1)) : lines
            }, scratchFolder: Installation.temporaryFolder())
    }
}

extension VerifyReportFormat: ExpressibleByArgument {}

/// From which severity on a finding fails.
enum FailureThreshold: String, ExpressibleByArgument, CaseIterable {
    case error, warning, note, never

    /// Nil: nothing fails.
    var severity: Severity? { Severity(rawValue: rawValue) }
}
