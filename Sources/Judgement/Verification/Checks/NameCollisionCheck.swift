internal import ByteIO
internal import JSONText
internal import ModelSchema
internal import Tensors

/// BC104: two tensors of a file go by the name of one parameter.
///
/// Which of them a loader takes depends on its version, and none says that there were two. Only equal bytes are
/// harmless.
enum NameCollisionCheck {
    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        var findings: [Finding] = []
        for shadowed in examination.loading.shadowed {
            var difference: String? = "their values were not compared"
            if examination.depth == .values {
                difference = try TensorDifference.phrase(shadowed.kept, shadowed.entry)
            }
            guard let difference else { continue }
            findings.append(
                Finding(
                    .nameCollision, about: shadowed.entry,
                    message:
                        "stands for '\(shadowed.parameter.name)', and so does '\(shadowed.kept.name)': \(difference)",
                    help: "take one of them out of the file: \(examination.loading.library) uses "
                        + "'\(shadowed.kept.name)', other versions the other",
                    evidence: [("parameter", .string(shadowed.parameter.name)), ("kept", .string(shadowed.kept.name))]))
        }
        return findings
    }
}
