/// The beginnings of several seeds' streams side by side: one loop compares a tensor with all of them.
///
/// Each sum is taken in the order of the values, as for a single seed, so both have the same result to the last bit.
struct SeedGroup: Sendable {
    /// The most seeds of a group.
    static let width = 8

    let seeds: [UInt64]
    /// The numbers that the seeds draw first, second, and so on; 0 beyond the last seed.
    private let draws: [SIMD8<Double>]
    /// The sum of each seed's numbers, and of their squares.
    private let sums: SIMD8<Double>
    private let squares: SIMD8<Double>

    /// The length of the streams.
    var count: Int { draws.count }

    /// - Parameter streams: the stream of each seed; all have the same length.
    init(_ seeds: [UInt64], _ streams: [[Float]]) {
        var draws = [SIMD8<Double>](repeating: .zero, count: streams.first?.count ?? 0)
        for (lane, stream) in streams.enumerated() {
            for index in draws.indices { draws[index][lane] = Double(stream[index]) }
        }
        var (sums, squares) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
        for draw in draws {
            sums += draw
            squares += draw * draw
        }
        self.seeds = seeds
        self.draws = draws
        self.sums = sums
        self.squares = squares
    }

    /// The first values of a tensor, and what their correlation with any stream needs.
    struct Values {
        /// The values minus the first of them.
        fileprivate let differences: [Double]
        /// The sum of these, and of their squares.
        fileprivate private(set) var (sum, squares) = (0.0, 0.0)

        var count: Int { differences.count }

        init(_ values: ArraySlice<Float>) {
            let origin = values.first.map(Double.init) ?? 0
            differences = values.map { Double($0) - origin }
            for difference in differences {
                sum += difference
                squares += difference * difference
            }
        }
    }

    /// Pearson's correlation with each seed's stream; nil if one of the two is constant.
    func correlations(with values: Values) -> [Double?] {
        var products = SIMD8<Double>.zero
        for (draw, difference) in zip(draws, values.differences) { products += draw * difference }
        let n = Double(values.count)
        return seeds.indices.map { lane in
            let spread =
                (values.squares - values.sum * values.sum / n) * (squares[lane] - sums[lane] * sums[lane] / n)
            return spread > 0 ? (products[lane] - values.sum * sums[lane] / n) / spread.squareRoot() : nil
        }
    }
}
