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

/// BC301: a list of tensors disagrees with the tensors themselves.
enum IndexCheck {
    /// For a conversion, which needs only the list itself.
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

    /// The path of a shard: an index names files in its own folder.
    private static func path(_ name: String, beside index: String) -> String {
        name.contains("/") ? name : FilePath.join(FilePath.folder(of: index), name)
    }

    private static func findings(_ checkpoint: Checkpoint) -> [Finding] {
        checkpoint.disagreements.map { disagreement in
            switch disagreement {
            case .totalSize(let stated, let found, let file):
                Finding(
                    .indexDisagrees, severity: .warning, subject: totalSize, file: file,
                    message: "is \(stated) in the index, but the tensors have \(found) bytes",
                    help: "the index may belong to another save: compare the shards with their source",
                    evidence: [("stated", .integer(stated)), ("found", .integer(found))])
            case .noMetadata(let file):
                Finding(
                    .indexDisagrees, subject: metadata, file: file,
                    message: "is missing from the index; transformers requires it and fails with a KeyError",
                    help: "add \"metadata\": {} to the index, or write it again with the program that made it",
                    conversion: "convert the model to one file, which needs no index")
            case .absent(let name, let file):
                Finding(
                    .indexDisagrees, subject: name, file: path(file, beside: checkpoint.path),
                    message: "is listed, but is not in the file",
                    help: "the save or the download is incomplete: get the checkpoint again")
            case .unlisted(let name, let file):
                Finding(
                    .indexDisagrees, subject: name, file: file,
                    message: checkpoint.format == .kerasHDF5
                        ? "is in the file, but not in its list of weights, so Keras would not load it"
                        : "is in a shard, but not in the index; transformers 5 loads it nevertheless",
                    help: "write the file again with the program that made it"
                        + (checkpoint.format == .kerasHDF5 ? "; bertconv ignores the tensor" : ""))
            case .wrongShard(let name, let file, let found):
                Finding(
                    .indexDisagrees, subject: name, file: checkpoint.path,
                    message: "is listed for the shard \(file), but is in \(found)",
                    help: "use the index and the shards of one save")
            }
        }
    }
}
