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
        fileprivate var values = Pairs.zero
        fileprivate var squaredWeights = Pairs.zero
        fileprivate var counts = Pairs.zero

        /// Pairs that counted.
        var count: Int { Int(counts.sum()) }
        /// N(0, 1) for values that no generator made.
        var z: Double { count == 0 ? 0 : values.sum() / (squaredWeights.sum() / 2).squareRoot() }
    }

    fileprivate typealias Pairs = SIMD4<Double>

    /// Adds the whole groups of the values: 16 for torch, 4 for TensorFlow.
    static func add(_ values: UnsafeBufferPointer<Float>, pairing: Pairing, to sum: inout Sum) {
        guard let base = values.baseAddress else { return }
        switch pairing {
        case .torch:
            for start in stride(from: 0, to: values.count & ~15, by: 16) {
                let group = unsafe UnsafeRawPointer(base + start).loadUnaligned(as: SIMD16<Float>.self)
                let (cosines, sines) = (group.lowHalf, group.highHalf)
                add(cosines.lowHalf, sines.lowHalf, bits: 24, isWeighted: true, &sum)
                add(cosines.highHalf, sines.highHalf, bits: 24, isWeighted: true, &sum)
            }
        case .tensorFlow:
            let whole = values.count & ~7
            for start in stride(from: 0, to: whole, by: 8) {
                let group = unsafe UnsafeRawPointer(base + start).loadUnaligned(as: SIMD8<Float>.self)
                add(group.oddHalf, group.evenHalf, bits: 23, isWeighted: false, &sum)
            }
            if values.count & 4 != 0 {
                let group = unsafe UnsafeRawPointer(base + whole).loadUnaligned(as: SIMD4<Float>.self)
                add(
                    SIMD4(lowHalf: group.oddHalf, highHalf: .zero), SIMD4(lowHalf: group.evenHalf, highHalf: .zero),
                    bits: 23, isWeighted: false, &sum)
            }
        }
    }

    /// Adds four pairs; one with a zero is no pair, or a bias of zeros would have z 19.6 (Test L).
    @inline(__always)
    private static func add(
        _ cosines: SIMD4<Float>, _ sines: SIMD4<Float>, bits: Int, isWeighted: Bool, _ sum: inout Sum
    ) {
        let (cosines, sines) = (widened(cosines), widened(sines))
        let turns = turns(cosines, sines)
        var weights = Pairs(repeating: 1)
        if isWeighted {
            // Float32 rounds large angles coarsely: weights by the angle in radians, 0 to 1, 2, 4 and beyond.
            let radians = turns * (2 * Double.pi)
            weights = Pairs(repeating: 0.02)
            weights.replace(with: 0.4547, where: radians .< 4)
            weights.replace(with: 0.8436, where: radians .< 2)
            weights.replace(with: 0.9602, where: radians .< 1)
        }
        let isNone = (cosines .== 0) .| (sines .== 0)
        sum.values += (weights * cosinesOfTurns(turns * Double(1 << bits))).replacing(with: 0, where: isNone)
        sum.squaredWeights += (weights * weights).replacing(with: 0, where: isNone)
        sum.counts += Pairs(repeating: 1).replacing(with: 0, where: isNone)
    }

    @inline(__always)
    private static func widened(_ values: SIMD4<Float>) -> Pairs {
        Pairs(Double(values.x), Double(values.y), Double(values.z), Double(values.w))
    }

    /// The angles of (cosine, sine) in turns, 0...1, to 1e-10; neither is 0.
    @inline(__always)
    private static func turns(_ cosines: Pairs, _ sines: Pairs) -> Pairs {
        let x = cosines.replacing(with: -cosines, where: cosines .< 0)
        let y = sines.replacing(with: -sines, where: sines .< 0)
        let isSteep = y .> x
        let (small, large) = (y.replacing(with: x, where: isSteep), x.replacing(with: y, where: isSteep))
        // Beyond tan(pi/8) the angle is counted from pi/4: atan t = pi/4 + atan((t - 1) / (t + 1)).
        let isFar = small .> large * 0.414_213_562_373_095
        let tangent =
            small.replacing(with: small - large, where: isFar)
            / large.replacing(
                with: small + large, where: isFar)
        // The power series of the arc tangent.
        let square = tangent * tangent
        var series = 1 / 19.0 - square * (1 / 21.0)
        series = 1 / 17.0 - square * series
        series = 1 / 15.0 - square * series
        series = 1 / 13.0 - square * series
        series = 1 / 11.0 - square * series
        series = 1 / 9.0 - square * series
        series = 1 / 7.0 - square * series
        series = 1 / 5.0 - square * series
        series = 1 / 3.0 - square * series
        series = 1 - square * series
        var turns = tangent * series * (0.5 / Double.pi)
        turns.replace(with: turns + 0.125, where: isFar)
        turns.replace(with: 0.25 - turns, where: isSteep)
        turns.replace(with: 0.5 - turns, where: cosines .< 0)
        turns.replace(with: 1 - turns, where: sines .< 0)
        return turns
    }

    /// cos(2 pi x), to 4e-6, for |x| below 2^50.
    @inline(__always)
    private static func cosinesOfTurns(_ x: Pairs) -> Pairs {
        // Adding a number whose last bit is 1 rounds to a whole number, without a call of libm.
        let whole = (x + 0x1.8p52) - 0x1.8p52
        let half = (x - whole) * Double.pi
        let square = half * half
        var series = 1 / 5040.0 - square * (1 / 362_880.0)
        series = 1 / 120.0 - square * series
        series = 1 / 6.0 - square * series
        let sine = half * (1 - square * series)
        return 1 - 2 * sine * sine
    }

    /// Adds the values between a quarter of the bound and its negative, where float32 is fine enough.
    static func addUniform(_ values: UnsafeBufferPointer<Float>, bound: Double, bits: Int, to sum: inout Sum) {
        let low = Double(Float(bound))
        let scale = Double(sign: .plus, exponent: bits, significand: 1) / Double(Float(2 * bound))
        for index in values.indices {
            let value = unsafe Double(values[index])
            guard value.magnitude < low / 4, value != 0 else { continue }
            sum.values.x += cosinesOfTurns(Pairs(repeating: (value + low) * scale)).x
            sum.squaredWeights.x += 1
            sum.counts.x += 1
        }
    }
}
