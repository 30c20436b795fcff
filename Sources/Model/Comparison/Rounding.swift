package import Tensors

/// A cast between two tensors: one has the values of the other, each rounded to a narrower type.
///
/// The type in the file does not matter: float32 values that were cast to float16 and back are rounded, too.
package struct Rounding: Sendable, Hashable {
    /// One of the two tensors.
    package enum Side: String, Sendable {
        case first, second
    }

    /// The type to which the values were rounded.
    package let type: ElementType
    /// The tensor with the rounded values.
    package let rounded: Side

    package init(type: ElementType, rounded: Side) {
        self.type = type
        self.rounded = rounded
    }

    /// The casts by which tensors of these types can differ, the likeliest first.
    static func possible(_ first: ElementType, _ second: ElementType) -> [Rounding] {
        types(from: first, storedAs: second).map { Rounding(type: $0, rounded: .second) }
            + types(from: second, storedAs: first).map { Rounding(type: $0, rounded: .first) }
    }

    private static func types(from type: ElementType, storedAs stored: ElementType) -> [ElementType] {
        let narrower: [ElementType] =
            switch type {
            case .float64: [.float32, .float16, .bfloat16]
            case .float32: [.float16, .bfloat16]
            case .float16: [.bfloat16]
            case .bfloat16: [.float16]
            default: []
            }
        return narrower.filter { $0 == stored } + narrower.filter { $0 != stored }
    }

    /// Whether the cast makes one value of the other.
    func explains(_ first: Double, _ second: Double) -> Bool {
        let (exact, found) = rounded == .second ? (first, second) : (second, first)
        let nearest = type.nearest(exact)
        return nearest == found || nearest.isNaN && found.isNaN
    }
}
