package import ByteIO
internal import KerasArchive
internal import Safetensors
internal import Tensors
internal import TorchArchive

/// Opens a checkpoint: a file, the index of a sharded set, or a model folder.
package struct CheckpointReader: Sendable {
    private let helper: HDF5Helper

    /// - Parameter helperPath: the executable `bertconv-hdf5`.
    package init(helperPath: String) {
        helper = HDF5Helper(executable: helperPath)
    }
}

extension CheckpointReader {
    /// Reads the headers of what is at `path`; no values.
    ///
    /// - Parameter stated: in a folder, the file that its configuration names.
    /// - Throws: ``Fault`` `file.*`, `format.*`, `safetensors.*`, `hdf5.*`, `keras.*`.
    package func open(_ path: String, weights stated: String? = nil) async throws(Fault) -> Checkpoint {
        guard PathKind(of: path) == .folder else {
            return try await openFile(path, in: FilePath.folder(of: path), otherWeights: [])
        }
        let discovery = try WeightsDiscovery(in: path, stated: stated)
        guard let name = discovery.weights else {
            throw .noWeights(in: path, looked: WeightsDiscovery.names, found: discovery.files)
        }
        return try await openFile(FilePath.join(path, name), in: path, otherWeights: discovery.otherWeights)
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

    private func openFile(
        _ path: String, in folder: String, otherWeights: [String]
    ) async throws(Fault) -> Checkpoint {
        let file = try InputFile(path: path)
        let format = try FileFormat.detect(file)
        let configuration = FilePath.join(folder, "config.json")
        let configurationPath = PathKind(of: configuration) == .file ? configuration : nil
        if format == .shardIndex {
            let set = try await ShardedSet.open(index: file, using: self)
            return Checkpoint(
                path: path, format: set.format, files: set.files, table: set.table, disagreements: set.disagreements,
                withheld: set.withheld, notes: set.notes, remarks: set.remarks, configurationPath: configurationPath,
                otherWeights: otherWeights)
        }
        let contents = try await contents(of: file, format: format)
        return Checkpoint(
            path: path, format: format, files: [file], table: contents.table, disagreements: contents.disagreements,
            withheld: contents.withheld, notes: contents.notes, remarks: [contents.remarks],
            configurationPath: configurationPath, otherWeights: otherWeights)
    }

    /// What is in one file that is no index.
    func contents(of file: InputFile, format: FileFormat) async throws(Fault) -> FileContents {
        switch format {
        case .safetensors:
            return FileContents(try SafetensorsReader.read(file), file)
        case .kerasHDF5:
            let contents = try await KerasReader.read(file, helper: helper)
            let absent = contents.absent.map { Checkpoint.Disagreement.absent(name: $0, file: file.path) }
            let unlisted = contents.unlisted.map { Checkpoint.Disagreement.unlisted(name: $0, file: file.path) }
            return FileContents(
                table: contents.table, disagreements: absent + unlisted, remarks: FileRemarks(file: file))
        case .torchArchive: return FileContents(try TorchReader.readArchive(file), file)
        case .torchLegacy: return FileContents(try TorchReader.readLegacy(file), file)
        case .shardIndex:
            throw Fault.shardIndex("an index names another index").inFile(file.path)
        }
    }
}
