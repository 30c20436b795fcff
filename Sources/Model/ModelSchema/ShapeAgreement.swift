package import ByteIO
internal import Formats
package import ModelSchema
internal import Tensors
internal import Verification

/// Whether every tensor has the shape that the class and the configuration give its parameter.
package enum ShapeAgreement {
    /// - Throws: ``Fault`` `convert.shapes-disagree`, with a cause for each field of the configuration that the
    ///   tensors contradict, then for each tensor.
    package static func check(_ inspection: ModelCase) throws(Fault) {
        let mismatches = ShapeMismatchCheck.mismatches(inspection)
        guard !mismatches.isEmpty else { return }
        let source =
            switch inspection.tree.configuration.source {
            case .file(let path): FilePath.name(of: path)
            case .shapes: "those of the other tensors"
            }
        let tensors = mismatches.map { mismatch in
            let stored = mismatch.tensor.match.isTransposed ? ", transposed \(mismatch.tensor.shape)" : ""
            return "'\(mismatch.tensor.entry.name)' is \(mismatch.tensor.entry.shape)\(stored); "
                + "'\(mismatch.parameter.name)' must be \(mismatch.expected)"
        }
        throw .shapesDisagree(
            inspection.checkpoint.path, with: source, count: mismatches.count,
            causes: sizeConflicts(inspection, source) + tensors)
    }

    private static func sizeConflicts(_ inspection: ModelCase, _ source: String) -> [String] {
        let tree = inspection.tree
        guard case .file = tree.configuration.source else { return [] }
        let implied = inspection.binding.impliedConfiguration(in: tree.architecture)
        let sizes = Set(tree.architecture.parameters.flatMap(\.shape).compactMap(\.soleField))
        return tree.architecture.fields.map(\.name).filter(sizes.contains).compactMap { field in
            guard let stated = tree.configuration.integer(field), let found = implied.integer(field), stated != found
            else { return nil }
            return "\(source) says \(field) = \(stated), the tensors have \(found)"
        }
    }
}
