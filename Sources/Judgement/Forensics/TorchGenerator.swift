internal import Glibc

/// The state that `torch.manual_seed` sets: every tensor filled afterwards takes its numbers from here, in order.
package struct TorchGenerator: Sendable {
    private var engine: MersenneTwister
    /// The second of two normal numbers made at once, kept for the next small tensor.
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

    /// A number of N(0, 1) in double precision, the way torch fills tensors of fewer than 16 values.
    ///
    /// The pair's second number waits for the next call, even when that is for another tensor
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
