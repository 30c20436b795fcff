internal import Glibc

/// Numbers as ranks, and ranks as quantiles of the normal distribution: what the tests of belonging compare.
///
/// They depend neither on the scale nor on the law of the numbers.
package struct NormalScores: Sendable {
    /// The scores of so many different numbers, from the least to the largest.
    private let quantiles: [Double]

    /// The scores of `count` numbers; their quantiles are computed once.
    package init(count: Int) {
        // The upper half is the lower one with the other sign.
        let lower = (0..<count / 2).map { Self.quantile((Double($0) + 0.5) / Double(count)) }
        quantiles = lower + [Double](repeating: 0, count: count % 2) + lower.reversed().map { -$0 }
    }

    /// The scores of some numbers.
    package static func of(_ numbers: [Double]) -> [Double] { NormalScores(count: numbers.count).of(numbers) }

    /// The scores of `numbers`, whose sum is 0; equal numbers have the same score, and a constant has zeros.
    package func of(_ numbers: [Double]) -> [Double] {
        let count = quantiles.count
        guard numbers.count == count else { return [] }
        let sorted = numbers.indices.map { (number: numbers[$0], place: $0) }.sorted { $0.number < $1.number }
        var scores = [Double](repeating: 0, count: count)
        var sum = 0.0
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, sorted[end].number == sorted[start].number { end += 1 }
            // Of equal numbers, each has the quantile of their mean rank.
            let score =
                end == start + 1 ? quantiles[start] : Self.quantile(Double(start + end) / 2 / Double(count))
            for index in start..<end { scores[sorted[index].place] = score }
            sum += score * Double(end - start)
            start = end
        }
        let mean = sum / Double(max(count, 1))
        return mean == 0 ? scores : scores.map { $0 - mean }
    }

    /// The number below which a standard normal number lies with probability `p`, which is between 0 and 1.
    ///
    /// It is found by Newton's method with the second derivative, which takes 3 or 4 steps.
    static func quantile(_ p: Double) -> Double {
        guard p != 0.5 else { return 0 }
        let tail = min(p, 1 - p)
        // A rational approximation (Abramowitz and Stegun 26.2.23), which is right within 0.00045.
        let root = (-2 * log(tail)).squareRoot()
        let above = 2.515517 + root * (0.802853 + root * 0.010328)
        let below = 1 + root * (1.432788 + root * (0.189269 + root * 0.001308))
        var x = max(0, root - above / below)
        for _ in 0..<8 {
            let error = 0.5 * erfc(x / 2.0.squareRoot()) - tail
            let step = error * (2 * Double.pi).squareRoot() * exp(x * x / 2)
            let change = step / (1 - x * step / 2)
            x += change
            if abs(change) < 1e-15 * max(1, x) { break }
        }
        return p < 0.5 ? -x : x
    }
}
