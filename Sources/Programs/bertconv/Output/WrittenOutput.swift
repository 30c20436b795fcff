import ByteIO
import Conversion
import ModelSchema
import Reporting
import Tensors

/// What was written.
struct WrittenOutput {
    /// Names of the files with tensors, and of their index.
    var files: [String] = []
    /// Bytes of the files with tensors.
    var byteCount: UInt64 = 0
    /// Files that went along, and what did not.
    var copied: [String] = []
    var left: [String] = []
    /// What the user should know of it.
    var notes: [String] = []
    var losses = CastLosses()
}

extension OutputWriter {
    /// Writes a file, or a model folder, with what `addSideFiles` puts beside the weights.
    mutating func write(
        _ sharding: Sharding, to place: OutputPlace,
        addSideFiles: (_ folder: String, inout WrittenOutput) throws(Fault) -> Void
    ) throws(Fault) -> WrittenOutput {
        var written = WrittenOutput()
        if place.isFolder {
            let folder = try AtomicFolder.create(at: place.path)
            try writeAndName(sharding, in: folder.temporaryPath, into: &written)
            try addSideFiles(folder.temporaryPath, &written)
            try folder.commit()
        } else {
            let files = try write(sharding, in: FilePath.folder(of: place.path), into: &written)
            try PendingFile.commit(files, inPlaceOf: place.replaced(by: sharding))
        }
        written.losses = losses
        return written
    }

    /// Writes all shards and the index, and names them.
    ///
    /// Nothing hidden is left when it returns, so that the folder can be named next.
    private mutating func writeAndName(
        _ sharding: Sharding, in folder: String, into written: inout WrittenOutput
    ) throws(Fault) {
        let files = try write(sharding, in: folder, into: &written)
        try PendingFile.commit(files, sharing: false)
    }

    /// Writes all shards and the index, complete but for their names.
    private mutating func write(
        _ sharding: Sharding, in folder: String, into written: inout WrittenOutput
    ) throws(Fault) -> [PendingFile] {
        var pending: [PendingFile] = []
        for shard in sharding.shards {
            let file = try write(shard.plan, to: FilePath.join(folder, shard.fileName))
            pending.append(file)
            written.byteCount += file.byteCount
        }
        if let index = sharding.index {
            let path = FilePath.join(folder, index.fileName)
            try checkPlace(path)
            pending.append(try SideFiles.pending(Array(index.text.utf8), to: path, replacing: isReplacing))
        }
        written.files = sharding.fileNames
        try checkInputs()
        return pending
    }
}

extension ConversionPlan {
    /// What should be known of an output like this.
    var notes: [String] {
        guard format == .kerasHDF5, outputs.contains(where: { $0.tensor.elementType == .bfloat16 }) else { return [] }
        return ["TensorFlow writes bfloat16 weights and cannot load them again; --dtype f32 makes it load"]
    }
}

extension CastLosses {
    /// What became of values that do not fit the narrower type.
    var notes: [String] {
        var notes: [String] = []
        if overflows > 0 { notes.append("\(Quantity.count(overflows, "value")) became infinite") }
        if subnormals > 0 {
            notes.append("\(Quantity.count(subnormals, "value")) became subnormal or 0 in the narrower type")
        }
        return notes
    }
}
