package import ByteIO
internal import KerasArchive
internal import TensorBundle

extension Fault.Code {
    package static let emptyFile = Fault.Code("format.empty")
    package static let foreignFormat = Fault.Code("format.foreign")
    /// A whole and sound file of another program.
    package static let otherProgram = Fault.Code("format.other-program")
    package static let unrecognisedFormat = Fault.Code("format.unrecognised")
    package static let nameDisagrees = Fault.Code("format.name-disagrees")
    package static let ambiguousFormat = Fault.Code("format.ambiguous")
    package static let severalCheckpoints = Fault.Code("format.several-checkpoints")
    /// A checkpoint of TensorFlow without one of its files.
    package static let incompleteCheckpoint = Fault.Code("format.incomplete-checkpoint")
    package static let noWeights = Fault.Code("format.no-weights")
    package static let shardIndex = Fault.Code("format.shard-index")
    package static let shardMissing = Fault.Code("format.shard-missing")
    package static let shardName = Fault.Code("format.shard-name")
    package static let shardDuplicate = Fault.Code("format.shard-duplicate")
}

extension Fault {
    static func empty() -> Fault {
        Fault(
            .emptyFile, reason: "the file is empty (0 bytes)",
            remedy: "the download or the save was cut short: fetch or save it again")
    }

    static func unrecognised(_ start: [UInt8]) -> Fault {
        // These bytes may end within a character.
        let isUTF8 = (0..<min(4, start.count)).contains { String(validating: start.dropLast($0), as: UTF8.self) != nil }
        let isText = isUTF8 && start.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
        let hex = String(hexadecimal: start.prefix(8), separator: " ")
        return Fault(
            .unrecognisedFormat,
            reason: isText ? "this is a text file, not a checkpoint" : "not a checkpoint: it begins with \(hex)",
            remedy: "bertconv reads model.safetensors, pytorch_model.bin, tf_model.h5, the indices of their shards and "
                + "bert_model.ckpt.index")
    }

    static func nameDisagrees(_ found: FileFormat, expected: [FileFormat]) -> Fault {
        let phrases = expected.map(\.phrase).joined(separator: " or ")
        return Fault(
            .nameDisagrees,
            reason: "is \(found.phrase), but has the name of \(phrases), and loaders go by the name",
            remedy: "give it a name for its format, such as \(found.usualName)")
    }

    static func shardFormat(_ found: FileFormat, demanded: [FileFormat], first: String) -> Fault {
        let phrases = demanded.map(\.phrase).joined(separator: " or ")
        return Fault(
            .nameDisagrees,
            reason:
                "is \(found.phrase), but loaders open it as \(phrases), by the name of the first shard, '\(first)'",
            remedy: "give all shards names for their format, also in the index")
    }

    static func kerasZip(_ reason: String) -> Fault {
        Fault(.kerasLayout, reason: reason, remedy: "save the model with Keras 3 again: model.save('model.keras')")
    }

    static func kerasName() -> Fault {
        Fault(
            .kerasLayout, reason: "is an HDF5 file, and Keras 3 opens a file of this name as a zip archive only",
            remedy: "give it a name that ends in .weights.h5, or in .h5 if it is a whole model")
    }

    static func ambiguousFormat(_ found: [FileFormat]) -> Fault {
        Fault(
            .ambiguousFormat,
            reason:
                "is \(found.map(\.phrase).joined(separator: " and ")) at once: readers would disagree on its tensors",
            remedy: "do not trust it: fetch the file again from a source you trust")
    }

    static func severalCheckpoints(_ folder: String, _ indices: [String]) -> Fault {
        let shown = indices.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (indices.count > 5 ? ", …" : "")
        return Fault(
            .severalCheckpoints, file: folder,
            reason: "holds \(indices.count) checkpoints of TensorFlow, and no file 'checkpoint' names one of them: "
                + shown,
            remedy: "pass the one that is meant")
    }

    /// - Parameter name: a file with values.
    static func withoutIndex(_ name: String, in folder: String) -> Fault {
        let prefix = BundleName.prefix(of: name) ?? name
        return partMissing(prefix + BundleName.ending, beside: name, in: folder)
    }

    /// - Parameters:
    ///   - name: the file that is missing, as a path from the folder.
    ///   - found: a file of the same checkpoint.
    static func partMissing(_ name: String, beside found: String, in folder: String) -> Fault {
        Fault(
            .incompleteCheckpoint, file: FilePath.join(folder, name),
            reason: "'\(name)' is missing, and '\(found)' is a part of the same checkpoint of TensorFlow",
            remedy: "fetch all files of the checkpoint, and keep their names")
    }

    /// - Parameters:
    ///   - path: the file `checkpoint`.
    ///   - others: the indices of other checkpoints beside it.
    static func staleState(_ path: String, names name: String, others: [String]) -> Fault {
        let other = others.first.map { ", or pass the one that is meant by its path, such as '\($0)'" } ?? ""
        return Fault(
            .incompleteCheckpoint, file: path,
            reason: "it names the checkpoint '\(name)', which is not in the folder, so TensorFlow loads nothing",
            remedy: "fetch the files of '\(name)'" + other)
    }

    /// Whether a checkpoint lacks one of its files, as after a download that was not finished.
    package var isMissingPart: Bool {
        code == .shardMissing || code == .incompleteCheckpoint || code == .bundleDataMissing
    }

    package static func noWeights(in folder: String, looked names: [String], found: [String]) -> Fault {
        if let other = otherProgram(in: folder, found: found) { return other }
        if let adapter = found.first(where: { $0.hasPrefix("adapter_model.") }) {
            return Fault(
                .noWeights, file: folder,
                reason: "'\(adapter)' is an adapter (PEFT), which needs its base model, and there are no other weights",
                remedy: "load the base model with the adapter, call merge_and_unload(), save that, and use its folder")
        }
        if let other = found.first(where: { isNamedAsWeights($0, in: folder) }) {
            return Fault(
                .noWeights, file: folder, reason: "no library opens '\(other)', as its name is not the usual one",
                remedy: "verify that file by its own path; the names that libraries open are "
                    + names.joined(separator: ", "))
        }
        let listed = found.prefix(10).joined(separator: ", ") + (found.count > 10 ? ", …" : "")
        return Fault(
            .noWeights, file: folder, reason: "the folder holds no weights that bertconv reads",
            remedy: "it looks for \(names.joined(separator: ", "))",
            causes: found.isEmpty ? ["the folder is empty"] : ["the folder holds \(listed)"])
    }

    private static func isNamedAsWeights(_ name: String, in folder: String) -> Bool {
        (!FileFormat.named(name).isEmpty || name.hasSuffix(".ckpt"))
            && PathKind(of: FilePath.join(folder, name)) == .file
    }

    static func shardIndex(_ reason: String, offset: Int? = nil) -> Fault {
        Fault(.shardIndex, offset: offset.map { UInt64($0) }, reason: reason)
    }

    static func shardName(_ name: String) -> Fault {
        Fault(
            .shardName, subject: "shard '\(name)'",
            reason: "the index may name only files in its own folder", remedy: "do not trust this checkpoint")
    }

    static func shardMissing(_ name: String, index: String, cause: Fault) -> Fault {
        Fault(
            .shardMissing, file: index, subject: "shard '\(name)'",
            reason: "the index names it, but it cannot be opened",
            remedy: "fetch the whole checkpoint", causes: [cause.description])
    }

    static func shardDuplicate(_ tensor: String, in file: String) -> Fault {
        Fault(
            .shardDuplicate, file: file, subject: "tensor '\(tensor)'", reason: "another shard also has it",
            remedy: "keep only the shards of one save")
    }
}
