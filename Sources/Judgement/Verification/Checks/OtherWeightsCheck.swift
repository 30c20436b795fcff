internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let weightFilesDiffer = Rule("BC302", "weight-files-differ", .error, needs: .values)
}

extension Check {
    static let weightFilesDiffer = Check(
        .weightFilesDiffer, page: PackageResources.BC302_md, verify: OtherWeightsCheck.findings,
        convert: OtherWeightsCheck.findings)
}

/// BC302: the folder holds other weights too.
///
/// A loader takes the first file and ignores the others. Different weights are an error, equal weights a note.
enum OtherWeightsCheck {
    /// For a conversion, which reads only the first file.
    static func findings(_ model: ModelCase) -> [Finding] {
        model.checkpoint.otherWeights.map { name in
            finding(
                name, .note, "is also in the folder and was not read: loaders take \(read(model))", model,
                help: "to read this file, pass its path")
        }
    }

    static func findings(_ examination: Examination) -> [Finding] {
        let model = examination.model
        let others = examination.otherWeights.filter { !OtherWeightsFirstCheck.isHidden($0, model) }
        return others.map { other in
            switch other.outcome {
            case .equal:
                finding(
                    other.name, .note, "holds the same weights as \(read(model)), which loaders take", model,
                    help: "nothing needs to be done")
            case .differ(let words):
                finding(
                    other.name, examination.facts.statedWeights == nil ? .error : .note,
                    "holds other weights than \(read(model)), which loaders take: \(words)",
                    model, help: "find out which file is current, and delete the other")
            case .notCompared:
                finding(
                    other.name, .note, "is also in the folder and was not compared: loaders take \(read(model))",
                    model, help: "verify without --headers-only to compare them")
            case .unreadable(let fault):
                finding(
                    other.name, .warning, "is also in the folder and cannot be compared: \(fault.reason)", model,
                    help: "loaders take \(read(model)); delete the other file")
            }
        }
    }

    /// The name of the file that loaders take.
    static func read(_ model: ModelCase) -> String {
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
