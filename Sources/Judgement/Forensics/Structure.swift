internal import Glibc

/// Test N: four statistics that follow a chi-square distribution for structureless noise, whatever its distribution.
///
/// In the rows and columns of a fresh matrix, mean squares and means scatter as much as chance predicts. Training makes
/// some rows large and others small, and makes their means scatter more or less than chance would.
package struct Structure: Sendable, Equatable {
    /// One statistic and its p-value.
    package struct Score: Sendable, Equatable {
        package let statistic: Double
        package let degreesOfFreedom: Int
        /// -log10 of the p-value; accurate far beyond 300.
        package let evidence: Double
    }

    /// Dispersion of the rows' mean squares; upper tail.
    package let rowSquares: Score
    package let columnSquares: Score
    /// Dispersion of the rows' means; both tails.
    package let rowMeans: Score
    package let columnMeans: Score

    /// The largest evidence of the four; compare it with ``Threshold/structure``.
    package var evidence: Double {
        max(max(rowSquares.evidence, columnSquares.evidence), max(rowMeans.evidence, columnMeans.evidence))
    }

    /// - Parameters:
    ///   - rows: the sums of the values and of their squares in each row, in any scale.
    ///   - columns: the same for each column.
    ///   - mean: the mean of all values, in the same scale.
    ///   - variance: the variance of all values, which is not 0.
    ///   - kurtosis: the fourth central moment over the squared variance, not the excess; above 1.
    init(
        rows: [(first: Double, second: Double)], columns: [(first: Double, second: Double)], mean: Double,
        variance: Double, kurtosis: Double
    ) {
        // A kurtosis above that of a normal distribution would hide structure.
        let spread = min(kurtosis, 3) - 1
        let (rowCount, columnCount) = (Double(rows.count), Double(columns.count))
        func squares(_ lines: [(first: Double, second: Double)], _ length: Double) -> Score {
            let sum = lines.reduce(0.0) { sum, line in
                let centred = line.second - 2 * mean * line.first + length * mean * mean
                let excess = centred / (length * variance) - 1
                return sum + excess * excess
            }
            return .upper(sum * length / spread, lines.count - 1)
        }
        func means(_ lines: [(first: Double, second: Double)], _ length: Double) -> Score {
            let sum = lines.reduce(0.0) { sum, line in
                let centred = line.first / length - mean
                return sum + centred * centred
            }
            return .twoSided(sum / variance * length, lines.count - 1)
        }
        rowSquares = squares(rows, columnCount)
        columnSquares = squares(columns, rowCount)
        rowMeans = means(rows, columnCount)
        columnMeans = means(columns, rowCount)
    }
}

extension Structure.Score {
    package static func upper(_ statistic: Double, _ degrees: Int) -> Self {
        let tails = ChiSquare.logTails(statistic, degrees: degrees)
        return Self(statistic: statistic, degreesOfFreedom: degrees, evidence: -tails.upper / log(10))
    }

    package static func twoSided(_ statistic: Double, _ degrees: Int) -> Self {
        let tails = ChiSquare.logTails(statistic, degrees: degrees)
        let both = min(tails.upper, tails.lower) + log(2)
        return Self(statistic: statistic, degreesOfFreedom: degrees, evidence: -both / log(10))
    }
}
