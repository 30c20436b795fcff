import ByteIO
import Conversion
import Tensors

/// Where an output goes.
struct OutputPlace {
    let path: String
    /// Whether it is a model folder, not a file.
    let isFolder: Bool
    /// Bytes of tensors in one file; nil: no limit.
    let maximumByteCount: Int?
}

/// What was written.
struct WrittenOutput {
    /// Names of the files with tensors, and of their index.
    var files: [String] = []
    /// Bytes of the files with tensors.
    var byteCount: UInt64 = 0
    /// Files that went along, and weights that did not.
    var copied: [String] = []
    var left: [String] = []
    var losses = CastLosses()
}

extension OutputWriter {
    /// Writes a file, or a model folder, with what `addSideFiles` puts beside the weights.
    mutating func write(
        _ plan: ConversionPlan, to place: OutputPlace,
        addSideFiles: (_ folder: String, inout WrittenOutput) throws(Fault) -> Void
    ) async throws(Fault) -> WrittenOutput {
        var written = WrittenOutput()
        if place.isFolder {
            let folder = try AtomicFolder.create(at: place.path)
            let sharding = Sharding(plan, fileName: plan.format.fileName, maximum: place.maximumByteCount)
            try await write(sharding, in: folder.temporaryPath, into: &written, sharing: false)
            try addSideFiles(folder.temporaryPath, &written)
            try folder.commit()
        } else {
            let sharding = Sharding(plan, fileName: FilePath.name(of: place.path), maximum: place.maximumByteCount)
            try await write(sharding, in: FilePath.folder(of: place.path), into: &written, sharing: true)
        }
        written.losses = losses
        return written
    }

    /// Writes all shards and the index, then names them, the index last.
    ///
    /// - Parameter sharing: whether others may write to the folder.
    private mutating func write(
        _ sharding: Sharding, in folder: String, into written: inout WrittenOutput, sharing: Bool
    ) async throws(Fault) {
        let indexPath = sharding.index.map { FilePath.join(folder, $0.fileName) }
        if let indexPath { try checkPlace(indexPath) }
        var pending: [PendingFile] = []
        for shard in sharding.shards {
            let file = try await write(shard.plan, to: FilePath.join(folder, shard.fileName))
            pending.append(file)
            written.files.append(shard.fileName)
            written.byteCount += file.byteCount
        }
        if let index = sharding.index, let indexPath {
            pending.append(
                try SideFiles.pending(Array(index.text.utf8), to: indexPath, replacing: isReplacing))
            written.files.append(index.fileName)
        }
        try checkInputs()
        try PendingFile.commit(pending, sharing: sharing)
    }
}
