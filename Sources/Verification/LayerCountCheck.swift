internal import BertModel
internal import Formats

/// BC108: the file has more layers than the configuration; a loader drops them without a word.
enum LayerCountCheck {
    static func isExtraLayer(_ path: ParameterPath, _ tree: ParameterTree) -> Bool {
        guard let layer = path.layer, let count = tree.configuration.integer(tree.architecture.layerCountField) else {
            return false
        }
        return layer >= count
    }

    static func findings(_ inspection: Inspection) -> [Finding] {
        let tree = inspection.tree
        let field = tree.architecture.layerCountField
        guard let count = tree.configuration.integer(field) else { return [] }
        let extra = inspection.binding.order.filter { isExtraLayer($0, tree) }
        guard !extra.isEmpty else { return [] }
        let layers = LayerNumbers(extra.compactMap(\.layer))
        return [
            Finding(
                .layerCount, subject: "layer.\(layers)", file: inspection.checkpoint.path,
                message: "\(extra.count) tensors belong to layers beyond \(field) = \(count); a loader drops them",
                help: "mend \(field) in config.json, or take the layers out of the file")
        ]
    }
}
