package import Tensors

/// What the differences of two checkpoints come to.
package enum DifferenceAnswer: Sendable, Equatable {
    /// All bytes are the same.
    case identical
    /// All numbers are the same; this many weights have other types, or zeros of the other sign.
    case equal(Int)
    /// All differences are those of a cast.
    case rounded(WholeRounding)
    /// No difference is above the tolerance.
    case within(largest: Double)
    /// The number of weights that differ, other than by a cast.
    case different(Int)

    /// A cast of a checkpoint: each weight that differs was rounded, and in the same checkpoint.
    package struct WholeRounding: Sendable, Equatable {
        /// The types to which weights were rounded.
        package let types: [ElementType]
        /// The checkpoint with the rounded values.
        package let rounded: Rounding.Side
        /// The largest difference of two values; infinite if one became infinite.
        package let largest: Double
        /// The number of values that became infinite.
        package let overflows: Int
    }
}

extension CheckpointDifference {
    /// The answer in one value.
    package var answer: DifferenceAnswer {
        let others = rows.filter { $0.kind != .identical }
        guard !others.isEmpty else { return .identical }
        let distances = others.compactMap(\.distance)
        guard distances.count == others.count else { return .different(differing.count) }
        guard distances.contains(where: { $0.differing > 0 }) else { return .equal(others.count) }
        if let rounding = DifferenceAnswer.WholeRounding(distances.filter { $0.differing > 0 }) {
            return .rounded(rounding)
        }
        guard !isSame else { return .within(largest: distances.map(\.largestAbsolute).max() ?? 0) }
        return .different(differing.count)
    }

    /// The weights that differ, without those that a cast explains, unless it explains all.
    package var differing: [Row] {
        let different = rows.filter { !$0.isSame }
        let unexplained = different.filter { $0.distance?.rounding == nil }
        return unexplained.isEmpty ? different : unexplained
    }
}

extension DifferenceAnswer.WholeRounding {
    /// Nil unless a cast explains each of these distances.
    fileprivate init?(_ distances: [TensorDistance]) {
        let roundings = distances.compactMap(\.rounding)
        guard let side = roundings.first?.rounded, roundings.count == distances.count,
            roundings.allSatisfy({ $0.rounded == side })
        else { return nil }
        types = ElementType.allCases.filter { type in roundings.contains { $0.type == type } }
        rounded = side
        largest = distances.map(\.largestAbsolute).max() ?? 0
        overflows = distances.reduce(0) { $0 + $1.overflows }
    }
}
