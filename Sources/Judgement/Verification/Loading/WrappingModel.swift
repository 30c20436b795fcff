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
        let own = OwnModules(architecture)
        // What stands within the modules of this model is a change of it, not a model around it.
        let outside = leftovers.filter { !own.contain($0) }
        // A module has a name and a matrix; a number by itself is none.
        let isModel = outside.contains { $0.isInModule && $0.entry.shape.rank > 1 }
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
                leftover.isBias != true && leftover.shape.rank > 1
                    && (leftover.shape.dimensions.first.map(inputs.contains) ?? false || leftover.isRecurrent)
            } && !inputs.isEmpty
    }

    /// How many numbers the matrices of the head take; empty where the class has none, or none of it is in the file.
    private static func inputsOfHead(_ model: ModelCase) -> Set<Int> {
        let bare = model.tree.architecture.bareComponents
        let head = model.tree.parameters.filter { !bare.contains($0.component) && model.binding[$0.path] != nil }
        return Set(head.compactMap { $0.shape }.filter { $0.rank == 2 }.compactMap(\.dimensions.last))
    }
}

/// What the modules of an architecture are called, by the first part of their names after the backbone's.
private struct OwnModules {
    private let paths: Set<String>
    /// As TensorFlow's programs name them; those with a number by what is before it.
    private var spellings: Set<String> = []
    private var numbered: [String] = []

    init(_ architecture: Architecture) {
        let prefix = architecture.backbonePrefix
        paths = Set(
            architecture.parameters.compactMap { template in
                let path = template.path
                return (path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : path[...])
                    .split(separator: ".").first.map(String.init)
            })
        for dialect in architecture.dialects where dialect.separator == Leftover.slash {
            for spelling in dialect.spellings {
                let parts = spelling.split(separator: Leftover.slash)
                let start = parts.lastIndex { $0 == prefix.dropLast() }.map { $0 + 1 } ?? 0
                guard let first = parts[start...].first else { continue }
                if let number = first.firstIndex(of: "{") {
                    numbered.append(String(first[..<number]))
                } else {
                    spellings.insert(String(first))
                }
            }
        }
    }

    /// Whether a tensor is in one of them, or in no module at all.
    func contain(_ leftover: Leftover) -> Bool {
        guard let module = leftover.module.first else { return true }
        if paths.contains(module) { return true }
        guard leftover.hasSlashes else { return false }
        return spellings.contains(module)
            || numbered.contains { module.hasPrefix($0) && Int(module.dropFirst($0.count)) != nil }
    }
}

extension Leftover {
    /// Whether it has the name of a module before its own.
    fileprivate var isInModule: Bool { entry.name.contains(".") || hasSlashes }

    /// Whether it is of a recurrent layer, which returns as much as its matrix for the state takes.
    ///
    /// Torch names the matrices for what they take, TensorFlow's programs the layer for its kind: `lstm/fw/kernel`.
    fileprivate var isRecurrent: Bool {
        if entry.name.contains(".weight_hh_l") || entry.name.contains(".weight_ih_l") { return true }
        let words = module.flatMap { $0.lowercased().split(separator: "_") }
        return hasSlashes && words.contains { word in Self.recurrent.contains { word == $0 || word == "bi" + $0 } }
    }

    private static let recurrent = ["lstm", "gru", "rnn"]
}
