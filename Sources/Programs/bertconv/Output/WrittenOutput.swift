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
    /// Names of the files that were copied beside the weights, and of those that were not.
    var copied: [String] = []
    var left: [String] = []
    /// What the user should know about it.
    var notes: [String] = []
    var losses = CastLosses()
}

extension OutputWriter {
    /// Writes a file or a model folder; `addSideFiles` adds to the folder what belongs beside the weights.
    mutating func write(
        _ sharding: Sharding, to place: OutputPlace,
        addSideFiles: (_ folder: String, inout WrittenOutput) throws(Fault) -> Void
    ) throws(Fault) -> WrittenOutput {
        var written = WrittenOutput()
        if place.isFolder {
            let folder = try AtomicFolder.create(at: place.path)
            let weights = place.weightsFolder
            if !weights.isEmpty { try Folder.create(FilePath.join(folder.temporaryPath, weights)) }
            try writeAndName(
                sharding, in: weights.isEmpty ? folder.temporaryPath : FilePath.join(folder.temporaryPath, weights),
                into: &written)
            if !weights.isEmpty { written.files = written.files.map { FilePath.join(weights, $0) } }
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
    /// It leaves nothing hidden behind, so the folder can get its name next.
    private mutating func writeAndName(
        _ sharding: Sharding, in folder: String, into written: inout WrittenOutput
    ) throws(Fault) {
        let files = try write(sharding, in: folder, into: &written)
        try PendingFile.commit(files, sharing: false)
    }

    /// Writes all shards and the index, complete except for their names.
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
    /// What the user should know about such an output.
    var notes: [String] {
        guard format == .kerasHDF5, outputs.contains(where: { $0.tensor.elementType == .bfloat16 }) else { return [] }
        return ["TensorFlow writes bfloat16 weights but cannot load them again; use --dtype f32 for a file that loads"]
    }
}

extension ConversionPlan {
    /// What the conversion of tensors to a narrower type does to their values.
    ///
    /// - Parameter isWritten: whether it was done; then what was lost is known.
    func roundings(isWritten: Bool) -> [String] {
        let cast = outputs.filter { output in
            output.tensor.elementType.bitWidth < output.source.elementType.bitWidth
        }
        return Set(cast.map(\.tensor.elementType)).compactMap { type -> String? in
            guard let precision = Self.precision(of: type) else { return nil }
            let count = cast.count { $0.tensor.elementType == type }
            let limit = "; a value beyond \(precision.largest) stops the conversion unless --allow-overflow is given"
            return
                "\(Quantity.count(count, "tensor")) \(count == 1 ? "is" : "are") rounded to \(type.rawValue): values "
                + "keep \(precision.bits) significant bits, about \(precision.digits) decimal digits"
                + (isWritten ? "" : limit)
        }.sorted()
    }

    /// IEEE 754 binary16 and its relatives: bits of the significand with the hidden one, and the largest value.
    private static func precision(of type: ElementType) -> (bits: Int, digits: Int, largest: String)? {
        switch type {
        case .float16: (11, 3, "65,504")
        case .bfloat16: (8, 2, "3.39e38")
        case .float32: (24, 7, "3.40e38")
        default: nil
        }
    }
}

extension CastLosses {
    /// How many values did not fit the narrower type, and what they became.
    var notes: [String] {
        var notes: [String] = []
        if overflows > 0 { notes.append("\(Quantity.count(overflows, "value")) became infinite") }
        if subnormals > 0 {
            notes.append("\(Quantity.count(subnormals, "value")) became subnormal or 0 in the narrower type")
        }
        return notes
    }
}
