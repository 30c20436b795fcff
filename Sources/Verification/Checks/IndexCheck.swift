internal import Formats

/// BC301: a list of tensors and the tensors themselves disagree.
enum IndexCheck {
    static func findings(_ inspection: Inspection) -> [Finding] {
        inspection.checkpoint.disagreements.map { disagreement in
            switch disagreement {
            case .absent(let name, let file):
                Finding(
                    .indexDisagrees, subject: name, file: file, message: "is listed, but it is not in the file",
                    help: "the save or the download was cut short: get the checkpoint again")
            case .unlisted(let name, let file):
                Finding(
                    .indexDisagrees, subject: name, file: file,
                    message: "is in the file, but not in its list of weights, so its own library would not load it",
                    help: "write the file again with the program that made it; bertconv leaves the tensor out")
            case .wrongShard(let name, let file, let found):
                Finding(
                    .indexDisagrees, subject: name, file: file,
                    message: "is listed for the shard \(file), it is in \(found)",
                    help: "keep the index and the shards of one save together")
            }
        }
    }
}
