package import ByteIO
internal import KerasArchive
internal import Safetensors
internal import Tensors
internal import TorchArchive

/// Opens a checkpoint: a file, the index of a sharded set, or a model folder.
package struct CheckpointReader: Sendable {
    /// The names of weights in a folder, in the order in which loaders look for them
    /// (transformers 4.44 and 5.23, `modeling_utils`; TensorFlow's last).
    package static let weightNames = [
        "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
        "tf_model.h5", "tf_model.h5.index.json",
    ]

    private let helper: HDF5Helper

    /// - Parameter helperPath: the executable `bertconv-hdf5`.
    package init(helperPath: String) {
        helper = HDF5Helper(executable: helperPath)
    }
}

extension CheckpointReader {
    /// Reads the headers of what is at `path`; no values.
    ///
    /// - Throws: ``Fault`` `file.*`, `format.*`, `safetensors.*`, `hdf5.*`, `keras.*`.
    package func open(_ path: String) async throws(Fault) -> Checkpoint {
        guard PathKind(of: path) == .folder else { return try await openFile(path, otherWeights: []) }
        let present = Self.weightNames.filter { PathKind(of: FilePath.join(path, $0)) == .file }
        guard let first = present.first else {
            throw .noWeights(in: path, looked: Self.weightNames, found: try Folder.names(in: path))
        }
        return try await openFile(FilePath.join(path, first), otherWeights: Array(present.dropFirst()))
    }

    /// The checkpoint with every tensor as a plain run of bytes.
    ///
    /// - Parameter scratchFolder: where decoded tensors take their space.
    package func decoded(_ checkpoint: Checkpoint, scratchFolder: String) async throws(Fault) -> Checkpoint {
        guard checkpoint.table.entries.contains(where: \.isEncoded) else { return checkpoint }
        switch checkpoint.format {
        case .kerasHDF5:
            return checkpoint.replacing(
                try await KerasDecoder.decode(checkpoint.table, helper: helper, scratchFolder: scratchFolder))
        case .torchArchive:
            return checkpoint.replacing(
                try TorchDecoder.decode(checkpoint.table, scratchFolder: scratchFolder))
        case .safetensors, .torchLegacy, .shardIndex: return checkpoint
        }
    }

    private func openFile(_ path: String, otherWeights: [String]) async throws(Fault) -> Checkpoint {
        let file = try InputFile(path: path)
        let format = try FileFormat.detect(file)
        let configuration = FilePath.join(FilePath.folder(of: path), "config.json")
        let configurationPath = PathKind(of: configuration) == .file ? configuration : nil
        if format == .shardIndex {
            let set = try await ShardedSet.open(index: file, using: self)
            return Checkpoint(
                path: path, format: set.format, files: set.files, table: set.table, disagreements: set.disagreements,
                withheld: set.withheld, notes: set.notes, configurationPath: configurationPath,
                otherWeights: otherWeights)
        }
        let contents = try await contents(of: file, format: format)
        return Checkpoint(
            path: path, format: format, files: [file], table: contents.table, disagreements: contents.disagreements,
            withheld: contents.withheld, notes: contents.notes, configurationPath: configurationPath,
            otherWeights: otherWeights)
    }

    /// What is in one file that is no index.
    func contents(of file: InputFile, format: FileFormat) async throws(Fault) -> FileContents {
        switch format {
        case .safetensors:
            return FileContents(table: try SafetensorsReader.read(file).table)
        case .kerasHDF5:
            let contents = try await KerasReader.read(file, helper: helper)
            let absent = contents.absent.map { Checkpoint.Disagreement.absent(name: $0, file: file.path) }
            let unlisted = contents.unlisted.map { Checkpoint.Disagreement.unlisted(name: $0, file: file.path) }
            return FileContents(table: contents.table, disagreements: absent + unlisted)
        case .torchArchive: return FileContents(try TorchReader.readArchive(file), file.path)
        case .torchLegacy: return FileContents(try TorchReader.readLegacy(file), file.path)
        case .shardIndex:
            throw Fault.shardIndex("an index names another index").inFile(file.path)
        }
    }
}

/// What one file of a checkpoint holds, whatever its format.
struct FileContents {
    let table: TensorTable
    var disagreements: [Checkpoint.Disagreement] = []
    var withheld: [WithheldTensor] = []
    var notes: [String] = []
}

extension FileContents {
    /// A PyTorch file, with what is beside the tensors as notes.
    init(_ contents: TorchContents, _ path: String) {
        table = contents.table
        withheld = contents.withheld
        notes = contents.notes
        if !contents.path.isEmpty {
            notes.append("the tensors are in \(contents.path.map { "'\($0)'" }.joined(separator: ", in "))")
        }
        if !contents.others.isEmpty {
            let shown = contents.others.prefix(5).joined(separator: ", ")
            notes.append("not tensors, and left out: \(shown)\(contents.others.count > 5 ? ", …" : "")")
        }
        notes += contents.withheld.map { "not read: \($0.fault.description)" }
        notes = notes.map { "\(path): \($0)" }
    }
}
