internal import Glibc

/// The distribution that the values of a fresh tensor are drawn from.
package enum Distribution: Sendable, Equatable {
    /// `torch.Tensor.normal_`.
    case normal(mean: Double, std: Double)
    /// A normal distribution in which values farther than two standard deviations from the mean are drawn again, as in
    /// TensorFlow's `TruncatedNormal`. The standard deviation of the values that remain is 0.8796 `std`.
    case truncatedNormal(mean: Double, std: Double)
    /// `torch.Tensor.uniform_`: `low` included, `high` not.
    case uniform(low: Double, high: Double)

    /// `torch.nn.init.xavier_normal_`, Glorot's.
    package static func xavierNormal(fanIn: Int, fanOut: Int) -> Self {
        .normal(mean: 0, std: (2 / Double(fanIn + fanOut)).squareRoot())
    }

    /// `torch.nn.init.xavier_uniform_`, Glorot's.
    package static func xavierUniform(fanIn: Int, fanOut: Int) -> Self {
        symmetric(3.0.squareRoot() * (2 / Double(fanIn + fanOut)).squareRoot())
    }

    /// `torch.nn.init.kaiming_normal_` for rectifiers, He's.
    package static func kaimingNormal(fanIn: Int) -> Self {
        .normal(mean: 0, std: 2.0.squareRoot() / Double(fanIn).squareRoot())
    }

    /// `torch.nn.init.kaiming_uniform_` for rectifiers, He's.
    package static func kaimingUniform(fanIn: Int) -> Self {
        symmetric(3.0.squareRoot() * (2.0.squareRoot() / Double(fanIn).squareRoot()))
    }

    /// What `torch.nn.Linear` starts with, weight and bias: Kaiming's with a negative slope of the root of 5.
    package static func linearDefault(fanIn: Int) -> Self {
        symmetric(1 / Double(fanIn).squareRoot())
    }

    private static func symmetric(_ bound: Double) -> Self {
        .uniform(low: -bound, high: bound)
    }
}

/// The tails of the chi-square distribution as logarithms, which go beyond 1e-308.
enum ChiSquare {
    /// Natural logarithms of P(X < statistic) and P(X > statistic).
    ///
    /// The regularised incomplete gamma functions P(a, x) and Q(a, x) with a = degrees / 2, x = statistic / 2: the
    /// series below x = a + 1, the continued fraction above (DLMF 8.11.4, 8.9.2).
    static func logTails(_ statistic: Double, degrees: Int) -> (lower: Double, upper: Double) {
        let (a, x) = (Double(degrees) / 2, statistic / 2)
        guard a > 0, x.isFinite else { return (0, x > 0 && a > 0 ? -.infinity : 0) }
        guard x > 0 else { return (-.infinity, 0) }
        let density = a * log(x) - x - logGamma(a)
        if x < a + 1 {
            let lower = min(density + log(series(a, x)), 0)
            return (lower, logOfComplement(lower))
        }
        let upper = min(density + log(continuedFraction(a, x)), 0)
        return (logOfComplement(upper), upper)
    }

    /// log(1 - e^logarithm).
    private static func logOfComplement(_ logarithm: Double) -> Double {
        log(-expm1(logarithm))
    }

    /// The sum of x^n / (a (a + 1) … (a + n)).
    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        var next = a + 1
        while term > sum * 1e-17 {
            term *= x / next
            sum += term
            next += 1
        }
        return sum
    }

    /// 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - …)), by Lentz's method.
    private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / (abs(b) < tiny ? tiny : b)
        var value = d
        for step in 1...1_000_000 {
            let coefficient = -Double(step) * (Double(step) - a)
            b += 2
            d = coefficient * d + b
            d = 1 / (abs(d) < tiny ? tiny : d)
            c = b + coefficient / c
            c = abs(c) < tiny ? tiny : c
            value *= c * d
            if abs(c * d - 1) < 1e-15 { break }
        }
        return value
    }

    /// Stirling's series (DLMF 5.11.1), from 10 upwards; below, by recurrence.
    static func logGamma(_ number: Double) -> Double {
        var x = number
        var product = 1.0
        while x < 10 {
            product *= x
            x += 1
        }
        let inverse = 1 / (x * x)
        let series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / x
        return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series - log(product)
    }
}

/// The upper tail of the standard normal distribution.
enum NormalTail {
    /// -log10 P(X > z).
    ///
    /// Beyond z = 8 it is computed by the asymptotic series (DLMF 7.12.1), because `erfc` underflows at z = 37.
    static func evidence(_ z: Double) -> Double {
        guard z > 8 else { return -log10(0.5 * erfc(z / 2.0.squareRoot())) }
        let inverse = 1 / (z * z)
        let series = 1 - inverse * (1 - inverse * (3 - inverse * (15 - inverse * 105)))
        return (z * z / 2 + log(z * (2 * Double.pi).squareRoot()) - log(series)) / log(10)
    }
}
