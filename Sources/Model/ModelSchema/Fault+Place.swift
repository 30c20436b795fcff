internal import ByteIO
internal import Formats

extension Fault {
    static func noConfiguration(_ folder: String) -> Fault {
        let path = FilePath.join(folder, "config.json")
        let what =
            switch PathKind(of: path) {
            case .folder: "it is a folder"
            case .other: "it is neither a file nor a folder"
            case .file, .nothing: "it is not there"
            }
        return Fault(
            .noConfiguration, file: path, reason: what + ", so nothing tells a library what the model is",
            remedy: "put the config.json there that was saved with these weights")
    }

    static func weightsNamedAbsent(_ name: String, field: String, file: String) -> Fault {
        Fault(
            .configuration, file: file, subject: "field '\(field)'",
            reason: "names '\(name)', which is not there", remedy: "put the file there, or take the field out")
    }

    static func otherWeightsFirst(
        _ name: String, _ precedence: Library.Precedence, library: String, in folder: String
    ) -> Fault {
        Fault(
            .otherWeightsFirst, file: FilePath.join(folder, name),
            reason:
                "belongs to \(precedence.what): \(library) loads \(precedence.reads), whatever else the folder holds",
            remedy: "move it out of the folder, or merge the checkpoint into one model.safetensors")
    }

    static func otherFolderFirst(_ other: String, in folder: String) -> Fault {
        Fault(
            .otherWeightsFirst, file: FilePath.join(folder, "modules.json"),
            reason: "names the folder '\(other)', which holds weights, and so does this folder: "
                + "sentence-transformers loads the one, transformers the other",
            remedy: "keep the weights in one of the two, or verify each by its own path")
    }

    static func deadLink(_ path: String, target: String) -> Fault {
        Fault(
            .unreachable, file: path,
            reason: "is a link to \(target), which is not there: the download was not finished",
            remedy: "fetch the model again")
    }

    static func partWithoutIndex(_ name: String, in folder: String) -> Fault {
        Fault(
            .unreachable, file: FilePath.join(folder, name),
            reason: "is one of several shards, and the index that lists them is not there",
            remedy: "fetch the whole checkpoint, its .index.json included")
    }

    static func unfinished(_ name: String, in folder: String) -> Fault {
        Fault(
            .unreachable, file: FilePath.join(folder, name), reason: "is a download that was not finished",
            remedy: "fetch the model again")
    }
}
