package import Tensors

/// What one pass over a tensor's values found.
///
/// Numbers only: what they mean for a module, its weight and its bias together, is decided where the module is known.
package struct TensorEvidence: Sendable {
    package let shape: Shape
    package let storedElementType: ElementType
    /// The moments of the finite values; the deviation is that of the values at hand (divided by their number).
    package let mean: Double
    package let std: Double
    package let minimum: Float
    package let maximum: Float
    /// 0 for a normal distribution, -1.2 for a uniform one; NaN without variance.
    package let excessKurtosis: Double
    package let zeros: Int
    /// Zeros, and numbers so small that they are subnormal in the type that they have in the file.
    package let tiny: Int
    package let ones: Int
    package let nonFinite: Int
    /// The index in row-major order of the first infinity or NaN.
    package let firstNonFinite: Int?
    /// Rows of such numbers alone; of a matrix of at least 2 × 2 values.
    package let deadRows: DeadRows
    /// Equal for tensors of one shape and type with equal values; hardly ever for others.
    package let fingerprint: UInt64
    /// Whether the first 65,536 values have the precision of float16 or bfloat16, stored so or widened.
    package let isHalfPrecision: Bool
    /// How many different values these are, if they are few; nil when there are more than ``fewLimit``.
    package let fewValues: Int?
    /// Whether these values have no more than 3 bits after the point.
    package let isCoarse: Bool
    /// The grid that the values of a matrix lie on, in float32; nil when they lie on none.
    package let grid: Grid?
    /// Test L; not run on values of half precision, in either order.
    package let lattice: [LatticeEvidence]
    /// Test N; nil unless the tensor is a matrix of at least 2 × 2 finite values that are not all equal.
    package let structure: Structure?
    /// The first values, for ``SeedReplay``.
    package let head: [Float]

    /// Different values that are counted one by one.
    package static let fewLimit = 16

    /// Whether all values are one number.
    package var isConstant: Bool { shape.elementCount > 0 && nonFinite == 0 && minimum == maximum }
    /// Test Z: whether all values are exactly 0, as fresh biases are (Test Z).
    package var isAllZeros: Bool { shape.elementCount > 0 && zeros == shape.elementCount }
    /// Test Z: whether all values are exactly 1, as the weights of fresh norms are (Test Z).
    package var isAllOnes: Bool { shape.elementCount > 0 && ones == shape.elementCount }
    package var largestMagnitude: Float { max(maximum.magnitude, minimum.magnitude) }
    /// The lattice that fits best.
    package var bestLattice: LatticeEvidence? { lattice.max { $0.z < $1.z } }
}
