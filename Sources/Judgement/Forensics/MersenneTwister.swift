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
        // Not a range: unoptimised, as the tests run it, that takes ten times as long, and a hundred seeds are usual.
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
