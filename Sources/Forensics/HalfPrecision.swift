/// Numbers that were widened from bfloat16 or float16: Test L would take their coarseness for a lattice.
///
/// A part of a tensor can be so: in a published model that was trained in float32 from float16 weights, the rows of
/// tokens that never occurred still are.
enum HalfPrecision {
    /// Whether most values have the low bits empty that one of the types lacks; zeros do not count.
    static func fills(_ values: some Sequence<Float>) -> Bool {
        var (brains, halves, all) = (0, 0, 0)
        for value in values where value != 0 {
            all += 1
            brains += value.bitPattern & 0xFFFF == 0 ? 1 : 0
            halves += value.bitPattern & 0x1FFF == 0 ? 1 : 0
        }
        return Double(max(brains, halves)) > Threshold.halfPrecisionShare * Double(all)
    }
}
