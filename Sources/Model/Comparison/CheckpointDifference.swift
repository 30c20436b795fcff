package import ByteIO
package import Tensors

/// The differences between two checkpoints, weight by weight.
package struct CheckpointDifference: Sendable {
    /// How a weight differs.
    package enum Kind: Sendable, Equatable {
        /// Shape, type and bytes are the same.
        case identical
        /// Only one of the checkpoints has it.
        case onlyInFirst, onlyInSecond
        /// The shapes differ.
        case shapes(Shape, Shape)
        /// Integers or booleans that differ in value or type.
        case other(ElementType, ElementType)
        /// Floating-point numbers that differ in value or type.
        case values(TensorDistance, ElementType, ElementType)
    }

    /// A weight of either checkpoint, or of both.
    package struct Row: Sendable {
        package let name: String
        package let kind: Kind
        /// Whether there is no difference, or none above the tolerance.
        package let isSame: Bool
    }

    /// A row for each weight, sorted by name.
    package let rows: [Row]

    /// Whether all weights are the same.
    package var isSame: Bool { rows.allSatisfy(\.isSame) }

    /// Compares two checkpoints.
    ///
    /// - Parameters:
    ///   - tolerance: the largest absolute difference of two values that count as the same.
    ///   - progress: called with the number of bytes compared since the last call.
    /// - Throws: ``Fault`` when a file cannot be read.
    package init(
        _ first: CanonicalCheckpoint, _ second: CanonicalCheckpoint, tolerance: Double,
        progress: (Int) -> Void = { _ in }
    ) throws(Fault) {
        var rest = Dictionary(second.weights.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var rows: [Row] = []
        for weight in first.weights {
            guard let counterpart = rest.removeValue(forKey: weight.name) else {
                rows.append(Row(name: weight.name, kind: .onlyInFirst, isSame: false))
                continue
            }
            let kind = try Self.compare(weight, counterpart)
            rows.append(Row(name: weight.name, kind: kind, isSame: Self.isSame(kind, tolerance: tolerance)))
            progress(weight.entry.byteCount)
        }
        for name in rest.keys { rows.append(Row(name: name, kind: .onlyInSecond, isSame: false)) }
        self.rows = rows.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func compare(
        _ first: CanonicalCheckpoint.Weight, _ second: CanonicalCheckpoint.Weight
    ) throws(Fault) -> Kind {
        guard first.shape == second.shape else { return .shapes(first.shape, second.shape) }
        let types = (first.entry.elementType, second.entry.elementType)
        if types.0 == types.1,
            try TensorComparison(
                first.entry, transposed: first.isTransposed, second.entry, transposed: second.isTransposed) == nil
        {
            return .identical
        }
        guard types.0.isWeight, types.1.isWeight else { return .other(types.0, types.1) }
        return .values(
            try TensorDistance(
                first.entry, transposed: first.isTransposed, second.entry, transposed: second.isTransposed), types.0,
            types.1)
    }

    private static func isSame(_ kind: Kind, tolerance: Double) -> Bool {
        switch kind {
        case .identical: true
        case .values(let distance, _, _): distance.differing == 0 || distance.largestAbsolute <= tolerance
        case .onlyInFirst, .onlyInSecond, .shapes, .other: false
        }
    }
}
