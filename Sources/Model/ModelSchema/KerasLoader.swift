internal import Tensors

/// Loads as TensorFlow's transformers 4.44 does (`modeling_tf_utils.py`, `load_tf_weights_from_h5`): each layer of the
/// model looks for the group of its own name, and in it for its weights by their names without their first part, which
/// is the model's.
///
/// Of a weight that stands in two groups, as tied embeddings do, the later layer's wins. A shard has no groups, and its
/// names lack the model's (`load_tf_shard`).
struct KerasLoader {
    private let tree: ParameterTree
    private let binding: Binding
    /// How many parts stand before the name of a weight: the group and the model.
    private let levels: Int

    init(_ tree: ParameterTree, _ binding: Binding, isSharded: Bool) {
        self.tree = tree
        self.binding = binding
        levels = isSharded ? 0 : 2
    }

    func load(_ table: TensorTable, title: String) -> Loading {
        var loading = Loading(library: title)
        let names = tree.parameters.map { name(of: $0.path) }
        let groups = binding.dialect.arrangement.groups.filter { group in
            names.contains { $0?.hasPrefix("\(group.name)/") ?? false }
        }
        var taken: Set<ParameterPath> = []
        var used: Set<String> = []
        for (parameter, name) in zip(tree.parameters, names) {
            let own = groups.filter { Self.stores($0, name) }.map(\.name)
            let tensors = (binding.tensors[parameter.path] ?? []).filter { tensor in
                tensor.match.level == levels
                    && own.contains(String(tensor.entry.name.prefix { $0 != binding.dialect.separator }))
            }
            guard let kept = tensors.last else { continue }
            taken.insert(parameter.path)
            used.formUnion(tensors.map(\.entry.name))
            if let expected = parameter.shape, kept.shape != expected {
                loading.mismatched.append(
                    Loading.Mismatched(parameter: parameter, entry: kept.entry, found: kept.shape, expected: expected))
            } else {
                loading.loaded[parameter.path] = kept.entry
            }
        }
        for entry in table.entries where !used.contains(entry.name) {
            loading.unexpected.append(Loading.Unexpected(name: entry.name, entry: entry))
        }
        loading.missing = tree.parameters.filter { parameter in
            guard !taken.contains(parameter.path) else { return false }
            // Keras ties whatever the configuration says, so the tied one is never stored.
            let partner = parameter.tiedTo ?? tree.architecture.tie(of: parameter.path)
            return partner.map { !taken.contains($0) } ?? true
        }
        return loading
    }
}

extension KerasLoader {
    private func name(of path: ParameterPath) -> String? {
        binding.dialect.name(of: path, isBare: false, backbonePrefix: tree.architecture.backbonePrefix)
    }

    /// Whether a layer has the weight of this name: its own, or one that it shares with another.
    private static func stores(_ group: Arrangement.Group, _ name: String?) -> Bool {
        guard let name else { return false }
        return name.hasPrefix("\(group.name)/") || group.copies.map(name.hasPrefix) ?? false
    }
}

extension Architecture {
    /// The parameter that the one at `path` is tied to where the configuration or the producer ties them.
    func tie(of path: ParameterPath) -> ParameterPath? {
        ties.first { $0.parameter == path.template }.map { ParameterPath(template: $0.source, layer: nil) }
    }
}
