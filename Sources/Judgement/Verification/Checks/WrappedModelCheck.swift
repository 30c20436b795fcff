internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let wrappedModel = Rule("BC113", "wrapped-model", .warning, needs: .headers)
}

extension Check {
    static let wrappedModel = Check(
        .wrappedModel, page: PackageResources.BC113_md, verify: WrappedModelCheck.findings)
}

/// BC113: the file holds a larger model around the one that is loaded.
///
/// It is an error where a module of it may stand between the model and its head: then the head does not belong to what
/// the class computes.
enum WrappedModelCheck {
    /// How many modules a message names.
    private static let shown = 4

    static func findings(_ examination: Examination) -> [Finding] {
        let wrapping = examination.diagnosis.wrapping
        guard let first = wrapping.tensors.first else { return [] }
        let (tree, count) = (examination.tree, wrapping.tensors.count)
        let modules =
            wrapping.modules.prefix(shown).map { "'\($0)'" }.joined(separator: ", ")
            + (wrapping.modules.count > shown ? ", …" : "")
        let what =
            "belongs to a larger model around this \(tree.architecture.title), of which the file holds \(count) "
            + "\(count == 1 ? "tensor" : "tensors") (\(modules)); \(tree.modelClass.name) drops "
            + (count == 1 ? "it" : "them")
        let bare = tree.architecture.classes.first { $0.isBare }?.name ?? tree.modelClass.name
        return [
            Finding(
                .wrappedModel, severity: wrapping.feedsHead ? .error : nil, about: first,
                message: what
                    + (wrapping.feedsHead
                        ? ", and its head was probably trained on what they return" : ""),
                help: wrapping.feedsHead
                    ? "load it with the program that trained it; for the encoder alone, pass --as \(bare)"
                    : "load it with the program that trained it, unless \(tree.modelClass.name) alone is what you want",
                evidence: [
                    ("modules", .array(wrapping.modules.map { .string($0) })), ("tensors", .integer(count)),
                    ("feedsHead", .bool(wrapping.feedsHead)),
                ])
        ]
    }
}
