internal import CKernels

/// Numbers that were widened from bfloat16 or float16: Test L would take their coarseness for a lattice.
///
/// A part of a tensor can be so: in a published model that was trained in float32 from float16 weights, the rows of
/// tokens that never occurred still are.
enum HalfPrecision {
    /// Whether most values have the low bits empty that one of the types lacks; zeros do not count.
    static func fills(_ values: UnsafeBufferPointer<Float>) -> Bool {
        let found = unsafe CKPrecisionOf(CKThisProcessor(), values.baseAddress, values.count)
        return Double(max(found.brainFloats, found.halfFloats))
            > Threshold.halfPrecisionShare * Double(found.nonZero)
    }
}
