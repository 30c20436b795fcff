internal import Glibc

/// The eigenvalues and eigenvectors of a symmetric matrix of a few hundred rows.
///
/// Householder's reduction to a tridiagonal matrix, then implicit QL with Wilkinson's shifts (Golub and Van Loan, Matrix
/// Computations, 8.3). Vectors are rows in memory, so that every inner loop is over neighbours.
struct Eigenvectors {
    private let size: Int
    /// Row i is the eigenvector of `values[i]`.
    private var vectors: [Double]
    private var values: [Double]
    private var besides: [Double]

    /// The pairs with the largest eigenvalues, largest first.
    ///
    /// - Parameter matrix: its rows one after the other; only the lower triangle is read.
    static func largest(_ count: Int, of matrix: [Double], size: Int) -> [(value: Double, vector: [Double])] {
        guard size > 0, matrix.count == size * size else { return [] }
        var solver = Eigenvectors(matrix, size)
        solver.reduce()
        solver.diagonalise()
        let order = solver.values.indices.sorted { solver.values[$0] > solver.values[$1] }
        return order.prefix(count).map { row in
            (solver.values[row], Array(solver.vectors[row * size..<(row + 1) * size]))
        }
    }

    private init(_ matrix: [Double], _ size: Int) {
        self.size = size
        vectors = matrix
        values = [Double](repeating: 0, count: size)
        besides = values
        for row in 0..<size {
            for column in row + 1..<max(size, row + 1) { vectors[row * size + column] = vectors[column * size + row] }
        }
    }

    /// Reduces the matrix A to a tridiagonal one, T = Q A Q', and keeps Q in ``vectors``.
    private mutating func reduce() {
        var reflections: [(vector: [Double], factor: Double)] = []
        for step in 0..<max(0, size - 2) {
            // The part of the column below the diagonal becomes a multiple of the first unit vector.
            var v = [Double](repeating: 0, count: size)
            for row in step + 1..<size { v[row] = vectors[row * size + step] }
            let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard length > 0 else {
                reflections.append((v, 0))
                continue
            }
            v[step + 1] += v[step + 1] < 0 ? -length : length
            let factor = 2 / v.reduce(0) { $0 + $1 * $1 }
            var p = [Double](repeating: 0, count: size)
            for row in step..<size { p[row] = factor * dot(row, v, from: step) }
            let half = factor / 2 * (step..<size).reduce(0.0) { $0 + p[$1] * v[$1] }
            for index in step..<size { p[index] -= half * v[index] }
            for row in step..<size { subtract(row, v[row], p, p[row], v, from: step) }
            reflections.append((v, factor))
        }
        for index in 0..<size {
            values[index] = vectors[index * size + index]
            if index > 0 { besides[index - 1] = vectors[index * size + index - 1] }
        }
        for row in 0..<size { for column in 0..<size { vectors[row * size + column] = row == column ? 1 : 0 } }
        // The product of all reflections, the last first: its rows are the columns of Q'.
        for (step, reflection) in reflections.enumerated().reversed() where reflection.factor > 0 {
            for row in step + 1..<size {
                let share = reflection.factor * dot(row, reflection.vector, from: step + 1)
                for column in step + 1..<size { vectors[row * size + column] -= share * reflection.vector[column] }
            }
        }
    }

    private func dot(_ row: Int, _ vector: [Double], from start: Int) -> Double {
        var sum = 0.0
        for column in start..<size { sum += vectors[row * size + column] * vector[column] }
        return sum
    }

    private mutating func subtract(
        _ row: Int, _ first: Double, _ p: [Double], _ second: Double, _ v: [Double], from start: Int
    ) {
        for column in start..<size { vectors[row * size + column] -= first * p[column] + second * v[column] }
    }

    /// Implicit QL: makes the tridiagonal matrix diagonal, and turns the vectors with it.
    private mutating func diagonalise() {
        for first in 0..<size {
            // 30 steps are enough for any eigenvalue; hardly any needs more than 3.
            for _ in 0..<60 {
                var last = first
                while last < size - 1 {
                    let sum = abs(values[last]) + abs(values[last + 1])
                    if abs(besides[last]) <= .ulpOfOne * sum { break }
                    last += 1
                }
                if last == first { break }
                step(first, last)
            }
        }
    }

    private mutating func step(_ first: Int, _ last: Int) {
        var g = (values[first + 1] - values[first]) / (2 * besides[first])
        var r = hypot(g, 1)
        g = values[last] - values[first] + besides[first] / (g + (g < 0 ? -r : r))
        var (sine, cosine, p) = (1.0, 1.0, 0.0)
        var index = last - 1
        while index >= first {
            let f = sine * besides[index]
            let b = cosine * besides[index]
            r = hypot(f, g)
            besides[index + 1] = r
            guard r != 0 else {
                values[index + 1] -= p
                besides[last] = 0
                return
            }
            sine = f / r
            cosine = g / r
            g = values[index + 1] - p
            r = (values[index] - g) * sine + 2 * cosine * b
            p = sine * r
            values[index + 1] = g + p
            g = cosine * r - b
            rotate(index, sine, cosine)
            index -= 1
        }
        values[first] -= p
        besides[first] = g
        besides[last] = 0
    }

    private mutating func rotate(_ row: Int, _ sine: Double, _ cosine: Double) {
        let (low, high) = (row * size, (row + 1) * size)
        for column in 0..<size {
            let (a, b) = (vectors[low + column], vectors[high + column])
            vectors[high + column] = sine * a + cosine * b
            vectors[low + column] = cosine * a - sine * b
        }
    }
}
