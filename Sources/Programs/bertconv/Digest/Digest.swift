import ArgumentParser
import ByteIO
import Comparison
import Formats
import ModelSchema
import Tensors

/// Prints digests that depend on the weights alone, not on the format.
struct Digest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest",
        abstract: "Print the SHA-256 of each weight and of the whole checkpoint.",
        discussion: """
            The same weights have the same digests in every format, whatever their names and shards: each weight is \
            hashed under the name that Hugging Face's PyTorch classes give it, with its type and shape, in PyTorch's \
            orientation. Tied copies count once. The last line is the digest of the whole checkpoint: the SHA-256 of \
            the lines above it.

            Examples:
              bertconv digest model.safetensors
              bertconv digest bert-base-uncased/ | tail -n 1
            """)

    @Argument(help: "A checkpoint file, a shard index or a model folder, also remote.", completion: .file())
    var path: String

    @OptionGroup var schemas: SchemaOptions

    @OptionGroup var remote: RemoteOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    func run() throws {
        let opened = try remote.open(path)
        let place = try ModelPlace(opened.path, library: try Library.newest(), known: try schemas.architectures())
        let checkpoint = try CanonicalCheckpoint(at: place)
        let bar = ProgressBar("hashing", total: checkpoint.byteCount, isQuiet: quiet, showsRate: opened.isRemote)
        let digest = try CheckpointDigest(checkpoint, progress: bar.advance(by:))
        bar.finish()
        try opened.finish(isQuiet: quiet)
        for weight in digest.weights { Terminal.printResult("\(weight.digest)  \(escapingControls(weight.name))") }
        Terminal.printResult("\(digest.whole)  \(escapingControls(opened.path))")
    }
}

extension CanonicalCheckpoint {
    /// The checkpoint that a library would load from `place`; values that must be decoded first go to the system's
    /// temporary folder.
    init(at place: ModelPlace) throws(Fault) {
        let reader = CheckpointReader(helperPath: Installation.helperPath())
        let checkpoint = try reader.decoded(
            try place.open(reader), scratchFolder: Installation.temporaryFolder())
        try self.init(checkpoint, at: place)
    }
}
