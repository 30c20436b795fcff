internal import BertModel
internal import ByteIO
internal import Formats
internal import JSONText

/// BC704: the model computes with something that current versions of the library no longer have.
///
/// transformers 5 drops relative positions without an error, and the outputs are wrong.
enum PositionEmbeddingCheck {
    static func isRemoved(_ path: ParameterPath, _ tree: ParameterTree) -> Bool {
        tree.architecture.parameters.contains { $0.path == path.template && $0.removedIn != nil }
    }

    static func findings(_ examination: Examination) -> [Finding] {
        let tree = examination.tree
        let configuration = tree.configuration
        let removed = tree.architecture.parameters.filter { template in
            template.removedIn != nil
                && (configuration.path != nil && configuration.meets(template.condition)
                    || examination.binding.order.contains { $0.template == template.path })
        }
        return removed.map { template in
            let count = examination.binding.order.count { $0.template == template.path }
            let field = template.condition?.field ?? template.path
            return Finding(
                .unsupportedPositionEmbedding, subject: field, file: configuration.path ?? examination.checkpoint.path,
                message:
                    "is '\(configuration.text(field))', which \(examination.loading.library) no longer has: it drops "
                    + "\(count) tensors and computes something else, without an error",
                help: "stay with transformers before \(template.removedIn ?? "5"), or train with absolute positions",
                evidence: [("tensors", .integer(count))])
        }
    }
}
