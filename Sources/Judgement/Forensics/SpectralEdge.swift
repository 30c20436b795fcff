internal import Glibc

/// The second half of Test N: whether the largest singular value is larger than that of noise.
///
/// The largest singular value of a random matrix lies near the edge of the Marchenko-Pastur law, with the fluctuation
/// that Tracy and Widom found (Johnstone 2001). A fine-tuned matrix exceeds it long before any other statistic changes.
/// Each iteration reads the whole matrix, so callers measure only matrices on which the first half is not clear.
package struct SpectralEdge: Sendable, Equatable {
    /// The most iterations: enough for noise, whose singular values crowd at the edge.
    package static let iterations = 80

    /// The largest singular value of the matrix minus its mean; the power iteration approaches it from below.
    package let largestSingularValue: Double
    /// Its square, centred and scaled by the Tracy-Widom law; compare it with ``Threshold/spectralEdge``.
    package let statistic: Double
    /// How many iterations were done.
    package let iterations: Int

    /// Measures a matrix in row-major order; nil if it has fewer than eight rows or columns, or no variance.
    ///
    /// - Parameters:
    ///   - mean: the mean of all values, from ``TensorEvidence``.
    ///   - std: their standard deviation.
    ///   - enough: a statistic at which the iteration ends; it only grows.
    package static func measure(
        _ matrix: UnsafeBufferPointer<Float>, rows: Int, columns: Int, mean: Double, std: Double,
        enough: Double = .infinity
    ) -> Self? {
        guard min(rows, columns) >= Threshold.spectralEdgeRows, matrix.count == rows * columns, std > 0,
            let base = matrix.baseAddress
        else { return nil }
        let edge = Edge(rows, columns)
        var direction = startingDirection(columns)
        var image = [Float](repeating: 0, count: columns)
        var value = 0.0
        for iteration in 1...iterations {
            value = unsafe step(base, rows, &direction, &image, mean: mean, std: std)
            let statistic = (value * value - edge.centre) / edge.scale
            guard iteration < iterations, statistic <= enough, value.isFinite else {
                return Self(largestSingularValue: value * std, statistic: statistic, iterations: iteration)
            }
        }
        return nil
    }

    /// The centre and the scale of the squared largest singular value of standard noise.
    private struct Edge {
        let centre: Double
        let scale: Double

        init(_ rows: Int, _ columns: Int) {
            let long = Double(max(rows, columns) - 1).squareRoot()
            let short = Double(min(rows, columns)).squareRoot()
            centre = (long + short) * (long + short)
            scale = (long + short) * cbrt(1 / long + 1 / short)
        }
    }

    /// A vector of torch's normal numbers with seed 0, scaled to length 1.
    private static func startingDirection(_ count: Int) -> [Float] {
        var direction = SeedStreams.beginning(of: 0, count: count, elementCount: count)
        normalise(&direction)
        return direction
    }

    /// Replaces `direction` by Z'Z times itself, scaled to length 1; `image` is as long, and what it has is lost.
    ///
    /// Returns |Z'u| for the unit vector u along Z times `direction`.
    ///
    /// Z is the matrix minus its mean, divided by its standard deviation. It is used row by row, so that the matrix is
    /// read once. No product is smaller than the values themselves, so those of a tiny matrix do not become 0.
    private static func step(
        _ matrix: UnsafePointer<Float>, _ rows: Int, _ direction: inout [Float], _ image: inout [Float], mean: Double,
        std: Double
    ) -> Double {
        let columns = direction.count
        let offset = mean * direction.reduce(0.0) { $0 + Double($1) }
        for index in image.indices { image[index] = 0 }
        var (squares, sum) = (0.0, 0.0)
        unsafe direction.withUnsafeBufferPointer { direction in
            unsafe image.withUnsafeMutableBufferPointer { image in
                guard let direction = direction.baseAddress, let image = image.baseAddress else { return }
                for row in 0..<rows {
                    let values = unsafe matrix + row * columns
                    let product = unsafe (dot(values, direction, columns) - offset) / std
                    unsafe addMultiple(Float(product), values, image, columns)
                    squares += product * product
                    sum += product
                }
            }
        }
        let correction = Float(mean * sum)
        for index in image.indices { image[index] -= correction }
        let length = normalise(&image) / std
        swap(&direction, &image)
        return squares > 0 ? length / squares.squareRoot() : 0
    }

    @discardableResult
    private static func normalise(_ vector: inout [Float]) -> Double {
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length > 0 else { return 0 }
        for index in vector.indices { vector[index] = Float(Double(vector[index]) / length) }
        return length
    }

    @inline(__always)
    private static func dot(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Double {
        var sums = SIMD16<Float>.zero
        let (left, right) = unsafe (UnsafeRawPointer(left), UnsafeRawPointer(right))
        let whole = count & ~15
        for index in stride(from: 0, to: whole, by: 16) {
            sums +=
                unsafe left.loadUnaligned(fromByteOffset: index * 4, as: SIMD16<Float>.self)
                * right.loadUnaligned(fromByteOffset: index * 4, as: SIMD16<Float>.self)
        }
        let eight = sums.lowHalf + sums.highHalf
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        var sum = Double(two.x + two.y)
        for index in whole..<count {
            sum += unsafe Double(
                left.load(fromByteOffset: index * 4, as: Float.self)
                    * right.load(fromByteOffset: index * 4, as: Float.self))
        }
        return sum
    }

    @inline(__always)
    private static func addMultiple(
        _ factor: Float, _ values: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let (values, target) = unsafe (UnsafeRawPointer(values), UnsafeMutableRawPointer(target))
        let factors = SIMD16<Float>(repeating: factor)
        let whole = count & ~15
        for index in stride(from: 0, to: whole, by: 16) {
            let product = unsafe factors * values.loadUnaligned(fromByteOffset: index * 4, as: SIMD16<Float>.self)
            let sum = unsafe target.loadUnaligned(fromByteOffset: index * 4, as: SIMD16<Float>.self) + product
            unsafe target.storeBytes(of: sum, toByteOffset: index * 4, as: SIMD16<Float>.self)
        }
        for index in whole..<count {
            let sum =
                unsafe target.load(fromByteOffset: index * 4, as: Float.self)
                + factor * values.load(fromByteOffset: index * 4, as: Float.self)
            unsafe target.storeBytes(of: sum, toByteOffset: index * 4, as: Float.self)
        }
    }
}
