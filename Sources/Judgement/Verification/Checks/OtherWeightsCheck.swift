internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

/// BC302 and BC308: the folder holds further weights.
///
/// A loader takes the first and says nothing of the others. A stale one beside a new one is an error; an equal one a
/// note.
enum OtherWeightsCheck {
    /// For a conversion, which looks only at the first.
    static func findings(_ model: ModelCase) -> [Finding] {
        model.checkpoint.otherWeights.map { name in
            finding(
                name, .note, "is in the folder too and was not read: loaders take \(read(model))", model,
                help: "name the file itself to read that one")
        }
    }

    static func findings(_ examination: Examination) -> [Finding] {
        let model = examination.model
        return examination.otherWeights.map { other in
            let isHidden = isIndexBesideWhole(other.name, model)
            return switch other.outcome {
            case .equal:
                finding(
                    other.name, .note, "holds the same weights as \(read(model)), which loaders take", model,
                    help: "nothing needs to be done")
            case let outcome where isHidden && listsShards(outcome):
                Finding(
                    .otherWeightsFirst, subject: other.name, file: model.checkpoint.path,
                    message: "lists shards that are never loaded: loaders take \(read(model)), which lies beside it"
                        + difference(other.outcome),
                    help: "remove whichever of the two is old",
                    evidence: [("loaded", .string(read(model)))])
            case .differ(let words):
                finding(
                    other.name, examination.facts.statedWeights == nil ? .error : .note,
                    "holds other weights than \(read(model)), which loaders take: \(words)",
                    model, help: "find out which is the newer, and take the other out of the folder")
            case .notCompared:
                finding(
                    other.name, .note, "is in the folder too and was not compared: loaders take \(read(model))",
                    model, help: "verify without --headers-only to compare them")
            case .unreadable(let fault):
                finding(
                    other.name, .warning, "is in the folder too and cannot be compared: \(fault.reason)", model,
                    help: "loaders take \(read(model)); take the other out of the folder")
            }
        }
    }

    private static func difference(_ outcome: OtherWeights.Outcome) -> String {
        switch outcome {
        case .equal, .notCompared: ""
        case .differ(let words): "; \(words)"
        case .unreadable(let fault): "; they cannot be read: \(fault.reason)"
        }
    }

    /// Whether shards were saved beside a whole file of an earlier save, or the other way round.
    private static func isIndexBesideWhole(_ name: String, _ model: ModelCase) -> Bool {
        name == read(model) + ".index.json"
    }

    /// Whether the index could be read and lists shards that are not the model; one that is no index hides nothing.
    private static func listsShards(_ outcome: OtherWeights.Outcome) -> Bool {
        switch outcome {
        case .equal, .notCompared: false
        case .differ: true
        case .unreadable(let fault): ![.fileMissing, .emptyFile, .shardIndex, .nameDisagrees].contains(fault.code)
        }
    }

    private static func read(_ model: ModelCase) -> String {
        FilePath.name(of: model.checkpoint.path)
    }

    private static func finding(
        _ name: String, _ severity: Severity, _ message: String, _ model: ModelCase, help: String
    ) -> Finding {
        Finding(
            .weightFilesDiffer, severity: severity, subject: name, file: model.checkpoint.path, message: message,
            help: help, evidence: [("loaded", .string(read(model)))])
    }
}
