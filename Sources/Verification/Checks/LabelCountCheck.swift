internal import BertModel
internal import ByteIO
internal import Formats
internal import JSONText

/// BC703: config.json counts the labels twice and differently.
///
/// transformers 4 goes by `id2label`, version 5 by `num_labels`: the same files give a head of another size.
enum LabelCountCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        guard let labels = examination.facts.labels, labels.isConflict, let stated = labels.stated,
            let counted = labels.byIdentifier
        else { return [] }
        let file = examination.facts.configuration?.path
        return [
            Finding(
                .labelCountConflict, subject: "num_labels", file: file,
                message: "is \(stated), and id2label has \(counted) labels: transformers 4 goes by the second, "
                    + "version 5 by the first",
                help: "make the two agree with the rows of the head's weight",
                evidence: [("num_labels", .integer(stated)), ("id2label", .integer(counted))])
        ]
    }
}
