internal import BertModel
internal import ByteIO
internal import Tensors

/// BC102: a tensor that the class has no place for.
///
/// A head that another class uses is a note.
enum UnexpectedTensorCheck {
    static func findings(_ inspection: Inspection) -> [Finding] {
        let tree = inspection.tree
        var findings: [Finding] = []
        for path in inspection.binding.order where tree[path] == nil && !LayerCountCheck.isExtraLayer(path, tree) {
            guard let tensor = inspection.binding[path] else { continue }
            let template = tree.architecture.parameters.first { $0.path == path.template }
            let isOtherHead = template.map { !tree.modelClass.components.contains($0.component) } ?? false
            findings.append(
                Finding(
                    .unexpectedTensor, severity: isOtherHead ? .note : .warning, subject: tensor.entry.name,
                    file: tensor.entry.file.path,
                    message: isOtherHead
                        ? "belongs to another class's head (\(template?.component ?? "")); \(tree.modelClass.name) does not use it"
                        : "does not belong to this configuration (\(template?.condition?.field ?? "")); a loader drops it",
                    help: "nothing is lost: a conversion carries it over under its canonical name"))
        }
        for entry in inspection.binding.unmapped {
            findings.append(
                Finding(
                    .unexpectedTensor, subject: entry.name, file: entry.file.path,
                    message: "has a name that no parameter of \(tree.architecture.title) has",
                    help: "it is carried over under its own name; --drop-unmapped leaves it out"))
        }
        return findings
    }
}
