internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let unsupportedPositionEmbedding = Rule(
        "BC704", "unsupported-position-embedding", .error, needs: .headers)
}

extension Check {
    static let unsupportedPositionEmbedding = Check(
        .unsupportedPositionEmbedding, page: PackageResources.BC704_md, verify: PositionEmbeddingCheck.findings)
}

/// BC704: the model uses a feature that current versions of the library no longer have.
///
/// transformers 5 drops relative positions without an error, and the outputs are wrong.
enum PositionEmbeddingCheck {
    static func isRemoved(_ path: ParameterPath, _ tree: ParameterTree) -> Bool {
        removed(tree).contains { $0.path == path.template }
    }

    /// The parameters of features that the configuration asks for and the library no longer has.
    private static func removed(_ tree: ParameterTree) -> [ParameterTemplate] {
        tree.architecture.parameters.filter { $0.removedIn != nil && tree.configuration.meets($0.conditions) }
    }

    static func findings(_ examination: Examination) -> [Finding] {
        let tree = examination.tree
        let configuration = tree.configuration
        return removed(tree).map { template in
            let count = examination.binding.order.count { $0.template == template.path }
            let field = template.conditions.first?.field ?? template.path
            return Finding(
                .unsupportedPositionEmbedding, subject: field, file: configuration.path ?? examination.checkpoint.path,
                message:
                    "is '\(configuration.text(field))', which \(examination.loading.library) no longer supports: "
                    + "it silently drops \(count) tensors, and its outputs are wrong",
                help: "use transformers before \(template.removedIn ?? "5"), or train with absolute positions",
                evidence: [("tensors", .integer(count))])
        }
    }
}
