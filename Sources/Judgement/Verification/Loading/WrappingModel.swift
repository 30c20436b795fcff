internal import ModelSchema
internal import Tensors

/// What a file has of a larger model that the BERT was trained in: a CRF, an encoder of segments, a second tower.
struct WrappingModel {
    /// The tensors of it, in the order of the file.
    let tensors: [TensorEntry]
    /// What its modules are called: `crf`, `seg_encoder`.
    let modules: [String]
    /// Whether a module returns what the head of this class takes, so that the head may have been trained on that.
    let feedsHead: Bool

    /// The names of its tensors.
    var names: [String] { tensors.map(\.name) }

    /// - Parameter leftovers: tensors that nothing explains.
    init(_ leftovers: [Leftover], _ model: ModelCase) {
        guard !leftovers.isEmpty else {
            (tensors, modules, feedsHead) = ([], [], false)
            return
        }
        let architecture = model.tree.architecture
        let prefix = architecture.backbonePrefix
        let own = Set(
            architecture.parameters.compactMap { template -> Substring? in
                let path = template.path
                return (path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : path[...]).split(separator: ".").first
            })
        // What stands within the modules of this model is a change of it, not a model around it.
        let outside = leftovers.filter { leftover in
            leftover.module.first.map { !own.contains(Substring($0)) } ?? false
        }
        // A module has a name and a matrix; a number by itself is none.
        let isModel = outside.contains { $0.entry.name.contains(".") && $0.entry.shape.rank > 1 }
        guard isModel, !model.binding.order.isEmpty else {
            (tensors, modules, feedsHead) = ([], [], false)
            return
        }
        tensors = outside.map(\.entry)
        var seen: Set<String> = []
        modules = outside.compactMap(\.module.first).filter { seen.insert($0).inserted }
        let inputs = Self.inputsOfHead(model)
        feedsHead =
            outside.contains { leftover in
                leftover.isBias != true && leftover.entry.shape.rank > 1
                    && (leftover.entry.shape.dimensions.first.map(inputs.contains) ?? false || leftover.isRecurrent)
            } && !inputs.isEmpty
    }

    /// How many numbers the matrices of the head take; empty where the class has none, or none of it is in the file.
    private static func inputsOfHead(_ model: ModelCase) -> Set<Int> {
        let bare = model.tree.architecture.bareComponents
        let head = model.tree.parameters.filter { !bare.contains($0.component) && model.binding[$0.path] != nil }
        return Set(head.compactMap { $0.shape }.filter { $0.rank == 2 }.compactMap(\.dimensions.last))
    }
}

extension Leftover {
    /// Whether it is of a recurrent layer of torch, which returns as much as its matrix for the state takes.
    fileprivate var isRecurrent: Bool {
        entry.name.contains(".weight_hh_l") || entry.name.contains(".weight_ih_l")
    }
}
