internal import CKernels

/// Test L: whether pairs of values lie on the lattice of a generator's uniform numbers.
///
/// A Box-Muller pair is (r cos a, r sin a) with a whole number of 2^-24 turns for `a` (2^-23 in TensorFlow), whatever
/// the radius and so whatever the scale. The sum of cos(2 pi 2^24 a) over pairs of any continuous law is normal; over
/// pairs of a generator it grows with their number. One step of training ends it. Only float32 shows it, and absence
/// proves nothing (Test L).
enum Lattice {
    /// How a generator pairs neighbours.
    enum Pairing {
        /// Torch: `j` and `j + 8` of each 16, cosine first.
        case torch
        /// TensorFlow: neighbours, sine first.
        case tensorFlow
    }

    /// The sum over pairs, before it is standardised.
    struct Sum {
        fileprivate var sums = CKLattice()

        /// Pairs that counted.
        var count: Int { Int(sums.count) }
        /// N(0, 1) for values that no generator made.
        var z: Double { sums.count == 0 ? 0 : sums.sum / (sums.squaredWeights / 2).squareRoot() }
    }

    /// Adds the whole groups of the values: 16 for torch, 4 for TensorFlow.
    static func add(_ values: UnsafeBufferPointer<Float>, pairing: Pairing, to sum: inout Sum) {
        switch pairing {
        case .torch:
            unsafe CKAddTorchPairs(CKThisProcessor(), values.baseAddress, values.count, &sum.sums)
        case .tensorFlow:
            unsafe CKAddTensorFlowPairs(CKThisProcessor(), values.baseAddress, values.count, &sum.sums)
        }
    }

    /// Adds the values between a quarter of the bound and its negative, where float32 is fine enough.
    static func addUniform(_ values: UnsafeBufferPointer<Float>, bound: Double, bits: Int, to sum: inout Sum) {
        let scale = Double(sign: .plus, exponent: bits, significand: 1) / Double(Float(2 * bound))
        unsafe CKAddUniform(
            CKThisProcessor(), values.baseAddress, values.count, Double(Float(bound)), scale, &sum.sums)
    }
}
