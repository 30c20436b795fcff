internal import Tensors

/// Loads as programs do that name their variables as the file does, such as google-research/bert and Model Garden: each
/// parameter gets the tensor that means it in the file's dialect.
struct DialectLoader {
    private let tree: ParameterTree
    private let binding: Binding

    init(_ tree: ParameterTree, _ binding: Binding) {
        self.tree = tree
        self.binding = binding
    }

    /// Follows the program through the tensors of `table`.
    func load(_ table: TensorTable, title: String) -> Loading {
        var loading = Loading(library: title)
        var used: Set<String> = []
        for parameter in tree.parameters {
            let tensors = (binding.tensors[parameter.path] ?? []).filter(\.match.wrapping.isEmpty)
            guard let kept = tensors.first else {
                if !isTied(parameter) { loading.missing.append(parameter) }
                continue
            }
            for tensor in tensors { used.insert(tensor.entry.name) }
            for other in tensors.dropFirst() {
                loading.shadowed.append(
                    Loading.Shadowed(parameter: parameter, entry: other.entry, kept: kept.entry))
            }
            loading.load(kept.entry, kept.shape, into: parameter)
        }
        loading.leave(table, except: used)
        return loading
    }

    /// Whether a parameter without a tensor has the values of another: these programs always tie what can be tied.
    private func isTied(_ parameter: Parameter) -> Bool {
        let partner = parameter.tiedTo ?? tree.architecture.tie(of: parameter.path)?.partner
        return binding.dialect.alwaysTies && partner.map { binding[$0] != nil } ?? false
    }
}
