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
            guard count > 0 else { return wrongField(field, template, examination) }
            return Finding(
                .unsupportedPositionEmbedding, subject: field, file: configuration.path ?? examination.checkpoint.path,
                message:
                    "is '\(configuration.text(field))', which \(examination.loading.library) no longer supports: "
                    + "it silently drops \(count) tensors, and its outputs are wrong",
                help: "use transformers before \(template.removedIn ?? "5"), or train with absolute positions",
                evidence: [("tensors", .integer(count))])
        }
    }

    /// The finding about a feature that the configuration asks for and none of whose parameters is in a file.
    private static func wrongField(
        _ field: String, _ template: ParameterTemplate, _ examination: Examination
    ) -> Finding {
        let configuration = examination.tree.configuration
        let needed =
            template.path.contains("{layer}") ? Set(examination.tree.parameters.compactMap(\.path.layer)).count : 1
        return Finding(
            .unsupportedPositionEmbedding, subject: field, file: configuration.path ?? examination.checkpoint.path,
            message:
                "is '\(configuration.text(field))', but the \(needed) parameters that this needs are in no file "
                + "('\(template.path)'): the field is wrong",
            help: help(of: field), evidence: [("tensors", .integer(0)), ("missing", .integer(needed))])
    }

    /// What to do where a file has no parameters of a feature that the configuration asks for.
    private static func help(of field: String) -> String {
        "set \(field) to \"absolute\" in config.json, unless the tensors were lost: then get the complete checkpoint"
    }

    /// What to do about a missing parameter of a feature that the library no longer has; nil: it has the feature.
    static func help(missing path: ParameterPath, _ tree: ParameterTree) -> String? {
        removed(tree).first { $0.path == path.template }.map { help(of: $0.conditions.first?.field ?? $0.path) }
    }
}
