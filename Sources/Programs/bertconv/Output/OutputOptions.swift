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

    @Flag(help: "Replace the output if it exists; never the input, a link or a device.")
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

    /// Throws for options that the format of `output` has no use for.
    func validate(_ output: String) throws {
        let format = to ?? (try? OutputFormat(path: output))
        guard maxShardSize == nil || format != .kerasHDF5 else {
            throw ValidationError("--max-shard-size is for safetensors and PyTorch; HDF5 is always one file")
        }
    }

    func place(_ output: String) -> OutputPlace {
        OutputPlace(
            path: output, isFolder: to != nil, maximumByteCount: maxShardSize?.byteCount, isReplacing: force)
    }
}
