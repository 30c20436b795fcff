internal import Glibc

/// The upper tail of the F distribution as a logarithm, for scores far beyond 1e-308.
enum FisherTail {
    /// -log10 of the probability that `share` or more of a vector lies in a random subspace.
    ///
    /// - Parameters:
    ///   - share: R², the part of the squared length that lies in it.
    ///   - dimensions: those of the subspace, k.
    ///   - rest: those that remain, of n - 1 in all: n - k - 1.
    static func evidence(share: Double, dimensions: Int, rest: Int) -> Double {
        guard share > 0, dimensions > 0, rest > 0 else { return 0 }
        guard share < 1 else { return .infinity }
        // P(F > f) with f = (R² / k) / ((1 - R²) / m) is the incomplete beta function at 1 - R² (DLMF 8.17).
        let logarithm = logIncompleteBeta(1 - share, share, Double(rest) / 2, Double(dimensions) / 2)
        return max(0, -logarithm / log(10))
    }

    /// log I_x(a, b); `y` is 1 - x.
    private static func logIncompleteBeta(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
        let front = a * log(x) + b * log(y) + logGamma(a + b) - logGamma(a) - logGamma(b)
        guard x > (a + 1) / (a + b + 2) else { return front - log(a) + log(continuedFraction(x, a, b)) }
        let complement = exp(front - log(b) + log(continuedFraction(y, b, a)))
        return log1p(-min(complement, 1))
    }

    /// The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
    private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func safe(_ number: Double) -> Double { abs(number) < tiny ? tiny : number }
        var c = 1.0
        var d = 1 / safe(1 - (a + b) * x / (a + 1))
        var value = d
        for step in 1...10_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / safe(1 + even * d)
            c = safe(1 + even / c)
            value *= c * d
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / safe(1 + odd * d)
            c = safe(1 + odd / c)
            value *= c * d
            if abs(c * d - 1) < 1e-15 { break }
        }
        return value
    }

    private static func logGamma(_ number: Double) -> Double { ChiSquare.logGamma(number) }
}
