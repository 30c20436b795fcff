internal import Glibc

/// What the tests of belonging compare of one tensor: how large its values are in each row and in each column.
package struct LineProfiles: Sendable {
    /// The rows or the columns of a matrix.
    package struct Lines: Sendable {
        /// The logarithm of each line's mean square.
        package let energies: [Double]
        package let means: [Double]
    }

    package let rows: Lines
    package let columns: Lines

    /// - Parameters:
    ///   - rows: the sums of the values and of their squares in each row, shifted and scaled.
    ///   - columns: the same for each column.
    ///   - shift: what was subtracted from each value.
    ///   - scale: what it was multiplied by then.
    init(
        rows: [(first: Double, second: Double)], columns: [(first: Double, second: Double)], shift: Double,
        scale: Double
    ) {
        self.rows = Lines(rows, length: Double(columns.count), shift, scale)
        self.columns = Lines(columns, length: Double(rows.count), shift, scale)
    }
}

extension LineProfiles.Lines {
    /// Added to a mean square, so that a line of zeros has a logarithm.
    private static let floor = 1e-20

    fileprivate init(
        _ sums: [(first: Double, second: Double)], length: Double, _ shift: Double, _ scale: Double
    ) {
        means = sums.map { $0.first / length / scale + shift }
        energies = sums.map { sum in
            let square = sum.second / (scale * scale) + 2 * shift * sum.first / scale + length * shift * shift
            return log(max(square, 0) / length + Self.floor)
        }
    }
}
