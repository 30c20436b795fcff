internal import ByteIO
internal import CKernels

/// Test L: whether pairs of values lie on the lattice of a generator's uniform numbers.
///
/// A Box-Muller pair is (r cos a, r sin a) with a whole number of 2^-24 turns for `a` (2^-23 in TensorFlow), whatever
/// the radius and so whatever the scale. The sum of cos(2 pi 2^24 a) over pairs whose angles are anything is normal;
/// over pairs of a generator it grows with their number. One step of training ends it. Only float32 shows it, and
/// absence proves nothing (Test L).
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
        unsafe CKAddUniform(
            CKThisProcessor(), values.baseAddress, values.count, Double(Float(bound)), steps(bits) / width(bound),
            &sum.sums)
    }

    private static func steps(_ bits: Int) -> Double { Double(sign: .plus, exponent: bits, significand: 1) }
    private static func width(_ bound: Double) -> Double { Double(Float(2 * bound)) }
}

/// The same sums as proof: what recurs counts once.
///
/// On a grid, as dequantisation leaves it, few angles stand for all pairs, and a sum over pairs counts the chance of
/// each many times; so do equal rows. The sum over distinct angles is N(0, 1) there too. A generator repeats 3 % of
/// 32,768 angles, to 2^-22 turns.
extension Lattice {
    /// Angles that were counted already.
    final class SeenAngles {
        fileprivate let bits: Block
        fileprivate let count: Int

        /// Room for the angles of so many pairs: at most one in 64 is taken for another that it is not.
        init(pairCount: Int) {
            var count = 1 << 12
            while count < min(64 * pairCount, 1 << 19) { count *= 2 }
            self.count = count
            bits = Block(byteCount: count / 8)
        }
    }

    /// The sum over the distinct angles of the values' whole groups.
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
    /// The numbers of a generator have no common step beyond its own, and hardly recur.
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

/// What Test L says of one generator's way to fill a tensor.
package struct LatticeEvidence: Sendable, Equatable {
    package enum Law: Sendable, Equatable {
        /// `normal_` of torch on a CPU, and all that is made of it: Xavier and Kaiming normal.
        case torchNormal
        /// Normal and truncated normal of TensorFlow.
        case tensorFlowNormal
        /// A uniform distribution of this initialiser; torch's has 24 bits, TensorFlow's 23.
        case uniform(UniformInitializer, bits: Int)
    }

    /// The order in which the generator wrote.
    package enum Order: Sendable, Equatable {
        /// As the values lie.
        case stored
        /// By columns: a Keras kernel in PyTorch's orientation.
        case transposed
    }

    package let law: Law
    package let order: Order
    /// N(0, 1) unless the generator made the values; to be held against ``Threshold/lattice``.
    package let z: Double
    /// Pairs, or single values of a uniform law, that it rests on.
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

    /// Nil where the fan that it needs is not known.
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
