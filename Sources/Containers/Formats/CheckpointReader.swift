package import ByteIO
internal import KerasArchive
internal import Safetensors
internal import Tensors
internal import TorchArchive

/// Opens a checkpoint: a file, or the index of a sharded set.
///
/// Which file of a model folder is opened decides `ModelPlace`.
package struct CheckpointReader: Sendable {
    private let helper: HDF5Helper

    /// - Parameter helperPath: the executable `bertconv-hdf5`.
    package init(helperPath: String) {
        helper = HDF5Helper(executable: helperPath)
    }
}

extension CheckpointReader {
    /// Reads the headers of a file, or of all shards that an index names; no values.
    ///
    /// - Parameters:
    ///   - path: the file, whose name says how it is read (``FileFormat/named(_:)``).
    ///   - shardFolder: where the shards of an index are; nil: beside it.
    ///   - configurationPath: the config.json that belongs to it.
    ///   - otherWeights: weights beside it that are not read.
    /// - Throws: ``Fault`` `file.*`, `format.*`, `safetensors.*`, `zip.*`, `pickle.*`, `torch.*`, `hdf5.*`, `keras.*`.
    package func open(
        _ path: String, shardFolder: String? = nil, configurationPath: String? = nil, otherWeights: [String] = []
    ) throws(Fault) -> Checkpoint {
        let file = try InputFile(path: path)
        let format = try FileFormat.detect(file)
        if format == .shardIndex {
            let index = try ShardIndex(file)
            let set = try ShardedSet.open(index, in: shardFolder ?? FilePath.folder(of: path), using: self)
            return Checkpoint(
                path: path, format: set.format, files: set.files, index: index, table: set.table,
                disagreements: set.disagreements, withheld: set.withheld, notes: set.notes, remarks: set.remarks,
                configurationPath: configurationPath, otherWeights: otherWeights)
        }
        let contents = try contents(of: file, format: format)
        return Checkpoint(
            path: path, format: format, files: [file], index: nil, table: contents.table,
            disagreements: contents.disagreements, withheld: contents.withheld, notes: contents.notes,
            remarks: [contents.remarks], configurationPath: configurationPath, otherWeights: otherWeights)
    }

    /// The checkpoint with every tensor as a plain run of bytes.
    ///
    /// - Parameter scratchFolder: where decoded tensors take their space.
    package func decoded(_ checkpoint: Checkpoint, scratchFolder: String) throws(Fault) -> Checkpoint {
        guard checkpoint.table.entries.contains(where: \.isEncoded) else { return checkpoint }
        switch checkpoint.format {
        case .kerasHDF5:
            return checkpoint.replacing(
                try KerasDecoder.decode(checkpoint.table, helper: helper, scratchFolder: scratchFolder))
        case .torchArchive:
            return checkpoint.replacing(
                try TorchDecoder.decode(checkpoint.table, scratchFolder: scratchFolder))
        case .safetensors, .torchLegacy, .shardIndex: return checkpoint
        }
    }

    /// What is in one file that is no index.
    func contents(of file: InputFile, format: FileFormat) throws(Fault) -> FileContents {
        switch format {
        case .safetensors:
            return FileContents(try SafetensorsReader.read(file), file)
        case .kerasHDF5:
            let contents = try KerasReader.read(file, helper: helper)
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
