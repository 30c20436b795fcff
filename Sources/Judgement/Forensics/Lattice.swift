internal import ByteIO
internal import CKernels

/// Test L: whether pairs of values lie on the lattice of a generator's uniform numbers.
///
/// A Box-Muller pair is (r cos a, r sin a), where `a` is a multiple of 2^-24 turns (2^-23 in TensorFlow), whatever the
/// radius and therefore the scale. Over pairs with arbitrary angles, the sum of cos(2 pi 2^24 a) is normally
/// distributed; over pairs of a generator it grows with their number. One step of training destroys the lattice. Only
/// float32 values show it, and its absence proves nothing.
enum Lattice {
    /// Which values of a tensor a generator draws as a pair.
    enum Pairing {
        /// Torch: `j` and `j + 8` of each 16, cosine first.
        case torch
        /// TensorFlow: neighbours, sine first.
        case tensorFlow
    }

    /// The sum over pairs.
    struct Sum {
        fileprivate var sums = CKLattice()

        /// The number of pairs in it.
        var count: Int { Int(sums.count) }
        /// The standardised sum: N(0, 1) for values that did not come from a generator.
        var z: Double { sums.count == 0 ? 0 : sums.sum / (sums.squaredWeights / 2).squareRoot() }
    }

    /// Adds the values in whole groups: of 16 for torch, of 4 for TensorFlow.
    static func add(_ values: UnsafeBufferPointer<Float>, pairing: Pairing, to sum: inout Sum) {
        switch pairing {
        case .torch:
            unsafe CKAddTorchPairs(CKThisProcessor(), values.baseAddress, values.count, &sum.sums)
        case .tensorFlow:
            unsafe CKAddTensorFlowPairs(CKThisProcessor(), values.baseAddress, values.count, &sum.sums)
        }
    }

    /// Adds the values whose magnitude is below a quarter of the bound, where float32 is precise enough.
    static func addUniform(_ values: UnsafeBufferPointer<Float>, bound: Double, bits: Int, to sum: inout Sum) {
        unsafe CKAddUniform(
            CKThisProcessor(), values.baseAddress, values.count, Double(Float(bound)), steps(bits) / width(bound),
            &sum.sums)
    }

    private static func steps(_ bits: Int) -> Double { Double(sign: .plus, exponent: bits, significand: 1) }
    private static func width(_ bound: Double) -> Double { Double(Float(2 * bound)) }
}

/// The same sums as proof, in which each angle counts once.
///
/// On a grid, as dequantisation leaves it, all pairs share a few angles, so a sum over pairs counts the same chance
/// many times. Equal rows have the same effect. The sum over distinct angles is N(0, 1) in these cases too. A generator
/// repeats 3 % of 32,768 angles, to 2^-22 turns.
extension Lattice {
    /// The angles that were counted, as a set of bits.
    final class SeenAngles {
        fileprivate let bits: Block
        fileprivate let count: Int

        /// An empty set for `pairCount` pairs: at most one angle in 64 is taken for another.
        init(pairCount: Int) {
            var count = 1 << 12
            while count < min(64 * pairCount, 1 << 19) { count *= 2 }
            self.count = count
            bits = Block(byteCount: count / 8)
        }
    }

    /// The sum over the distinct angles of the values, in whole groups.
    static func distinct(
        _ values: UnsafeBufferPointer<Float>, pairing: Pairing, among seen: SeenAngles
    ) -> Sum {
        var sum = Sum()
        let words = unsafe seen.bits.bytes.initializeMemory(as: UInt64.self, repeating: 0).baseAddress
        switch pairing {
        case .torch:
            unsafe CKAddDistinctTorchPairs(
                CKThisProcessor(), values.baseAddress, values.count, words, seen.count, &sum.sums)
        case .tensorFlow:
            unsafe CKAddDistinctTensorFlowPairs(
                CKThisProcessor(), values.baseAddress, values.count, words, seen.count, &sum.sums)
        }
        return sum
    }

    /// The sum over the distinct magnitudes of a uniform law; nil where they lie on a coarser grid than a generator's.
    ///
    /// The numbers of a generator have no larger common step than its own, and hardly any occurs twice.
    static func distinctUniform(_ values: UnsafeBufferPointer<Float>, bound: Double, bits: Int) -> Sum? {
        let (low, scale) = (Double(Float(bound)), steps(bits) / width(bound))
        var seen: Set<UInt32> = []
        var (kept, count, step) = ([Float](), 0, 0)
        for index in values.indices {
            let value = unsafe values[index]
            guard value != 0, Double(value.magnitude) < low / 4 else { continue }
            count += 1
            guard seen.insert(value.magnitude.bitPattern).inserted else { continue }
            kept.append(value)
            step = greatestCommonDivisor(step, Int((Double(value) * scale).rounded()))
        }
        guard Double(kept.count) >= Threshold.distinctShare * Double(count), step < 4 else { return nil }
        var sum = Sum()
        unsafe kept.withUnsafeBufferPointer { unsafe addUniform($0, bound: bound, bits: bits, to: &sum) }
        return sum
    }

    private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
        var (a, b) = (first.magnitude, second.magnitude)
        while b != 0 { (a, b) = (b, a % b) }
        return Int(a)
    }
}

/// The result of Test L for one way in which a generator may have filled a tensor.
package struct LatticeEvidence: Sendable, Equatable {
    package enum Law: Sendable, Equatable {
        /// `normal_` of torch on a CPU, and what is derived from it: Xavier and Kaiming normal.
        case torchNormal
        /// Normal and truncated normal of TensorFlow.
        case tensorFlowNormal
        /// A uniform distribution of this initialiser; torch's has 24 bits, TensorFlow's 23.
        case uniform(UniformInitializer, bits: Int)
    }

    /// The order in which the generator wrote the values.
    package enum Order: Sendable, Equatable {
        /// The order in the file.
        case stored
        /// Column by column, as in a Keras kernel in PyTorch's orientation.
        case transposed
    }

    package let law: Law
    package let order: Order
    /// N(0, 1) unless the generator made the values; compare it with ``Threshold/lattice``.
    package let z: Double
    /// The number of pairs, or of single values of a uniform law, in the sum.
    package let count: Int

    package init(law: Law, order: Order, z: Double, count: Int) {
        (self.law, self.order, self.z, self.count) = (law, order, z, count)
    }

    /// -log10 of the one-sided p-value.
    package var evidence: Double { NormalTail.evidence(z) }
}

/// Uniform initialisers whose bound follows from the shape.
package enum UniformInitializer: Sendable, Equatable, CaseIterable {
    /// `torch.nn.Linear`, weight and bias: 1 / sqrt(fan in).
    case linearDefault
    /// Glorot's: sqrt(6 / (fan in + fan out)).
    case xavier
    /// He's, for rectifiers: sqrt(6 / fan in).
    case kaiming
    /// LeCun's: sqrt(3 / fan in).
    case lecun

    /// The bound; nil when it needs a fan-out that is not known.
    package func bound(fanIn: Int, fanOut: Int?) -> Double? {
        guard fanIn > 0 else { return nil }
        switch self {
        case .linearDefault: return (1 / Double(fanIn)).squareRoot()
        case .xavier: return fanOut.map { (6 / Double(fanIn + $0)).squareRoot() }
        case .kaiming: return (6 / Double(fanIn)).squareRoot()
        case .lecun: return (3 / Double(fanIn)).squareRoot()
        }
    }
}
