internal import ByteIO
package import Tensors

/// Whether every tensor has the shape that the class and the configuration give its parameter.
///
/// A conversion stops where one has not: a loader would refuse the output, or fill the parameter with random numbers.
package struct ShapeAgreement: Sendable {
    /// A tensor of another shape than its parameter's, in PyTorch's orientation.
    package struct Mismatch: Sendable {
        package let parameter: Parameter
        package let tensor: BoundTensor
        package let expected: Shape
    }

    /// In the order of the tree; several for a parameter that the file has several times.
    package let mismatches: [Mismatch]
    private let tree: ParameterTree
    private let binding: Binding

    /// Compares every tensor of `binding` with its parameter in `tree`.
    package init(_ binding: Binding, _ tree: ParameterTree) {
        var mismatches: [Mismatch] = []
        for parameter in tree.parameters {
            guard let expected = parameter.shape else { continue }
            for tensor in binding.tensors[parameter.path] ?? [] where tensor.shape != expected {
                mismatches.append(Mismatch(parameter: parameter, tensor: tensor, expected: expected))
            }
        }
        self.mismatches = mismatches
        self.tree = tree
        self.binding = binding
    }

    /// Throws where a tensor has another shape than its parameter.
    ///
    /// - Parameter path: the checkpoint's.
    /// - Throws: ``Fault`` `model.shapes-disagree`, with a cause for each field of the configuration that the tensors
    ///   contradict, then for each tensor.
    func check(_ path: String) throws(Fault) {
        guard !mismatches.isEmpty else { return }
        let source =
            switch tree.configuration.source {
            case .file(let path): FilePath.name(of: path)
            case .shapes: "those of the other tensors"
            }
        let tensors = mismatches.map { mismatch in
            let stored = mismatch.tensor.match.isTransposed ? ", transposed \(mismatch.tensor.shape)" : ""
            return "'\(mismatch.tensor.entry.name)' is \(mismatch.tensor.entry.shape)\(stored); "
                + "'\(mismatch.parameter.name)' must be \(mismatch.expected)"
        }
        throw .shapesDisagree(
            path, with: source, count: mismatches.count, causes: fieldsThatDisagree(with: source) + tensors)
    }

    private func fieldsThatDisagree(with source: String) -> [String] {
        guard case .file = tree.configuration.source else { return [] }
        let implied = binding.impliedConfiguration(in: tree.architecture)
        let sizes = Set(tree.architecture.parameters.flatMap(\.shape).compactMap(\.soleField))
        return tree.architecture.fields.map(\.name).filter(sizes.contains).compactMap { field in
            guard let stated = tree.configuration.integer(field), let found = implied.integer(field), stated != found
            else { return nil }
            return "\(source) says \(field) = \(stated), the tensors have \(found)"
        }
    }
}
