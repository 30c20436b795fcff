internal import CKernels
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

/// Where the measurements of `docs/untrained.md` draw the lines; its sections are cited.
package enum Threshold {
    /// z of Test L above which a tensor's bits came straight from a generator (Test L): p = 1e-9; 241 trained
    /// tensors reached 2.56.
    package static let lattice = 6.0
    /// The same for one embedding row (Test L): 3e-5 for 30,000 rows; 30,522 trained rows reached 3.72.
    package static let latticeRow = 6.0
    /// z of Test L for tensors of fewer than ``latticeSmallCount`` values, together with a bias of zeros (Test L).
    package static let latticeSmall = 4.0
    package static let latticeSmallCount = 500
    /// Share of the values of a uniform law that must be different: a generator's are but for 0.4 % (Test L).
    static let distinctShare = 0.9
    /// Share of values with empty low bits above which they came from half precision, where Test L gives false
    /// z up to 17.8 (Test L): measured 1.000 against 0.000.
    package static let halfPrecisionShare = 0.5
    /// Share of values of at most 3 bits after the point above which nothing else is left of them.
    static let coarseShare = 0.95
    /// |rho| with a seed's stream from which a tensor is that seed's, exactly but for rounding and scale (Test S).
    package static let replayExact = 0.99999
    /// z with a seed's stream from which a tensor began as that seed's (Test S): 1,999 other seeds reached 3.95.
    package static let replayMoved = 8.0
    /// -log10 p of Test N above which a matrix has structure (Test N): 4,400 fresh matrices reached 4.43, the least
    /// of 87 trained ones 46.5.
    package static let structure = 9.0
    /// The Tracy-Widom statistic above which a matrix has structure (Test N): fresh matrices reached 3.7.
    package static let spectralEdge = 6.0
    /// Rows, and columns, below which the spectral edge says nothing (Test N).
    package static let spectralEdgeRows = 8
    /// Share of an initialiser's deviation below which noise has only decayed (decisions).
    package static let decayed = 0.9
    /// Magnitude that no weight has (Test Z).
    package static let magnitude = 1e4
}

/// How many bits of their mantissa values use.
///
/// Numbers that were widened from bfloat16 or float16 lie on a lattice of their own, which Test L would take for a
/// generator's. A part of a tensor can be so: in a published model that was trained in float32 from float16 weights, the
/// rows of tokens that never occurred still are.
struct Precision {
    /// Whether most values have the low bits empty that bfloat16 or float16 lacks; zeros do not count.
    let isHalf: Bool
    /// Whether nearly all values have at most 3 bits after the point, as 8-bit floats do; zeros do not count.
    let isCoarse: Bool

    init(of values: UnsafeBufferPointer<Float>) {
        let found = unsafe CKPrecisionOf(CKThisProcessor(), values.baseAddress, values.count)
        let count = Double(found.nonZero)
        isHalf = Double(max(found.brainFloats, found.halfFloats)) > Threshold.halfPrecisionShare * count
        isCoarse = found.nonZero > 0 && Double(found.coarseFloats) >= Threshold.coarseShare * count
    }
}
