internal import Glibc

/// Numbers as ranks, and ranks as quantiles of the normal distribution: what the tests of belonging compare.
///
/// They depend neither on the scale nor on the law of the numbers.
package enum NormalScores {
    /// The scores of `numbers`, whose sum is 0; equal numbers have the same score, and a constant has zeros.
    package static func of(_ numbers: [Double]) -> [Double] {
        let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
        var scores = [Double](repeating: 0, count: numbers.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
            // Of equal numbers, each has the mean of their ranks, which begin at 1.
            let rank = Double(start + end + 1) / 2
            let score = quantile((rank - 0.5) / Double(numbers.count))
            for place in order[start..<end] { scores[place] = score }
            start = end
        }
        let mean = scores.reduce(0, +) / Double(max(scores.count, 1))
        return scores.map { $0 - mean }
    }

    /// The number below which a standard normal number lies with probability `p`, which is between 0 and 1.
    ///
    /// It is found by Newton's method with the second derivative, which takes 4 to 8 steps.
    static func quantile(_ p: Double) -> Double {
        guard p != 0.5 else { return 0 }
        let tail = min(p, 1 - p)
        // The first term of the tail's expansion, which is within 0.5 of the quantile.
        let root = (-2 * log(tail)).squareRoot()
        var x = max(0, root - (2.515517 + 0.802853 * root) / (1 + 1.432788 * root))
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
