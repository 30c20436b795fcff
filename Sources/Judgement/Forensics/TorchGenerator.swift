internal import Glibc

/// The state that `torch.manual_seed` sets: every tensor filled afterwards takes its numbers from here, in order.
package struct TorchGenerator: Sendable {
    private var engine: MersenneTwister
    /// The second of two normal numbers that were drawn together, kept for the next small tensor.
    private var spareNormal: Double?

    package init(seed: UInt64) {
        engine = MersenneTwister(seed: seed)
    }

    /// A multiple of 2^-24 in 0..<1 (`transformation::uniform_real<float>`).
    package mutating func uniform() -> Float {
        Float(engine.next() & 0xFF_FFFF) * 0x1p-24
    }

    /// A multiple of 2^-53 in 0..<1; the first word of the engine is the high one.
    private mutating func uniformDouble() -> Double {
        let high = UInt64(engine.next())
        let bits = high << 32 | UInt64(engine.next())
        return Double(bits & 0x1F_FFFF_FFFF_FFFF) * 0x1p-53
    }

    /// A number of N(0, 1) in double precision, as torch draws it for tensors of fewer than 16 values.
    ///
    /// The second number of the pair is kept for the next call, even if that is for another tensor
    /// (`normal_distribution` in `ATen/core/DistributionsHelper.h`).
    package mutating func normal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        let angle = 2 * Double.pi * uniformDouble()
        let radius = (-2 * log1p(-uniformDouble())).squareRoot()
        spareNormal = radius * sin(angle)
        return radius * cos(angle)
    }
}

/// The generator behind torch's CPU random numbers: MT19937 of Matsumoto and Nishimura (1998).
///
/// Torch seeds it with the low 32 bits of the seed (`ATen/core/MT19937RNGEngine.h`), as the authors' `init_genrand`.
package struct MersenneTwister: Sendable {
    private static let length = 624
    private static let middle = 397

    private var state: [UInt32]
    private var position = Self.length

    package init(seed: UInt64) {
        var word = UInt32(truncatingIfNeeded: seed)
        state = []
        state.reserveCapacity(Self.length)
        state.append(word)
        // A loop over a range would take ten times as long in debug builds, where tests draw a hundred seeds.
        var index: UInt32 = 1
        while index < Self.length {
            word = 1_812_433_253 &* (word ^ (word >> 30)) &+ index
            state.append(word)
            index += 1
        }
    }

    /// The next 32 random bits.
    package mutating func next() -> UInt32 {
        if position == Self.length { twist() }
        var word = state[position]
        position += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9D2C_5680
        word ^= (word << 15) & 0xEFC6_0000
        return word ^ (word >> 18)
    }

    private mutating func twist() {
        for index in 0..<Self.length {
            let next = index + 1 < Self.length ? index + 1 : 0
            let other = index + Self.middle < Self.length ? index + Self.middle : index + Self.middle - Self.length
            let mixed = (state[index] & 0x8000_0000) | (state[next] & 0x7FFF_FFFF)
            state[index] = state[other] ^ (mixed >> 1) ^ (mixed & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        position = 0
    }
}

/// Sixteen uniform numbers made into sixteen normal ones, with the bits of torch's AVX2 code.
///
/// Torch computes the logarithm, sine and cosine by the polynomials of the Cephes library in single precision
/// (`ATen/native/cpu/avx_mathfun.h`), not by libm, and its compiler fuses most multiplications with the addition
/// that follows; here the same steps are fused. Processors with AVX-512 run that code too. Without AVX2, torch
/// calls libm: 37 % of its numbers differ from these, by up to 4.3e-8 at a deviation of 0.02 (torch 2.13).
enum BoxMuller {
    /// `a * b + c`, rounded once.
    ///
    /// The product of two floats is exact in double. The sum is rounded to 53 bits first, which makes the result
    /// differ from a fused one about once in 2^29; none of 110 million values did.
    @inline(__always)
    private static func fused(_ a: Float, _ b: Float, _ c: Float) -> Float {
        Float(Double(a) * Double(b) + Double(c))
    }

    /// The natural logarithm of a number in 2^-24...1.
    @inline(__always)
    private static func logarithm(_ number: Float) -> Float {
        let bits = number.bitPattern
        var exponent = Float(Int32(truncatingIfNeeded: bits >> 23) &- 126)
        var x = Float(bitPattern: bits & 0x007F_FFFF | 0x3F00_0000)
        let isSmall = x < 0.707_106_77
        let low = isSmall ? x : 0
        x = (x - 1) + low
        exponent -= isSmall ? 1 : 0
        let square = x * x
        var y: Float = 7.0376836292e-2
        y = fused(y, x, -1.1514610310e-1)
        y = fused(y, x, 1.1676998740e-1)
        y = fused(y, x, -1.2420140846e-1)
        y = fused(y, x, 1.4249322787e-1)
        y = fused(y, x, -1.6668057665e-1)
        y = fused(y, x, 2.0000714765e-1)
        y = fused(y, x, -2.4999993993e-1)
        y = fused(y, x, 3.3333331174e-1)
        y = fused(y * x, square, exponent * -2.12194440e-4)
        y = fused(square, -0.5, y)
        return fused(exponent, 0.693359375, x + y)
    }

    /// Sine and cosine of an angle in 0...2 pi.
    @inline(__always)
    private static func sineAndCosine(_ angle: Float) -> (sine: Float, cosine: Float) {
        let octant = (Int32(angle * 1.27323954473516) &+ 1) & ~1
        let turns = Float(octant)
        var x = fused(turns, -0.78515625, angle)
        x = fused(turns, -2.4187564849853515625e-4, x)
        x = fused(turns, -3.77489497744594108e-8, x)
        let square = x * x
        var even: Float = 2.443315711809948e-5
        even = fused(even, square, -1.388731625493765e-3)
        even = fused(even, square, 4.166664568298827e-2)
        even = fused(even * square, square, square * -0.5) + 1
        var odd: Float = -1.9515295891e-4
        odd = fused(odd, square, 8.3321608736e-3)
        odd = fused(odd, square, -1.6666654611e-1)
        odd = fused(odd * square, x, x)
        let isOdd = octant & 2 == 0
        let sineSign = UInt32(bitPattern: octant & 4) << 29
        let cosineSign = UInt32(bitPattern: ~(octant &- 2) & 4) << 29
        return (
            Float(bitPattern: (isOdd ? odd : even).bitPattern ^ sineSign),
            Float(bitPattern: (isOdd ? even : odd).bitPattern ^ cosineSign)
        )
    }

    /// Replaces 16 uniform numbers by normal ones; the numbers `j` and `j + 8` are a pair.
    @inline(__always)
    static func transform(_ numbers: UnsafeMutablePointer<Float>, mean: Float, std: Float) {
        for index in 0..<8 {
            let radius = unsafe (-2 * logarithm(1 - numbers[index])).squareRoot()
            let (sine, cosine) = unsafe sineAndCosine(6.2831855 * numbers[index + 8])
            unsafe numbers[index] = fused(radius * cosine, std, mean)
            unsafe numbers[index + 8] = fused(radius * sine, std, mean)
        }
    }
}
