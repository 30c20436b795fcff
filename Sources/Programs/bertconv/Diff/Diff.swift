import ArgumentParser
import ByteIO
import Comparison
import Formats
import JSONText
import Tensors

/// For example, `bertconv diff A B`.
struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two checkpoints of any formats, weight by weight.",
        discussion: """
            Weights are matched by canonical name and compared in PyTorch's orientation. Weights of different \
            types are compared by value, and the types are said. Exit status: 0 the same, 1 different.

            Examples:
              bertconv diff tf_model.h5 model.safetensors
              bertconv diff old/ new/ --tolerance 1e-6
            """)

    @Argument(help: "The first checkpoint.", completion: .file())
    var first: String

    @Argument(help: "The second checkpoint.", completion: .file())
    var second: String

    @Option(help: "The largest absolute difference of two values that count as the same.")
    var tolerance = 0.0

    @Option(help: "How to report: text or json.")
    var format = ReportFormat.text

    @Flag(name: .shortAndLong, help: "Print nothing; the exit status tells.")
    var quiet = false

    func validate() throws {
        guard tolerance >= 0, tolerance.isFinite else { throw ValidationError("--tolerance must be 0 or more") }
    }

    func run() throws {
        let one = try CanonicalCheckpoint(first)
        let other = try CanonicalCheckpoint(second)
        let bar = ProgressBar("comparing", total: one.byteCount, isQuiet: quiet)
        let difference = try CheckpointDifference(one, other, tolerance: tolerance, progress: bar.advance(by:))
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
