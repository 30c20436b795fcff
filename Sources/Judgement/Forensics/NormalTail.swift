internal import Glibc

/// The upper tail of the standard normal distribution.
enum NormalTail {
    /// -log10 P(X > z).
    ///
    /// Beyond 8 by the asymptotic series (DLMF 7.12.1): `erfc` ends at 1e-308, which is z = 37.
    static func evidence(_ z: Double) -> Double {
        guard z > 8 else { return -log10(0.5 * erfc(z / 2.0.squareRoot())) }
        let inverse = 1 / (z * z)
        let series = 1 - inverse * (1 - inverse * (3 - inverse * (15 - inverse * 105)))
        return (z * z / 2 + log(z * (2 * Double.pi).squareRoot()) - log(series)) / log(10)
    }
}
