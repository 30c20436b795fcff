internal import ByteIO
internal import Formats
internal import JSONText

/// BC302: the folder holds further weights.
///
/// A loader takes the first and says nothing of the others. A stale one beside a new one is an error; an equal one a
/// note.
enum OtherWeightsCheck {
    /// For a conversion, which looks only at the first.
    static func findings(_ inspection: Inspection) -> [Finding] {
        inspection.checkpoint.otherWeights.map { name in
            finding(
                name, .note, "is in the folder too and was not read: loaders take \(read(inspection))", inspection,
                help: "name the file itself to read that one")
        }
    }

    static func findings(_ examination: Examination) -> [Finding] {
        let inspection = examination.inspection
        return examination.otherWeights.map { other in
            switch other.outcome {
            case .equal:
                finding(
                    other.name, .note, "holds the same weights as \(read(inspection)), which loaders take", inspection,
                    help: "nothing needs to be done")
            case .differ(let words):
                finding(
                    other.name, examination.facts.statedWeights == nil ? .error : .note,
                    "holds other weights than \(read(inspection)), which loaders take: \(words)",
                    inspection, help: "find out which is the newer, and take the other out of the folder")
            case .notCompared:
                finding(
                    other.name, .note, "is in the folder too and was not compared: loaders take \(read(inspection))",
                    inspection, help: "verify without --headers-only to compare them")
            case .unreadable(let fault):
                finding(
                    other.name, .warning, "is in the folder too and cannot be compared: \(fault.reason)", inspection,
                    help: "loaders take \(read(inspection)); take the other out of the folder")
            }
        }
    }

    private static func read(_ inspection: Inspection) -> String {
        FilePath.name(of: inspection.checkpoint.path)
    }

    private static func finding(
        _ name: String, _ severity: Severity, _ message: String, _ inspection: Inspection, help: String
    ) -> Finding {
        Finding(
            .weightFilesDiffer, severity: severity, subject: name, file: inspection.checkpoint.path, message: message,
            help: help, evidence: [("loaded", .string(read(inspection)))])
    }
}
