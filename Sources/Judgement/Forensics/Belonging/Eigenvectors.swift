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
    private var offDiagonal: [Double]

    /// The pairs with the largest eigenvalues, largest first.
    ///
    /// - Parameter matrix: its rows one after the other; it must be symmetric.
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
        offDiagonal = values
    }

    /// Reduces the matrix A to a tridiagonal one, T = Q A Q', and keeps Q in ``vectors``.
    private mutating func reduce() {
        var reflections: [(vector: [Double], factor: Double)] = []
        for step in 0..<max(0, size - 2) {
            // The part of the column below the diagonal becomes a multiple of the first unit vector.
            var v = [Double](repeating: 0, count: size)
            for row in step + 1..<size { v[row] = vectors[row * size + step] }
            let length = Self.dot(v, v, from: 0).squareRoot()
            guard length > 0 else {
                reflections.append((v, 0))
                continue
            }
            v[step + 1] += v[step + 1] < 0 ? -length : length
            let factor = 2 / Self.dot(v, v, from: 0)
            var p = [Double](repeating: 0, count: size)
            for row in step..<size { p[row] = factor * dot(row, v, from: step) }
            let half = factor / 2 * Self.dot(p, v, from: step)
            for index in step..<size { p[index] -= half * v[index] }
            for row in step..<size {
                subtract(row, v[row], of: p, from: step)
                subtract(row, p[row], of: v, from: step)
            }
            reflections.append((v, factor))
        }
        for index in 0..<size {
            values[index] = vectors[index * size + index]
            if index > 0 { offDiagonal[index - 1] = vectors[index * size + index - 1] }
        }
        for row in 0..<size { for column in 0..<size { vectors[row * size + column] = row == column ? 1 : 0 } }
        // The product of all reflections, the last first: its rows are the columns of Q'.
        for (step, reflection) in reflections.enumerated().reversed() where reflection.factor > 0 {
            for row in step + 1..<size {
                let share = reflection.factor * dot(row, reflection.vector, from: step + 1)
                subtract(row, share, of: reflection.vector, from: step + 1)
            }
        }
    }

    /// Implicit QL: makes the tridiagonal matrix diagonal, and turns the vectors with it.
    private mutating func diagonalise() {
        for first in 0..<size {
            // 30 steps are enough for any eigenvalue; hardly any needs more than 3.
            for _ in 0..<60 {
                var last = first
                while last < size - 1 {
                    let sum = abs(values[last]) + abs(values[last + 1])
                    if abs(offDiagonal[last]) <= .ulpOfOne * sum { break }
                    last += 1
                }
                if last == first { break }
                step(first, last)
            }
        }
    }

    private mutating func step(_ first: Int, _ last: Int) {
        var g = (values[first + 1] - values[first]) / (2 * offDiagonal[first])
        // Not hypot, of which glibc 2.35 has a version of its own. Of an infinite root the quotient below is 0, as it should be.
        var r = (g * g + 1).squareRoot()
        g = values[last] - values[first] + offDiagonal[first] / (g + (g < 0 ? -r : r))
        var (sine, cosine, p) = (1.0, 1.0, 0.0)
        var index = last - 1
        while index >= first {
            let f = sine * offDiagonal[index]
            let b = cosine * offDiagonal[index]
            r = (f * f + g * g).squareRoot()
            offDiagonal[index + 1] = r
            guard r != 0 else {
                values[index + 1] -= p
                offDiagonal[last] = 0
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
        offDiagonal[first] = g
        offDiagonal[last] = 0
    }
}

/// The loops over rows, in pieces of eight numbers.
extension Eigenvectors {
    static func dot(_ first: [Double], _ second: [Double], from start: Int = 0) -> Double {
        unsafe first.withUnsafeBufferPointer { first in
            unsafe second.withUnsafeBufferPointer { second in unsafe dot(first, second, from: start) }
        }
    }

    private static func dot(
        _ first: UnsafeBufferPointer<Double>, _ second: UnsafeBufferPointer<Double>, from start: Int
    ) -> Double {
        let count = min(first.count, second.count)
        guard let one = first.baseAddress, let other = second.baseAddress else { return 0 }
        var sums = SIMD8<Double>()
        var index = start
        while index + 8 <= count {
            unsafe sums += load(one + index) * load(other + index)
            index += 8
        }
        var sum = sums.sum()
        while index < count {
            sum += unsafe first[index] * second[index]
            index += 1
        }
        return sum
    }

    private static func load(_ numbers: UnsafePointer<Double>) -> SIMD8<Double> {
        unsafe UnsafeRawPointer(numbers).loadUnaligned(as: SIMD8<Double>.self)
    }

    private func dot(_ row: Int, _ vector: [Double], from start: Int) -> Double {
        unsafe vectors.withUnsafeBufferPointer { all in
            unsafe vector.withUnsafeBufferPointer { vector in
                unsafe Self.dot(
                    UnsafeBufferPointer(rebasing: all[row * size..<(row + 1) * size]), vector, from: start)
            }
        }
    }

    /// Subtracts a multiple of `vector` from a row.
    private mutating func subtract(_ row: Int, _ factor: Double, of vector: [Double], from start: Int) {
        let size = size
        unsafe vectors.withUnsafeMutableBufferPointer { all in
            unsafe vector.withUnsafeBufferPointer { vector in
                let line = unsafe UnsafeMutableBufferPointer(rebasing: all[row * size..<(row + 1) * size])
                for index in start..<size { unsafe line[index] -= factor * vector[index] }
            }
        }
    }

    /// Turns a row and the next one.
    private mutating func rotate(_ row: Int, _ sine: Double, _ cosine: Double) {
        let size = size
        unsafe vectors.withUnsafeMutableBufferPointer { all in
            let one = unsafe UnsafeMutableBufferPointer(rebasing: all[row * size..<(row + 1) * size])
            let other = unsafe UnsafeMutableBufferPointer(rebasing: all[(row + 1) * size..<(row + 2) * size])
            for index in 0..<size {
                let (a, b) = unsafe (one[index], other[index])
                unsafe other[index] = sine * a + cosine * b
                unsafe one[index] = cosine * a - sine * b
            }
        }
    }
}
