internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let shapeMismatch = Rule("BC103", "shape-mismatch", .error, needs: .headers)
}

extension Check {
    static let shapeMismatch = Check(
        .shapeMismatch, page: PackageResources.BC103_md, verify: ShapeMismatchCheck.findings)
}

/// BC103: a tensor has another shape than its parameter.
///
/// A conversion stops at it (``ShapeAgreement``).
enum ShapeMismatchCheck {
    /// Other rules report stubs and transposed matrices.
    static func findings(_ examination: Examination) -> [Finding] {
        let mismatched = examination.diagnosis.mismatched
        let pieces = RankPart.pieces(mismatched, fitting: examination.fittingCount)
        let stubs = pieces.isEmpty ? ZeroElementCheck.stubs(mismatched) : Set(pieces.map(\.entry.name))
        let mayBeTurned = !examination.checkpoint.format.isTensorFlows
        return part(pieces)
            + mismatched
            .filter { !stubs.contains($0.entry.name) && !(mayBeTurned && ForeignDialectCheck.isTransposed($0)) }
            .map { finding($0, examination) }
    }

    /// The pieces of all parameters that one process of several saved.
    private static func part(_ pieces: [Loading.Mismatched]) -> [Finding] {
        guard let first = pieces.first(where: { $0.found.elementCount > 0 }) else { return [] }
        return [
            Finding(
                .shapeMismatch, about: first.entry,
                message:
                    "and \(pieces.count - 1) others are flat pieces of their parameters (this one is \(first.found) of "
                    + "\(first.expected)): the part that one process saved of a fully sharded model (FSDP)",
                help: "save the whole model from all processes: FSDP.state_dict_type(model, "
                    + "StateDictType.FULL_STATE_DICT)",
                evidence: [
                    ("tensors", .integer(pieces.count)), ("found", .shape(first.found)),
                    ("expected", .shape(first.expected)),
                ])
        ]
    }

    private static func finding(_ mismatched: Loading.Mismatched, _ examination: Examination) -> Finding {
        // A packed matrix has another size for no reason that the configuration could give.
        let fields = mismatched.entry.elementType.isWeight ? fields(mismatched, examination.tree) : []
        let source = examination.tree.configuration.path == nil ? "the other tensors say" : "config.json says"
        let said = fields.map { "\($0.name) = \($0.stated), the tensor has \($0.found)" }
        let causes = said.isEmpty ? "" : "; \(source) \(said.joined(separator: "; "))"
        return Finding(
            .shapeMismatch, about: mismatched.entry,
            message: "has the shape \(mismatched.found), the model needs \(mismatched.expected); loaders reject it or "
                + "initialise it again\(causes)",
            help: help(mismatched, fields, examination),
            evidence: [
                ("found", .shape(mismatched.found)), ("expected", .shape(mismatched.expected)),
                ("fields", .array(fields.map { .string($0.name) })),
            ])
    }

    /// The fields of the configuration that a tensor contradicts.
    private static func fields(
        _ mismatched: Loading.Mismatched, _ tree: ParameterTree
    ) -> [(name: String, stated: Int, found: Int)] {
        let template = tree.architecture.parameters.first { $0.path == mismatched.parameter.path.template }
        guard let template, template.shape.count == mismatched.found.rank else { return [] }
        return zip(template.shape, zip(mismatched.expected.dimensions, mismatched.found.dimensions))
            .compactMap { expression, sizes in
                guard sizes.0 != sizes.1, let field = expression.soleField else { return nil }
                return (field, sizes.0, sizes.1)
            }
    }

    private static func help(
        _ mismatched: Loading.Mismatched, _ fields: [(name: String, stated: Int, found: Int)],
        _ examination: Examination
    ) -> String {
        if !mismatched.entry.elementType.isWeight {
            return "the values are packed, not only of another size: see what is said of their type"
        }
        guard let field = fields.first, fields.count == 1, examination.tree.configuration.path != nil else {
            return
                "compare the sizes in config.json with those of the tensors; use the config.json that was saved with "
                + "them"
        }
        if let other = agreeing(field.name, examination) {
            return
                "'\(other)' has \(field.name) = \(field.stated), so only a part of the model was resized: resize the "
                + "whole model, such as by model.resize_token_embeddings(\(field.stated)), and save it again"
        }
        return "if config.json was edited, set \(field.name) back to \(field.found); otherwise get the weights that "
            + "belong to it"
    }

    /// An embedding that is loaded and has as many rows as config.json says.
    private static func agreeing(_ field: String, _ examination: Examination) -> String? {
        let templates = examination.tree.architecture.parameters.filter { template in
            template.kind.hasSuffix("embedding") && template.shape.first?.soleField == field
        }
        let wrong = Set(examination.diagnosis.mismatched.map(\.parameter.path))
        return templates.compactMap { examination.binding[ParameterPath(template: $0.path, layer: nil)] }
            .filter { !wrong.contains($0.match.parameter) }.map(\.entry.name).sorted().first
    }
}
