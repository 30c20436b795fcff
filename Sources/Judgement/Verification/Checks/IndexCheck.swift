internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let indexDisagrees = Rule("BC301", "index-disagrees", .error, needs: .headers)
}

extension Check {
    static let indexDisagrees = Check(
        .indexDisagrees, page: PackageResources.BC301_md, verify: IndexCheck.findings, convert: IndexCheck.findings,
        unread: IndexCheck.breaks)
}

/// BC301: a list of tensors and the tensors themselves disagree.
enum IndexCheck {
    /// For a conversion, which needs no more than the list itself.
    static func findings(_ model: ModelCase) -> [Finding] {
        findings(model.checkpoint).filter { $0.subject != metadata && $0.subject != totalSize }
    }

    /// For a loader.
    static func findings(_ examination: Examination) -> [Finding] {
        findings(examination.checkpoint)
    }

    /// Whether an index could not be read.
    static func breaks(_ fault: Fault) -> Bool { fault.code == .shardIndex }

    private static let metadata = "metadata"
    private static let totalSize = "total_size"

    /// An index names files of its own folder.
    private static func path(_ name: String, beside index: String) -> String {
        name.contains("/") ? name : FilePath.join(FilePath.folder(of: index), name)
    }

    private static func findings(_ checkpoint: Checkpoint) -> [Finding] {
        checkpoint.disagreements.map { disagreement in
            switch disagreement {
            case .totalSize(let stated, let found, let file):
                Finding(
                    .indexDisagrees, severity: .warning, subject: totalSize, file: file,
                    message: "is \(stated) in the index, the tensors have \(found) bytes",
                    help: "the index may belong to another save: hold the shards against their source",
                    evidence: [("stated", .integer(stated)), ("found", .integer(found))])
            case .noMetadata(let file):
                Finding(
                    .indexDisagrees, subject: metadata, file: file,
                    message: "is not in the index; transformers asks for it and fails with KeyError",
                    help: "add \"metadata\": {} to the index, or write it again with the program that made it",
                    conversion: "write the model anew as one file, which needs no index")
            case .absent(let name, let file):
                Finding(
                    .indexDisagrees, subject: name, file: path(file, beside: checkpoint.path),
                    message: "is listed, but it is not in the file",
                    help: "the save or the download was cut short: get the checkpoint again")
            case .unlisted(let name, let file):
                Finding(
                    .indexDisagrees, subject: name, file: file,
                    message: checkpoint.format == .kerasHDF5
                        ? "is in the file, but not in its list of weights, so its own library would not load it"
                        : "is in a shard, but not in the index; transformers 5 loads it all the same",
                    help: "write the file again with the program that made it"
                        + (checkpoint.format == .kerasHDF5 ? "; bertconv leaves the tensor out" : ""))
            case .wrongShard(let name, let file, let found):
                Finding(
                    .indexDisagrees, subject: name, file: checkpoint.path,
                    message: "is listed for the shard \(file), it is in \(found)",
                    help: "keep the index and the shards of one save together")
            }
        }
    }
}
