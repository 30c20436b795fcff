/// Test S: whether a tensor is, or began as, what torch draws first after `torch.manual_seed`.
///
/// A head that `from_pretrained` of transformers adds after `set_seed(s)` is exactly the start of the seed's stream.
/// The test draws the stream again and correlates it with the tensor. Scaling, rounding to half precision and weight
/// decay do not hide the correlation. The result is the seed and how far the tensor has moved since. Tensors that were
/// drawn later in a stream are not recognised.
///
/// Up to ``headCount`` values are compared, for most seeds only the first 256, with eight seeds at a time
/// (``SeedGroup``). The streams of the usual seeds are drawn once for all tensors; a thousand other seeds take about
/// 30 ms.
package enum SeedReplay {
    /// The most values that are compared.
    package static let headCount = 4096
    /// How many values each look compares, and the z below which a seed is dropped; a tensor that would reach z = 8
    /// with all values has 2 ± 1 and then 4 ± 1.
    private static let looks = [(count: 256, threshold: 1.0), (count: 1024, threshold: 1.5)]
    /// The least number of values for a correlation.
    package static let leastCount = 16

    /// Seeds that people use, including the default of transformers (42).
    package static let usualSeeds: [UInt64] =
        Array(0...99) + [123, 1234, 1337, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 3407, 12345]

    /// A seed, and how closely the values follow its stream.
    package struct Match: Sendable, Equatable {
        package let seed: UInt64
        /// Pearson's correlation with the stream.
        package let correlation: Double
        /// The number of values compared.
        package let count: Int

        /// N(0, 1) for any other seed; compare it with ``Threshold/replayMoved``.
        package var z: Double { correlation.magnitude * Double(count).squareRoot() }
        /// Whether the values equal the stream, apart from rounding and scale.
        package var isExact: Bool { correlation.magnitude >= Threshold.replayExact }
    }

    /// The seed whose stream is closest to the values; nil when there are too few values, or all are equal.
    ///
    /// - Parameters:
    ///   - head: the first values of the tensor, or all of them.
    ///   - elementCount: how many the tensor has; it decides how torch draws the last ones.
    package static func best(
        head: [Float], elementCount: Int, seeds: some Sequence<UInt64> = usualSeeds
    ) -> Match? {
        let values = Array(head.prefix(headCount))
        guard values.count >= leastCount, values.allSatisfy(\.isFinite) else { return nil }
        let beginning = SeedGroup.Values(values.prefix(looks[0].count))
        let seeds = Array(seeds)
        var best: Match?
        for start in stride(from: 0, to: seeds.count, by: SeedGroup.width) {
            let group = SeedStreams.group(
                of: Array(seeds[start...].prefix(SeedGroup.width)), count: beginning.count,
                elementCount: max(elementCount, values.count))
            for (seed, correlation) in zip(group.seeds, group.correlations(with: beginning)) {
                var match = correlation.map { Match(seed: seed, correlation: $0, count: beginning.count) }
                if beginning.count < values.count, match?.z ?? .infinity >= looks[0].threshold {
                    match = Self.match(values, elementCount, seed)
                }
                guard let match else { return nil }
                if match.z > best?.z ?? -1 { best = match }
            }
        }
        return best
    }

    /// Compares with one seed, look after look.

    private static func match(_ values: [Float], _ elementCount: Int, _ seed: UInt64) -> Match? {
        var sums = Correlation()
        for look in looks + [(values.count, -.infinity)] where look.count > sums.count && look.count <= values.count {
            let stream = SeedStreams.beginning(
                of: seed, count: look.count, elementCount: max(elementCount, values.count))
            for index in sums.count..<look.count { sums.add(Double(values[index]), Double(stream[index])) }
            guard let correlation = sums.value else { continue }
            let match = Match(seed: seed, correlation: correlation, count: sums.count)
            if match.z < look.threshold { return match }
        }
        return sums.value.map { Match(seed: seed, correlation: $0, count: sums.count) }
    }
}

/// Pearson's correlation of two series.
private struct Correlation {
    private(set) var count = 0
    private var (x, y, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    private var origin = 0.0

    mutating func add(_ first: Double, _ second: Double) {
        if count == 0 { origin = first }
        let first = first - origin
        x += first
        y += second
        xx += first * first
        yy += second * second
        xy += first * second
        count += 1
    }

    /// Nil when one of the series is constant.
    var value: Double? {
        let n = Double(count)
        let spread = (xx - x * x / n) * (yy - y * y / n)
        return spread > 0 ? (xy - x * y / n) / spread.squareRoot() : nil
    }
}
