import ArgumentParser
import ByteIO
import Comparison
import Formats
import JSONText
import Reporting
import Tensors

/// Compares the values of two checkpoints.
struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two checkpoints, of any formats, weight by weight.",
        discussion: """
            Weights are matched by the names that Hugging Face's PyTorch classes give them, and compared in PyTorch's \
            orientation. Weights of different types are compared by value, and both types are printed.

            Exit status: 0 the same, 1 different, 2 a checkpoint cannot be read.

            Examples:
              bertconv diff tf_model.h5 model.safetensors
              bertconv diff old/ new/ --tolerance 1e-6
            """)

    @Argument(help: "The first checkpoint.", completion: .file())
    var first: String

    @Argument(help: "The second checkpoint.", completion: .file())
    var second: String

    @Option(help: ArgumentHelp("Values that differ by at most this count as the same.", valueName: "number"))
    var tolerance = 0.0

    @Option(help: "The form of the result.")
    var format = ReportFormat.text

    @Flag(name: .shortAndLong, help: "Print nothing; only the exit status answers.")
    var quiet = false

    func validate() throws {
        guard tolerance >= 0, tolerance.isFinite else { throw ValidationError("--tolerance must be 0 or more") }
    }

    func run() throws {
        let (before, after) = (try CanonicalCheckpoint(first), try CanonicalCheckpoint(second))
        let bar = ProgressBar("comparing", total: before.byteCount, isQuiet: quiet)
        let difference = try CheckpointDifference(before, after, tolerance: tolerance, progress: bar.advance(by:))
        bar.finish()
        if !quiet {
            let report = DiffReport(difference: difference, first: first, second: second)
            switch format {
            case .text: report.lines.forEach(Terminal.printResult)
            case .json: Terminal.printResult(report.json)
            }
        }
        if !difference.isSame { throw ExitCode(1) }
    }
}
