package import ByteIO
internal import KerasArchive
internal import Safetensors
internal import TensorBundle
package import Tensors
package import TorchArchive

/// A checkpoint on the disk: its files and the table of their tensors.
package struct Checkpoint: Sendable {
    /// A difference between a list of tensors and the tensors that are there.
    package enum Disagreement: Sendable, Equatable {
        /// A list names a tensor that is missing.
        case absent(name: String, file: String)
        /// No list names this tensor.
        case unlisted(name: String, file: String)
        /// The index names another shard than the one that holds the tensor.
        case wrongShard(name: String, file: String, found: String)
        /// The index gives another total of bytes than that of the tensors.
        case totalSize(stated: Int, found: Int, file: String)
        /// The index lacks the `metadata` that transformers needs.
        case noMetadata(file: String)
    }

    /// The file that was opened: the weights, or the index of a sharded set.
    package let path: String
    /// The format of the files with the tensors.
    package let format: FileFormat
    package let files: [InputFile]
    /// The list of the shards; nil for a single file.
    package let index: ShardIndex?
    package let table: TensorTable
    package let disagreements: [Disagreement]
    /// Entries of PyTorch files that were not read, and why.
    package let withheld: [WithheldTensor]
    /// What else a careful user should know about the files.
    package let notes: [String]
    /// What each file says, apart from its tensors.
    package let remarks: [FileRemarks]
    /// The config.json in the same folder.
    package let configurationPath: String?
    /// Other weights in the folder that were not read.
    package let otherWeights: [String]

    /// The same checkpoint with another table of the same tensors.
    package func replacing(_ table: TensorTable) -> Checkpoint {
        Checkpoint(
            path: path, format: format, files: files, index: index, table: table, disagreements: disagreements,
            withheld: withheld, notes: notes, remarks: remarks, configurationPath: configurationPath,
            otherWeights: otherWeights)
    }

    /// Every file that was read: the weights, and the index.
    package var inputs: [InputFile] { files + [index?.file].compactMap(\.self) }

    /// The keys that lead to the tensors, if they are inside an entry of a PyTorch file.
    package var nesting: [String] {
        remarks.lazy.map(\.nesting).first { !$0.isEmpty && $0 != [TorchContents.wholeModule] } ?? []
    }

    /// The keys outside of which a library sees nothing: the first of ``nesting``, or those of several entries.
    package var outerKeys: [String] {
        let parts = remarks.flatMap(\.parts)
        return parts.isEmpty ? Array(nesting.prefix(1)) : parts
    }
}

extension Checkpoint {
    /// A checkpoint that has no file of its own yet.
    ///
    /// - Parameter path: the path that messages name.
    package init(path: String, table: TensorTable, configurationPath: String) {
        self.init(
            path: path, format: .safetensors, files: [], index: nil, table: table, disagreements: [], withheld: [],
            notes: [],
            remarks: [], configurationPath: configurationPath, otherWeights: [])
    }
}

/// Opens a checkpoint: a file, or the index of a sharded set.
///
/// `ModelPlace` decides which file of a model folder is opened.
package struct CheckpointReader: Sendable {
    private let helper: HDF5Helper

    /// - Parameter helperPath: the path of the program `bertconv-hdf5`.
    package init(helperPath: String) {
        helper = HDF5Helper(executable: helperPath)
    }
}

extension CheckpointReader {
    /// Reads the headers of a file, or of all shards that an index names, but no values.
    ///
    /// - Parameters:
    ///   - path: the file, whose name decides how it is read (``FileFormat/named(_:)``).
    ///   - shardFolder: the folder with the shards of an index; nil for the folder of the index.
    ///   - configurationPath: the config.json that belongs to it.
    ///   - otherWeights: weights beside it that are not read.
    /// - Throws: ``Fault`` `file.*`, `format.*`, `safetensors.*`, `zip.*`, `pickle.*`, `torch.*`, `hdf5.*`, `keras.*`,
    ///   `bundle.*`.
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
            path: path, format: format, files: [file] + contents.dataFiles, index: nil, table: contents.table,
            disagreements: contents.disagreements, withheld: contents.withheld, notes: contents.notes,
            remarks: [contents.remarks], configurationPath: configurationPath, otherWeights: otherWeights)
    }

    /// The same checkpoint with every tensor decoded to a plain run of bytes.
    ///
    /// - Parameter scratchFolder: the folder whose disk decoded tensors use.
    /// - Throws: ``Fault`` of the decoder, and of ``verifyArchives(of:)``.
    package func decoded(_ checkpoint: Checkpoint, scratchFolder: String) throws(Fault) -> Checkpoint {
        try Self.verifyArchives(of: checkpoint)
        guard checkpoint.table.entries.contains(where: \.isEncoded) else { return checkpoint }
        switch checkpoint.format {
        case .kerasHDF5:
            return checkpoint.replacing(
                try KerasDecoder.decode(
                    checkpoint.table, helper: helper, scratchFolder: scratchFolder, part: KerasZip.part))
        case .torchArchive:
            return checkpoint.replacing(
                try TorchDecoder.decode(checkpoint.table, scratchFolder: scratchFolder))
        case .tensorBundle:
            return checkpoint.replacing(
                try BundleDecoder.decode(checkpoint.table, scratchFolder: scratchFolder))
        case .safetensors, .torchLegacy, .shardIndex: return checkpoint
        }
    }

    /// Compares the checksums of archives of Keras, each of which is one of all weights; others are compared as tensors are
    /// read.
    ///
    /// - Throws: ``Fault`` `file.checksum`.
    package static func verifyArchives(of checkpoint: Checkpoint) throws(Fault) {
        guard checkpoint.format == .kerasHDF5 else { return }
        for file in checkpoint.files { try KerasZip.verifyChecksum(of: file) }
    }

    /// The content of a file that is no index.
    func contents(of file: InputFile, format: FileFormat) throws(Fault) -> FileContents {
        switch format {
        case .safetensors:
            return FileContents(try SafetensorsReader.read(file), file)
        case .kerasHDF5:
            try KerasZip.checkConfiguration(of: file)
            let contents = try KerasReader.read(file, try KerasZip.part(of: file), helper: helper)
            let absent = contents.absent.map { Checkpoint.Disagreement.absent(name: $0, file: file.path) }
            let unlisted = contents.unlisted.map { Checkpoint.Disagreement.unlisted(name: $0, file: file.path) }
            return FileContents(
                table: contents.table, disagreements: absent + unlisted,
                notes: contents.optimizerCount == 0
                    ? [] : ["\(file.path): \(contents.optimizerCount) tensors of an optimizer's state are left out"],
                remarks: FileRemarks(file: file))
        case .torchArchive: return FileContents(try TorchReader.readArchive(file), file)
        case .torchLegacy: return FileContents(try TorchReader.readLegacy(file), file)
        case .tensorBundle: return FileContents(try BundleReader.read(file), file)
        case .shardIndex:
            throw Fault.shardIndex("an index names another index").inFile(file.path)
        }
    }
}
