internal import BertModel
internal import ByteIO
internal import Tensors

/// BC201: the configuration ties two parameters, the file has both, and they differ.
///
/// transformers 4 keeps the embedding and drops the other; transformers 5 unties them and keeps both.
enum TiedWeightsCheck {
    static func findings(_ inspection: Inspection) throws(Fault) -> [Finding] {
        var findings: [Finding] = []
        for parameter in inspection.tree.parameters {
            guard let partner = parameter.tiedTo, let tied = inspection.binding[parameter.path],
                let source = inspection.binding[partner]
            else { continue }
            guard let difference = try TensorDifference.phrase(source, tied) else { continue }
            findings.append(
                Finding(
                    .tiedWeightsDiffer, subject: tied.entry.name, file: tied.entry.file.path,
                    message:
                        "differs from '\(source.entry.name)', although the configuration ties the two: \(difference)",
                    help: "set 'tie_word_embeddings' to false if both were trained, or take one out"))
        }
        return findings
    }
}
