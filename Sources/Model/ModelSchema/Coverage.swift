internal import ByteIO
internal import Tensors

/// Where a conversion takes the values of each parameter of a model from.
package struct Coverage: Sendable {
    /// Where a conversion takes the values of one parameter from.
    package enum Source: Sendable {
        /// A tensor of the file.
        case tensor(BoundTensor)
        /// No values of its own: the configuration ties it to another parameter.
        case tied(to: ParameterPath)
        /// Another parameter's tensor, because the producer tied the two and the configuration does not.
        case copy(BoundTensor, of: ParameterPath)
        /// Nothing: a loader fills it with random or constant values.
        case none
    }

    private let sources: [ParameterPath: Source]
    /// The parameters that have no values in the file, in the order of the tree.
    package let missing: [Parameter]

    /// Follows the loader of transformers 5.23: one of two tied parameters is enough, whichever it is.
    init(_ tree: ParameterTree, _ binding: Binding) {
        var sources: [ParameterPath: Source] = [:]
        var swapped: [ParameterPath: BoundTensor] = [:]
        for parameter in tree.parameters {
            guard let partner = parameter.tiedTo, binding[partner] == nil else { continue }
            swapped[partner] = binding[parameter.path]
        }
        sources.reserveCapacity(tree.parameters.count)
        for parameter in tree.parameters {
            sources[parameter.path] = Self.source(of: parameter, tree, binding, swapped: swapped)
        }
        self.sources = sources
        self.missing = tree.parameters.filter { parameter in
            if case .some(.none) = sources[parameter.path] { true } else { false }
        }
    }

    /// The source of a parameter; `none` for one that is not in the tree.
    package subscript(path: ParameterPath) -> Source {
        sources[path] ?? .none
    }

    private static func source(
        of parameter: Parameter, _ tree: ParameterTree, _ binding: Binding, swapped: [ParameterPath: BoundTensor]
    ) -> Source {
        if let partner = parameter.tiedTo {
            let hasValues = binding[partner] != nil || swapped[partner] != nil
            return hasValues ? .tied(to: partner) : .none
        }
        if let tensor = binding[parameter.path] ?? swapped[parameter.path] { return .tensor(tensor) }
        // The producer always ties these two, so it computed with the other's values.
        guard let tie = tree.architecture.tie(of: parameter.path),
            binding.dialect.alwaysTies || tie.alwaysBefore != nil
        else { return .none }
        return binding[tie.partner].map { .copy($0, of: tie.partner) } ?? .none
    }
}

extension Coverage {
    /// The number of elements of the missing parameters whose shape is known.
    package var missingElementCount: Int {
        missing.reduce(0) { $0.clampedSum($1.tiedTo == nil ? $1.shape?.elementCount ?? 0 : 0) }
    }
}
