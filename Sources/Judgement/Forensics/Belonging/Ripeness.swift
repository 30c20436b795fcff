internal import CKernels

/// Whether a table of embeddings has learnt words: only then do some rows have close relatives.
///
/// It needs no vocabulary. Before this is so, no vocabulary fits, the right one included.
package struct Ripeness: Sendable {
    /// How much nearer the nearest row is than the tenth, by the mean over a sample of rows.
    package let gap: Double
    /// The same for normal numbers of the same covariance.
    package let twinGap: Double

    package var isRipe: Bool { gap >= Threshold.ripeGap && gap >= Threshold.ripeFactor * twinGap }

    /// Rows that are compared with all.
    private static let sampleCount = 400
    private static let nearest = 10

    /// The rows that are compared with all, of `count`, evenly spread.
    package static func sampledRows(of count: Int) -> [Int] { (0..<sampleCount).map { $0 * (count / sampleCount) } }

    /// - Parameters:
    ///   - count: how many rows there are; at least 1,000.
    ///   - rows: rows less the mean row, with length 1, one after the other.
    package static func measure<Failure: Error>(
        count: Int, width: Int, rows: (Range<Int>) throws(Failure) -> [Float]
    ) throws(Failure) -> Ripeness? {
        guard count >= 1000, width > 1 else { return nil }
        let places = sampledRows(of: count)
        var sample: [Float] = []
        for row in places { sample += try rows(row..<row + 1) }
        var own = Neighbours(sample, width: width, places: places)
        var covariance = Covariance(width)
        for start in stride(from: 0, to: count, by: sampleCount) {
            let range = start..<min(start + sampleCount, count)
            let chunk = try rows(range)
            own.add(chunk, at: range)
            covariance.add(chunk, count: range.count)
        }
        guard let factor = covariance.factor() else { return nil }
        let twin = Twin(factor: factor, width: width)
        var first: [Float] = []
        var block = 0
        while first.count < sampleCount * width {
            first += twin.rows(block)
            block += 1
        }
        var others = Neighbours(Array(first.prefix(sampleCount * width)), width: width, places: Array(0..<sampleCount))
        var done = 0
        block = 0
        while done < count {
            let chunk = twin.rows(block)
            for start in stride(from: 0, to: min(width, count - done), by: sampleCount) {
                let size = min(sampleCount, min(width, count - done) - start)
                others.add(Array(chunk[start * width..<(start + size) * width]), at: done + start..<done + start + size)
            }
            done += width
            block += 1
        }
        return Ripeness(gap: own.gap, twinGap: others.gap)
    }

    /// The nearest rows of each of a sample.
    private struct Neighbours {
        private let width: Int
        private let places: [Int]
        private let sample: [Float]
        /// The largest cosines of each, largest first.
        private var best: [[Float]]

        init(_ sample: [Float], width: Int, places: [Int]) {
            self.width = width
            self.places = places
            self.sample = Self.turned(sample, width, Ripeness.sampleCount)
            best = places.map { _ in [] }
        }

        mutating func add(_ rows: [Float], at range: Range<Int>) {
            let count = Ripeness.sampleCount
            var products = [Float](repeating: 0, count: count * count)
            unsafe CKProducts(
                CKThisProcessor(), sample, Self.turned(rows, width, count), count, width, &products)
            for (index, place) in places.enumerated() {
                for column in 0..<range.count where range.lowerBound + column != place {
                    let cosine = products[index * count + column]
                    if best[index].count == Ripeness.nearest, cosine <= best[index][Ripeness.nearest - 1] { continue }
                    let position = best[index].firstIndex { $0 < cosine } ?? best[index].count
                    best[index].insert(cosine, at: position)
                    if best[index].count > Ripeness.nearest { best[index].removeLast() }
                }
            }
        }

        var gap: Double {
            best.reduce(0.0) { $0 + Double($1[0]) - Double($1[$1.count - 1]) } / Double(best.count)
        }

        /// The values of all rows in the first dimension, then those in the second; rows that are missing are zeros.
        private static func turned(_ rows: [Float], _ width: Int, _ count: Int) -> [Float] {
            var turned = [Float](repeating: 0, count: width * count)
            for row in 0..<rows.count / width {
                for dimension in 0..<width { turned[dimension * count + row] = rows[row * width + dimension] }
            }
            return turned
        }
    }

    private struct Covariance {
        private let width: Int
        private var products: [Double]
        private var sums: [Double]
        private var count = 0

        init(_ width: Int) {
            self.width = width
            products = [Double](repeating: 0, count: width * width)
            sums = [Double](repeating: 0, count: width)
        }

        mutating func add(_ rows: [Float], count more: Int) {
            var found = [Float](repeating: 0, count: width * width)
            unsafe CKProducts(CKThisProcessor(), rows, rows, width, more, &found)
            for index in products.indices { products[index] += Double(found[index]) }
            for (index, value) in rows.enumerated() { sums[index % width] += Double(value) }
            count += more
        }

        /// The lower triangle L of the covariance L L', row by row, by Cholesky's method.
        func factor() -> [Double]? {
            let total = Double(count)
            var lower = [Double](repeating: 0, count: width * width)
            for row in 0..<width {
                for column in 0...row {
                    let centred = products[row * width + column] - sums[row] * sums[column] / total
                    var sum = centred / (total - 1) + (row == column ? 1e-9 : 0)
                    for index in 0..<column { sum -= lower[row * width + index] * lower[column * width + index] }
                    if row == column {
                        guard sum > 0 else { return nil }
                        lower[row * width + row] = sum.squareRoot()
                    } else {
                        lower[row * width + column] = sum / lower[column * width + column]
                    }
                }
            }
            return lower
        }
    }

    /// Rows of normal numbers with a given covariance, with length 1.
    private struct Twin {
        let width: Int
        private let factor: [Float]

        init(factor: [Double], width: Int) {
            self.width = width
            var turned = [Float](repeating: 0, count: width * width)
            for row in 0..<width {
                for column in 0...row { turned[column * width + row] = Float(factor[row * width + column]) }
            }
            self.factor = turned
        }

        /// As many rows as the table has dimensions; the same for the same number.
        func rows(_ block: Int) -> [Float] {
            var generator = TorchGenerator(seed: UInt64(1 + block))
            var fill = TensorFill(.normal(mean: 0, std: 1), count: width * width)
            var numbers = [Float](repeating: 0, count: width * width)
            _ = unsafe numbers.withUnsafeMutableBufferPointer { unsafe fill.next(into: $0, from: &generator) }
            var rows = [Float](repeating: 0, count: width * width)
            unsafe CKProducts(CKThisProcessor(), numbers, factor, width, width, &rows)
            for start in stride(from: 0, to: rows.count, by: width) {
                let length = rows[start..<start + width].reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
                for index in start..<start + width { rows[index] /= max(length, 1e-12) }
            }
            return rows
        }
    }
}
