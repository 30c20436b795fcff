import ArgumentParser
import ByteIO
import Conversion
import Formats
import Verification

/// For example, `bertconv convert INPUT OUTPUT`.
struct Convert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Convert a checkpoint to another format.",
        discussion: """
            INPUT is a file (tf_model.h5, model.safetensors), the index of a sharded set, or a model folder. \
            The format of OUTPUT is told by its name: .safetensors.

            A config.json beside the input tells the class and the sizes; without one they are read off the \
            file. When a parameter of the class is not in the input, nothing is written and the exit status \
            is 1: a loader would fill the hole with random numbers.

            Examples:
              bertconv convert tf_model.h5 model.safetensors
              bertconv convert bert-base-uncased/ model.safetensors
              bertconv convert tf_model.h5 model.safetensors --as BertForMaskedLM
              bertconv convert tf_model.h5 model.safetensors --dry-run --format json
            """)

    @Argument(help: "A checkpoint file, a shard index or a model folder.", completion: .file())
    var input: String

    @Argument(help: "The file to write; its name tells the format.", completion: .file())
    var output: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The model class to write, e.g. BertForMaskedLM.", valueName: "class"))
    var className: String?

    @Flag(help: "Say what would be written, and write nothing.")
    var dryRun = false

    @Flag(help: "Replace the output if it exists.")
    var force = false

    @Flag(help: "Write what is there even if parameters are missing.")
    var allowIncomplete = false

    @Flag(help: "Leave out tensors that the model has no place for, instead of carrying them over.")
    var dropUnmapped = false

    @Option(help: "How to report: text or json.")
    var format = ReportFormat.text

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func run() async throws {
        _ = try OutputFormat(path: output)
        let reader = CheckpointReader(helperPath: Installation.helperPath())
        var checkpoint = try await reader.open(input)
        let undecoded = try Inspection(checkpoint, as: className)
        try ConversionPlan.checkShapes(undecoded)
        checkpoint = try await reader.decoded(checkpoint, scratchFolder: FilePath.folder(of: output))
        let inspection = try Inspection(checkpoint, as: className)
        let findings = try Checks.ofNames(inspection) + Checks.ofCopies(inspection)
        let plan = try ConversionPlan(inspection, droppingUnmapped: dropUnmapped)
        let blocking = findings.filter { $0.severity == .error && !isAllowed($0) }

        var byteCount: UInt64?
        if blocking.isEmpty, !dryRun { byteCount = try write(plan, from: checkpoint.files) }
        let report = ConvertReport(
            inspection: inspection, findings: findings, plan: plan, output: output, isDryRun: dryRun,
            isBlocked: !blocking.isEmpty, byteCount: byteCount)
        switch format {
        case .json: Terminal.printResult(report.json)
        case .text: report.print(isQuiet: quiet)
        }
        if !blocking.isEmpty { throw ExitCode(1) }
    }

    private func isAllowed(_ finding: Finding) -> Bool {
        allowIncomplete && (finding.rule == .missingParameter || finding.rule == .indexDisagrees)
    }

    private func write(_ plan: ConversionPlan, from inputs: [InputFile]) throws -> UInt64 {
        let bar = ProgressBar(total: plan.byteCount, isQuiet: quiet)
        defer { bar.finish() }
        return try SafetensorsOutput.write(
            plan, to: output, from: inputs, replacing: force, progress: bar.advance(by:))
    }
}

/// How a command reports.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
