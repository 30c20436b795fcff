internal import ByteIO
internal import Formats
package import Tensors

/// What a library does with a checkpoint: which parameters of the model get which tensor.
package struct Loading: Sendable {
    /// A tensor, or another entry, that is no parameter for the library.
    package struct Unexpected: Sendable {
        /// The name as the library reports it, after its renamings.
        package let name: String
        /// The tensor; nil: the entry is none.
        package let entry: TensorEntry?
    }

    /// A tensor of another shape than its parameter.
    package struct Mismatched: Sendable {
        package let parameter: Parameter
        package let entry: TensorEntry
        /// The tensor's shape, in the orientation in which the library compares.
        package let found: Shape
        package let expected: Shape

        package init(parameter: Parameter, entry: TensorEntry, found: Shape, expected: Shape) {
            self.parameter = parameter
            self.entry = entry
            self.found = found
            self.expected = expected
        }
    }

    /// A tensor that the library silently ignores because another one of the same parameter comes first.
    package struct Shadowed: Sendable {
        package let parameter: Parameter
        package let entry: TensorEntry
        /// The tensor that comes first.
        package let kept: TensorEntry
    }

    /// The library's name in a sentence: `transformers 5.23`.
    package let library: String
    /// The tensor of each parameter that gets one, with the right shape.
    package var loaded: [ParameterPath: TensorEntry] = [:]
    /// Parameters that have no tensor, in the order of the tree; the library fills them.
    package var missing: [Parameter] = []
    package var unexpected: [Unexpected] = []
    package var mismatched: [Mismatched] = []
    package var shadowed: [Shadowed] = []

    init(library: String) {
        self.library = library
    }

    /// Follows `library` through the checkpoint.
    ///
    /// - Parameter binding: which parameter each name means.
    init(of checkpoint: Checkpoint, into tree: ParameterTree, _ binding: Binding, by library: Library) {
        switch library.matching {
        case .names: self = TransformersLoader(tree, library).load(checkpoint)
        case .dialect: self = DialectLoader(tree, binding).load(checkpoint.table, title: library.title)
        case .groups:
            let loader = KerasLoader(tree, binding, library.fallbacks, isSharded: checkpoint.index != nil)
            self = loader.load(checkpoint.table, title: library.title)
        }
    }

    /// Loads a tensor into a parameter, or notes that their shapes differ.
    ///
    /// - Parameter found: the tensor's shape, in the orientation in which the library compares.
    mutating func load(_ entry: TensorEntry, _ found: Shape, into parameter: Parameter) {
        if let expected = parameter.shape, found != expected {
            mismatched.append(Mismatched(parameter: parameter, entry: entry, found: found, expected: expected))
        } else {
            loaded[parameter.path] = entry
        }
    }

    /// Notes the tensors of a table that the library does not use.
    ///
    /// - Parameter used: the names of those that it uses.
    mutating func leave(_ table: TensorTable, except used: Set<String>) {
        unexpected += table.entries.filter { !used.contains($0.name) }.map { Unexpected(name: $0.name, entry: $0) }
    }

    /// The same loading with each tensor replaced by that of the same name in `table`.
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

    /// The number of elements that the library would fill, of missing and mismatched parameters; tied ones count once.
    package var filledElementCount: Int {
        (missing + mismatched.map(\.parameter)).filter { $0.tiedTo == nil }
            .reduce(0) { $0.clampedSum($1.shape?.elementCount ?? 0) }
    }
}
