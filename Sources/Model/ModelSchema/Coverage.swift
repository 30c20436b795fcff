internal import ByteIO
internal import Tensors

/// Where each parameter of a model gets its values from.
package struct Coverage: Sendable {
    package enum Source: Sendable {
        /// A tensor of the file.
        case tensor(BoundTensor)
        /// None of its own: it shares those of another parameter, as the configuration says.
        case tied(to: ParameterPath)
        /// Another parameter's tensor, because the producer ties what the configuration does not.
        case copy(BoundTensor, of: ParameterPath)
        /// Nothing: a loader fills it.
        case none
    }

    private let sources: [ParameterPath: Source]
    /// The parameters that nothing in the file gives, in the order of the tree.
    package let missing: [Parameter]

    /// Follows the loader of transformers 5.23: of two tied parameters either may be in the file.
    init(_ tree: ParameterTree, _ binding: Binding) {
        var sources: [ParameterPath: Source] = [:]
        var swapped: [ParameterPath: BoundTensor] = [:]
        for parameter in tree.parameters {
            guard let partner = parameter.tiedTo, binding[partner] == nil else { continue }
            swapped[partner] = binding[parameter.path]
        }
        for parameter in tree.parameters {
            sources[parameter.path] = Self.source(of: parameter, tree, binding, swapped: swapped)
        }
        self.sources = sources
        self.missing = tree.parameters.filter { parameter in
            if case .some(.none) = sources[parameter.path] { true } else { false }
        }
    }

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
        // The producer ties whatever the configuration says: the copy is what it computed with.
        guard let tie = tree.architecture.tie(of: parameter.path),
            binding.dialect.alwaysTies || tie.alwaysBefore != nil
        else { return .none }
        return binding[tie.partner].map { .copy($0, of: tie.partner) } ?? .none
    }
}

extension Coverage {
    /// Elements of the missing parameters whose shape is known.
    package var missingElementCount: Int {
        missing.reduce(0) { $0.clampedSum($1.tiedTo == nil ? $1.shape?.elementCount ?? 0 : 0) }
    }
}
