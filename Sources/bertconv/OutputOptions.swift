import ArgumentParser
import ByteIO
import Conversion

/// How a checkpoint is written, and what is said of it: what `convert` and `init` have in common.
struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write a model folder: safetensors, pytorch or tensorflow.", valueName: "format"))
    var to: OutputFormat?

    @Option(help: ArgumentHelp("Cut the output into files of at most this size, e.g. 5GB.", valueName: "size"))
    var maxShardSize: ByteSize?

    @Flag(help: "Say what would be written, and write nothing.")
    var dryRun = false

    @Flag(help: "Replace the output if it exists.")
    var force = false

    @Option(help: "How to report: text or json.")
    var format = ReportFormat.text

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    /// The format of `output`: that of `--to`, or the one that its name tells.
    ///
    /// - Throws: ``Fault`` when neither tells.
    func target(_ output: String) throws(Fault) -> OutputFormat {
        if let to { return to }
        return try OutputFormat(path: output)
    }

    func place(_ output: String) -> OutputPlace {
        OutputPlace(path: output, isFolder: to != nil, maximumByteCount: maxShardSize?.byteCount)
    }

    /// Throws what would be in the way of a file `output`, before any work is done.
    ///
    /// - Throws: ``Fault`` `file.exists`, `file.not-regular`, `file.missing`, or that it is one of `inputs`.
    func checkFile(_ output: String, inputs: [InputFile]) throws(Fault) {
        try OutputWriter.checkPlace(output, inputs: inputs, replacing: force || dryRun)
    }
}
