internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Tensors
internal import TorchArchive

/// A checkpoint: named tensors, and the files that they are in.
///
/// It is opened by its headers. Values are read only when a tensor is asked for them, so opening one takes little time
/// and memory, however large it is. Nothing in a file is executed.
///
///     let checkpoint = try Checkpoint(opening: "model.safetensors")
///     for tensor in checkpoint.tensors {
///         print(tensor.name, tensor.elementType, tensor.shape, tensor.byteCount)
///     }
///
/// The files stay open as long as the checkpoint or one of its tensors exists. Both can be used from several threads.
///
/// Unstable until bertconv 1.0.
public struct Checkpoint: Sendable {
    /// The format of the files.
    public struct Format: Sendable, Hashable {
        private let format: FileFormat

        fileprivate init(_ format: FileFormat) {
            self.format = format
        }

        /// safetensors.
        public static let safetensors = Self(.safetensors)
        /// A zip archive of torch 1.4 and later.
        public static let pytorch = Self(.torchArchive)
        /// A file of torch before 1.6.
        public static let pytorchLegacy = Self(.torchLegacy)
        /// The weights that Keras 2 saves as HDF5.
        public static let kerasHDF5 = Self(.kerasHDF5)
        /// TensorFlow's own checkpoints: an index and data files.
        public static let tensorFlowCheckpoint = Self(.tensorBundle)
    }

    /// An entry of a PyTorch file that is named but not read, since only its own code could rebuild it.
    public struct UnreadEntry: Sendable, Equatable {
        /// Its name in the file.
        public let name: String
        /// Why it is not read.
        public let error: CheckpointError
    }

    private let source: TensorSource

    /// The path as the caller gave it.
    public let path: String
    /// The tensors: shard by shard in the order of the shards' names, in each file in its own order.
    public let tensors: [Tensor]

    /// Opens a file, the index of a sharded set, or a model folder.
    ///
    /// A file is opened as its name says, and its content must agree: `model.safetensors` must be a safetensors file.
    /// Of a folder, what is opened is what transformers would load from it.
    ///
    /// - Parameters:
    ///   - path: the file, the index or the folder.
    ///   - hdf5Helper: the program `bertconv-hdf5`, a product of this package. It reads HDF5 files in a process of its
    ///     own and is started for them only. Nil: it is in the folder of the running program, or in `libexec/bertconv`
    ///     beside that folder.
    ///   - scratchFolder: where compressed tensors are decoded to, in a file without a name, while they are read.
    /// - Throws: ``CheckpointError``. Its code begins with `file.`, `format.`, `safetensors.`, `zip.`, `pickle.`,
    ///   `torch.`, `hdf5.`, `keras.`, `json.` or `model.`.
    public init(
        opening path: String, hdf5Helper: String? = nil, scratchFolder: String = "/tmp"
    ) throws(CheckpointError) {
        let reader = CheckpointReader(helperPath: hdf5Helper ?? HelperPlace.find())
        do throws(Fault) {
            let place = try ModelPlace(path, library: try Library.newest())
            let source = TensorSource(try place.open(reader), reader: reader, scratchFolder: scratchFolder)
            self.source = source
            self.path = path
            tensors = source.checkpoint.table.entries.map { Tensor($0, of: source) }
        } catch {
            throw CheckpointError(error)
        }
    }

    /// The tensor of this name; nil: there is none.
    public subscript(name: String) -> Tensor? {
        source.checkpoint.table[name].map { Tensor($0, of: source) }
    }

    /// The format of the files.
    public var format: Format { Format(source.checkpoint.format) }

    /// The paths of the files that the tensors are in: one, or all shards.
    public var files: [String] { source.checkpoint.files.map(\.path) }

    /// Names that a list of contents has and no file: the index of a sharded set, or the lists in a Keras file.
    ///
    /// Empty for a complete checkpoint.
    public var absentTensors: [String] {
        source.checkpoint.disagreements.compactMap { disagreement in
            if case .absent(let name, _) = disagreement { name } else { nil }
        }
    }

    /// Entries of PyTorch files that are not read; empty where all can be.
    public var unreadEntries: [UnreadEntry] {
        source.checkpoint.withheld.map { UnreadEntry(name: $0.name, error: CheckpointError($0.fault)) }
    }

    /// What a careful reader should know about the files: sentences that may quote names from them.
    public var notes: [String] { source.checkpoint.notes }
}

extension Checkpoint.Format: CustomStringConvertible {
    /// For example, `safetensors` or `keras-hdf5`.
    public var description: String { format.rawValue }
}

/// What all tensors of a checkpoint share: how to read them.
final class TensorSource: Sendable {
    let checkpoint: Formats.Checkpoint
    private let reader: CheckpointReader
    private let scratchFolder: String

    init(_ checkpoint: Formats.Checkpoint, reader: CheckpointReader, scratchFolder: String) {
        self.checkpoint = checkpoint
        self.reader = reader
        self.scratchFolder = scratchFolder
    }

    /// The tensor with its elements as a plain run of bytes.
    ///
    /// - Throws: ``Fault`` `hdf5.*`, `zip.*`.
    func decoded(_ entry: TensorEntry) throws(Fault) -> TensorEntry {
        guard entry.isEncoded else { return entry }
        var table = TensorTable()
        guard table.insert(entry) else { return entry }
        let decoded = try reader.decoded(checkpoint.replacing(table), scratchFolder: scratchFolder)
        return decoded.table[entry.name] ?? entry
    }
}
