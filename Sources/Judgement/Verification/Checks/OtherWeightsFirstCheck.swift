internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let otherWeightsFirst = Rule("BC308", "other-weights-first", .error, needs: .values)
}

extension Check {
    static let otherWeightsFirst = Check(
        .otherWeightsFirst, page: PackageResources.BC308_md, verify: OtherWeightsFirstCheck.findings,
        unread: OtherWeightsFirstCheck.breaks)
}

/// BC308: the library takes other files than the ones that seem to be the model.
enum OtherWeightsFirstCheck {
    /// Whether the files that come first keep the others in the folder from being read.
    static func breaks(_ fault: Fault) -> Bool { fault.code == .otherWeightsFirst }

    static func findings(_ examination: Examination) -> [Finding] {
        let model = examination.model
        let read = OtherWeightsCheck.read(model)
        return examination.otherWeights.filter { isHidden($0, model) }.map { other in
            Finding(
                .otherWeightsFirst, subject: other.name, file: model.checkpoint.path,
                message: "lists shards that are never loaded: loaders take \(read) beside it"
                    + difference(other.outcome),
                help: "remove whichever of the two is old", evidence: [("loaded", .string(read))])
        }
    }

    /// Whether these are shards with other values beside a whole file, of which one is an earlier save.
    static func isHidden(_ other: OtherWeights, _ model: ModelCase) -> Bool {
        guard other.name == OtherWeightsCheck.read(model) + ".index.json" else { return false }
        return switch other.outcome {
        case .differ: true
        case .equal, .notCompared: false
        // A file that is no index lists no shards.
        case .unreadable(let fault): ![.fileMissing, .emptyFile, .shardIndex, .nameDisagrees].contains(fault.code)
        }
    }

    private static func difference(_ outcome: OtherWeights.Outcome) -> String {
        switch outcome {
        case .equal, .notCompared: ""
        case .differ(let words): "; \(words)"
        case .unreadable(let fault): "; they cannot be read: \(fault.reason)"
        }
    }
}
