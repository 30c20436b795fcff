internal import BertModel
internal import Formats
internal import Tensors

/// Loads as TensorFlow's transformers 4.44 does (`modeling_tf_utils.py`, `load_tf_weights_from_h5`): each layer of the
/// model looks for the group of its own name, and in it for its weights by their names without the model's.
///
/// Of a weight that stands in two groups, as tied embeddings do, the later layer's wins.
struct KerasLoader {
    private let tree: ParameterTree
    private let binding: Binding

    init(_ tree: ParameterTree, _ binding: Binding) {
        self.tree = tree
        self.binding = binding
    }

    func load(_ table: TensorTable) -> Loading {
        var loading = Loading(library: "TensorFlow's loader of transformers 4.44")
        let groups = Set(binding.dialect.arrangement.groups.map(\.name))
        var taken: Set<ParameterPath> = []
        var isUsed: Set<String> = []
        for parameter in tree.parameters {
            let tensors = (binding.tensors[parameter.path] ?? []).filter { tensor in
                groups.contains(String(tensor.entry.name.prefix { $0 != binding.dialect.separator }))
            }
            guard let kept = tensors.last else { continue }
            taken.insert(parameter.path)
            isUsed.formUnion(tensors.map(\.entry.name))
            if let expected = parameter.shape, kept.shape != expected {
                loading.mismatched.append(
                    Loading.Mismatched(parameter: parameter, entry: kept.entry, found: kept.shape, expected: expected))
            } else {
                loading.loaded[parameter.path] = kept.entry
            }
        }
        for entry in table.entries where !isUsed.contains(entry.name) {
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

extension Architecture {
    /// The parameter that the one at `path` is tied to where the configuration or the producer ties them.
    func tie(of path: ParameterPath) -> ParameterPath? {
        ties.first { $0.parameter == path.template }.map { ParameterPath(template: $0.source, layer: nil) }
    }
}
