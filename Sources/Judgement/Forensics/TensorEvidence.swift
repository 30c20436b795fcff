internal import CKernels
package import Tensors

/// The statistics that one pass over a tensor's values found, without a verdict.
///
/// What they mean depends on the module, whose weight and bias are judged together (`UntrainedJudge`).
package struct TensorEvidence: Sendable {
    package let shape: Shape
    package let storedElementType: ElementType
    /// The moments of the finite values; the variance is divided by their number.
    package let mean: Double
    package let std: Double
    package let minimum: Float
    package let maximum: Float
    /// 0 for a normal distribution, -1.2 for a uniform one; NaN when the variance is 0.
    package let excessKurtosis: Double
    package let zeros: Int
    /// Zeros, and numbers that are subnormal in the type of the file.
    package let tiny: Int
    package let ones: Int
    package let nonFinite: Int
    /// The index in row-major order of the first infinity or NaN.
    package let firstNonFinite: Int?
    /// Rows of such numbers only, in a matrix of at least 2 × 2 values.
    package let deadRows: DeadRows
    /// Equal for tensors of equal shape, type and values, and almost never for others.
    package let fingerprint: UInt64
    /// Whether the first 65,536 values have the precision of float16 or bfloat16, stored so or widened.
    package let isHalfPrecision: Bool
    /// How many different values there are among these; nil when more than ``fewLimit``.
    package let fewValues: Int?
    /// Whether these values have at most 3 bits after the point.
    package let isCoarse: Bool
    /// The grid that the values of a matrix lie on, in float32; nil when they lie on none.
    package let grid: Grid?
    /// Test L; it is not run on values of half precision.
    package let lattice: [LatticeEvidence]
    /// Test N; nil unless the tensor is a matrix of at least 2 × 2 finite values that are not all equal.
    package let structure: Structure?
    /// The first values, for ``SeedReplay``.
    package let head: [Float]

    /// The most different values that are counted.
    package static let fewLimit = 16

    /// Whether all values are one number.
    package var isConstant: Bool { shape.elementCount > 0 && nonFinite == 0 && minimum == maximum }
    /// Test Z: whether all values are exactly 0, as fresh biases are.
    package var isAllZeros: Bool { shape.elementCount > 0 && zeros == shape.elementCount }
    /// Test Z: whether all values are exactly 1, as the scales of fresh norms are.
    package var isAllOnes: Bool { shape.elementCount > 0 && ones == shape.elementCount }
    /// A line of a matrix that all its other lines repeat.
    package enum Line: String, Sendable {
        case row, column
    }

    /// Whether all rows of a matrix are the same, or all columns; nil if neither, and for matrices of fewer than 8 rows
    /// or columns.
    ///
    /// Then the means of the columns, or of the rows, have all of the variance.
    package var repeatedLine: Line? {
        guard let structure, shape.dimensions.allSatisfy({ $0 >= 8 }) else { return nil }
        let all = 0.9999 * Double(shape.elementCount)
        if structure.columnMeans.statistic > all { return .row }
        return structure.rowMeans.statistic > all ? .column : nil
    }
    package var largestMagnitude: Float { max(maximum.magnitude, minimum.magnitude) }
    /// The result of Test L that fits best.
    package var bestLattice: LatticeEvidence? { lattice.max { $0.z < $1.z } }
}

/// The thresholds of the tests, from the measurements in `docs/untrained.md`.
package enum Threshold {
    /// z of Test L above which a tensor's bits came straight from a generator: p = 1e-9; 241 trained tensors reached
    /// 2.56.
    package static let lattice = 6.0
    /// The same for one embedding row: 3e-5 for 30,000 rows; 30,522 trained rows reached 3.72.
    package static let latticeRow = 6.0
    /// z of Test L for tensors of fewer than ``latticeSmallCount`` values whose bias is all zeros.
    package static let latticeSmall = 4.0
    package static let latticeSmallCount = 500
    /// The least share of different values in a uniform law: of a generator's values, 0.4 % occur again.
    static let distinctShare = 0.9
    /// Share of values with empty low bits above which they came from half precision, where Test L gives false z of up
    /// to 17.8.
    ///
    /// Measured: 1.000 for half precision, 0.000 for others.
    package static let halfPrecisionShare = 0.5
    /// Share of values with at most 3 bits after the point above which a tensor counts as coarse.
    static let coarseShare = 0.95
    /// |rho| of Test S from which a tensor is the seed's stream, apart from rounding and scale.
    package static let replayExact = 0.99999
    /// z of Test S from which a tensor began as the seed's stream: 1,999 other seeds reached 3.95.
    package static let replayMoved = 8.0
    /// -log10 p of Test N above which a matrix has structure: 4,400 fresh matrices reached 4.43; of 87 trained ones,
    /// the least had 46.5.
    package static let structure = 9.0
    /// The Tracy-Widom statistic of Test N above which a matrix has structure: fresh matrices reached 3.7.
    package static let spectralEdge = 6.0
    /// The least number of rows and of columns for the spectral edge of Test N.
    package static let spectralEdgeRows = 8
    /// Share of the initialiser's standard deviation below which noise shows weight decay (decisions).
    package static let decayed = 0.9
    /// A magnitude that no weight of a trained model reaches (Test Z).
    package static let magnitude = 1e4
}

/// How many bits of the mantissa the values use.
///
/// Numbers that were widened from bfloat16 or float16 lie on a lattice of their own, which Test L would take for a
/// generator's. This can hold for a part of a tensor: in a published model that was trained in float32 from float16
/// weights, it holds for the rows of tokens that never occurred.
struct Precision {
    /// Whether most values, other than zeros, have only the bits of a bfloat16 or a float16.
    let isHalf: Bool
    /// Whether nearly all values, other than zeros, have at most 3 bits after the point, as 8-bit floats have.
    let isCoarse: Bool

    init(of values: UnsafeBufferPointer<Float>) {
        let found = unsafe CKPrecisionOf(CKThisProcessor(), values.baseAddress, values.count)
        let count = Double(found.nonZero)
        isHalf = Double(max(found.brainFloats, found.halfFloats)) > Threshold.halfPrecisionShare * count
        isCoarse = found.nonZero > 0 && Double(found.coarseFloats) >= Threshold.coarseShare * count
    }
}
