internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let labelCountConflict = Rule("BC703", "label-count-conflict", .error, needs: .headers)
}

extension Check {
    static let labelCountConflict = Check(
        .labelCountConflict, page: PackageResources.BC703_md, verify: LabelCountCheck.findings)
}

/// BC703: config.json counts the labels twice and differently.
///
/// transformers 4 goes by `id2label`, version 5 by `num_labels`: the same files give a head of another size.
enum LabelCountCheck {
    private static let field = "num_labels"

    /// Whether the size of any parameter is the number of labels that the configuration says.
    private static func usesLabels(_ tree: ParameterTree) -> Bool {
        tree.modelClass.fixed[field] == nil
            && tree.architecture.parameters.contains { template in
                tree.modelClass.components.contains(template.component)
                    && template.shape.contains { $0.soleField == field }
            }
    }

    static func findings(_ examination: Examination) -> [Finding] {
        guard usesLabels(examination.tree), let labels = examination.facts.labels, labels.isConflict,
            let stated = labels.stated,
            let counted = labels.byIdentifier
        else { return [] }
        let file = examination.facts.configuration?.path
        return [
            Finding(
                .labelCountConflict, subject: field, file: file,
                message: "is \(stated), and id2label has \(counted) labels: transformers 4 goes by the second, "
                    + "version 5 by the first",
                help: "make the two agree with the rows of the head's weight",
                evidence: [("num_labels", .integer(stated)), ("id2label", .integer(counted))])
        ]
    }
}
