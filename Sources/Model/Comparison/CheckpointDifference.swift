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
        /// Whether there is no difference, or none that was not allowed.
        package let isSame: Bool

        /// The distance of the values; nil if they are identical or cannot be compared.
        package var distance: TensorDistance? {
            if case .values(let distance, _, _) = kind { distance } else { nil }
        }
    }

    /// Differences that do not count.
    package struct Allowance: Sendable {
        /// The largest absolute difference of two values that count as the same.
        package let tolerance: Double
        /// Whether values count as the same if one is the other, rounded to a narrower type by a cast of the whole
        /// weight, and none became infinite.
        package let allowsRounding: Bool

        package init(tolerance: Double = 0, allowsRounding: Bool = false) {
            self.tolerance = tolerance
            self.allowsRounding = allowsRounding
        }
    }

    /// A row for each weight, sorted by name; the numbers in names are in numeric order.
    package let rows: [Row]

    /// Whether all weights are the same.
    package var isSame: Bool { rows.allSatisfy(\.isSame) }

    /// Compares two checkpoints.
    ///
    /// - Parameters:
    ///   - allowance: the differences that do not count.
    ///   - progress: called with the number of bytes compared since the last call.
    /// - Throws: ``Fault`` when a file cannot be read.
    package init(
        _ first: CanonicalCheckpoint, _ second: CanonicalCheckpoint, allowing allowance: Allowance = Allowance(),
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
            rows.append(Row(name: weight.name, kind: kind, isSame: allowance.covers(kind)))
            progress(weight.entry.byteCount)
        }
        for name in rest.keys { rows.append(Row(name: name, kind: .onlyInSecond, isSame: false)) }
        self.rows =
            rows.map { (row: $0, order: NameOrder($0.name)) }.sorted { $0.order < $1.order }.map(\.row)
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
}

extension CheckpointDifference.Allowance {
    fileprivate func covers(_ kind: CheckpointDifference.Kind) -> Bool {
        switch kind {
        case .identical: true
        case .values(let distance, _, _):
            distance.differing == 0 || distance.largestAbsolute <= tolerance
                || allowsRounding && distance.rounding != nil && distance.overflows == 0
        case .onlyInFirst, .onlyInSecond, .shapes, .other: false
        }
    }
}

/// The place of a name in a list: part by part, numbers by their value, so that `layer.2` is before `layer.10`.
private struct NameOrder: Comparable {
    private enum Part: Comparable {
        case number(Int)
        case text(String)
    }

    private let parts: [Part]

    init(_ name: String) {
        parts = name.split(separator: ".", omittingEmptySubsequences: false).map { part in
            Int(part).map { .number($0) } ?? .text(String(part))
        }
    }

    static func < (first: NameOrder, second: NameOrder) -> Bool {
        first.parts.lexicographicallyPrecedes(second.parts)
    }
}
