import ArgumentParser
import ByteIO
import Conversion

/// The options that `convert` and `init` share: how a checkpoint is written, and how that is reported.
struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write a model folder as safetensors, pytorch or tensorflow.", valueName: "format"))
    var to: OutputFormat?

    @Option(help: ArgumentHelp("Split the output into files of at most this size, e.g. 5GB.", valueName: "size"))
    var maxShardSize: ByteSize?

    @Flag(help: "Print what would be written, and write nothing.")
    var dryRun = false

    @Flag(help: "Replace the output if it exists; never the input, a link or a device.")
    var force = false

    @Option(help: "The form of the result.")
    var format = ReportFormat.text

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    /// The format of `output`: that of `--to`, or the one that its name ends in.
    ///
    /// - Parameter isFromFolder: whether the input is a folder, or several files that are one checkpoint, so that an
    ///   output whose name has no such end is a folder too.
    /// - Throws: ``Fault`` `convert.output-format` if there is neither.
    func target(_ output: String, isFromFolder: Bool = false) throws(Fault) -> OutputFormat {
        if let to { return to }
        if isFolder(output, isFromFolder: isFromFolder) { return .safetensors }
        return try OutputFormat(path: output)
    }

    /// Checks what can be wrong before any file is read.
    ///
    /// - Throws: `ValidationError` if the format of `output` is unknown, or has no use for an option.
    func validate(_ output: String, isFromFolder: Bool = false) throws {
        let format: OutputFormat
        do throws(Fault) {
            format = try target(output, isFromFolder: isFromFolder)
        } catch {
            throw ValidationError(error.description)
        }
        guard maxShardSize == nil || format != .kerasHDF5 else {
            throw ValidationError("--max-shard-size is for safetensors and PyTorch; HDF5 is always one file")
        }
    }

    func place(_ output: String, isFromFolder: Bool = false) -> OutputPlace {
        OutputPlace(
            path: output, isFolder: isFolder(output, isFromFolder: isFromFolder),
            maximumByteCount: maxShardSize?.byteCount, isReplacing: force)
    }

    /// Whether the output is a model folder.
    private func isFolder(_ output: String, isFromFolder: Bool) -> Bool {
        to != nil || output.hasSuffix("/") || isFromFolder && (try? OutputFormat(path: output)) == nil
    }
}
