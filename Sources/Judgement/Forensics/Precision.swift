internal import CKernels

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
