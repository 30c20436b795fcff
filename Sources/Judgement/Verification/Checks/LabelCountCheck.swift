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

/// BC703: config.json has two different numbers of labels.
///
/// transformers 4 uses `id2label`, version 5 uses `num_labels`, so the same files give heads of different sizes.
enum LabelCountCheck {
    private static let field = "num_labels"

    /// Whether a parameter's size is the configuration's number of labels.
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
                message: "is \(stated), but id2label has \(counted) labels: transformers 4 uses the latter, "
                    + "version 5 the former",
                help: "make both agree with the number of rows of the head's weight",
                evidence: [("num_labels", .integer(stated)), ("id2label", .integer(counted))])
        ]
    }
}
