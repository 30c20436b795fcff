internal import ByteIO
internal import Formats
package import Tensors

/// What a library does with a checkpoint: which parameters of the model get their values from it.
package struct Loading: Sendable {
    /// A tensor, or another entry, that the library has no place for.
    package struct Unexpected: Sendable {
        /// The name as the library reports it, after its renamings.
        package let name: String
        /// Nil for an entry that is no tensor.
        package let entry: TensorEntry?
    }

    package struct Mismatched: Sendable {
        package let parameter: Parameter
        package let entry: TensorEntry
        /// In the orientation in which the library compares.
        package let found: Shape
        package let expected: Shape
    }

    /// A tensor that another one of the same parameter comes before; the library says nothing of it.
    package struct Shadowed: Sendable {
        package let parameter: Parameter
        package let entry: TensorEntry
        package let kept: TensorEntry
    }

    /// The library, as a sentence names it: `transformers 5.23`.
    package let library: String
    /// The tensor of each parameter that has one of the right shape.
    package var loaded: [ParameterPath: TensorEntry] = [:]
    /// Parameters that the library fills, in the order of the tree.
    package var missing: [Parameter] = []
    package var unexpected: [Unexpected] = []
    package var mismatched: [Mismatched] = []
    package var shadowed: [Shadowed] = []

    init(library: String) {
        self.library = library
    }

    /// What `library` does with the checkpoint.
    ///
    /// - Parameter binding: what the names mean.
    init(of checkpoint: Checkpoint, into tree: ParameterTree, _ binding: Binding, by library: Library) {
        switch library.matching {
        case .names: self = TransformersLoader(tree, library).load(checkpoint)
        case .groups:
            let loader = KerasLoader(tree, binding, library.fallbacks, isSharded: checkpoint.index != nil)
            self = loader.load(checkpoint.table, title: library.title)
        }
    }

    /// The same with the tensors as `table` has them under the same names.
    func reading(_ table: TensorTable) -> Loading {
        var loading = self
        loading.loaded = loaded.mapValues(table.entry)
        loading.unexpected = unexpected.map { Unexpected(name: $0.name, entry: $0.entry.map(table.entry)) }
        loading.mismatched = mismatched.map {
            Mismatched(
                parameter: $0.parameter, entry: table.entry(like: $0.entry), found: $0.found, expected: $0.expected)
        }
        loading.shadowed = shadowed.map {
            Shadowed(
                parameter: $0.parameter, entry: table.entry(like: $0.entry), kept: table.entry(like: $0.kept))
        }
        return loading
    }

    /// Elements that the library would fill: of missing and of mismatched parameters, tied ones once.
    package var filledElementCount: Int {
        (missing + mismatched.map(\.parameter)).filter { $0.tiedTo == nil }
            .reduce(0) { $0.clampedSum($1.shape?.elementCount ?? 0) }
    }
}
