package import ByteIO
package import Tensors
package import TorchArchive

/// A checkpoint as it lies on the disk: its files and the table of what is in them.
package struct Checkpoint: Sendable {
    /// A place where a list of contents and the contents themselves disagree.
    package enum Disagreement: Sendable, Equatable {
        /// A list names a tensor that is not there.
        case absent(name: String, file: String)
        /// A tensor is there that no list names.
        case unlisted(name: String, file: String)
        /// The index gives another shard than the one that holds it.
        case wrongShard(name: String, file: String, found: String)
        /// The index gives another sum of bytes than the tensors have.
        case totalSize(stated: Int, found: Int, file: String)
        /// The index lacks the `metadata` that transformers asks for.
        case noMetadata(file: String)
    }

    /// The file that was opened: the weights, or the index of a sharded set.
    package let path: String
    /// The format of the files with the tensors.
    package let format: FileFormat
    package let files: [InputFile]
    /// The list of the shards; nil: there is only one file.
    package let index: ShardIndex?
    package let table: TensorTable
    package let disagreements: [Disagreement]
    /// Entries of PyTorch files that were not read, and why.
    package let withheld: [WithheldTensor]
    /// What a careful user should know about the files.
    package let notes: [String]
    /// What each file says beside its tensors.
    package let remarks: [FileRemarks]
    /// The config.json in the same folder.
    package let configurationPath: String?
    /// Other weights in the folder, which were not read.
    package let otherWeights: [String]

    /// The same checkpoint with another table, of the same tensors.
    package func replacing(_ table: TensorTable) -> Checkpoint {
        Checkpoint(
            path: path, format: format, files: files, index: index, table: table, disagreements: disagreements,
            withheld: withheld, notes: notes, remarks: remarks, configurationPath: configurationPath,
            otherWeights: otherWeights)
    }

    /// Every file that was read: the weights, and the index.
    package var inputs: [InputFile] { files + [index?.file].compactMap(\.self) }

    /// The keys that lead to the tensors where they are inside another entry of a PyTorch file.
    package var nesting: [String] {
        remarks.lazy.map(\.nesting).first { !$0.isEmpty && $0 != [TorchContents.wholeModule] } ?? []
    }
}

extension Checkpoint {
    /// A checkpoint that lies in no file of its own yet.
    ///
    /// - Parameter path: what messages call it.
    package init(path: String, table: TensorTable, configurationPath: String) {
        self.init(
            path: path, format: .safetensors, files: [], index: nil, table: table, disagreements: [], withheld: [],
            notes: [],
            remarks: [], configurationPath: configurationPath, otherWeights: [])
    }
}
