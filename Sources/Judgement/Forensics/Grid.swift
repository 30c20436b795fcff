internal import CKernels
internal import Glibc

/// A grid of few steps on which the values of a matrix lie, because integers were multiplied by scales.
///
/// Among a few thousand trained float32 numbers hardly any occurs twice; on a grid of 16 bits some do. The first values
/// are therefore searched for repetitions, and only if there are any, for the step between values.
package struct Grid: Sendable, Equatable {
    /// The values that share a step.
    package enum Scope: Sendable, Equatable {
        case tensor
        case row
        /// This many consecutive values, or a multiple.
        case group(Int)
    }

    package let scope: Scope
    /// The bits that are needed to number the steps, or the different values if their spacing is uneven.
    package let bits: Int

    package init(scope: Scope, bits: Int) {
        (self.scope, self.bits) = (scope, bits)
    }

    /// How many values are searched.
    private static let sampleCount = 8192
    /// The most values of one scope that are examined.
    private static let partCount = 2048
    /// The most rows or groups that are examined.
    private static let partLimit = 16
    /// The least share of these that must lie on a grid: some have too few different values to show it.
    private static let leastShare = 0.75
    private static let groups = [128, 64, 32]
    private static let bitLimit = 16.0
    /// The most different values of a code book.
    private static let codeLimit = 256

    /// - Parameters:
    ///   - values: the first values of a matrix in row-major order, in float32.
    ///   - range: the range of all values of the matrix.
    init?(_ values: [Float], width: Int, range: ClosedRange<Float>) {
        let sample = Array(values.prefix(Self.sampleCount))
        let repeats = unsafe sample.withUnsafeBufferPointer {
            unsafe CKRepeats(CKThisProcessor(), $0.baseAddress, $0.count)
        }
        guard repeats > 0 else { return nil }
        if let step = Step(Array(sample.prefix(Self.partCount))), let bits = step.bits(of: range) {
            (self.scope, self.bits) = (.tensor, bits)
            return
        }
        let parts = [(Scope.row, width)] + Self.groups.filter { $0 < width }.map { (.group($0), $0) }
        for (scope, count) in parts where count <= sample.count {
            if let bits = Self.bits(sample, count) {
                (self.scope, self.bits) = (scope, bits)
                return
            }
        }
        var best: (scope: Scope, bits: Int)?
        for (scope, count) in [(Scope.tensor, sample.count)] + parts where count <= sample.count {
            guard let bits = Self.bitsOfValues(sample, count), bits < best?.bits ?? .max else { continue }
            best = (scope, bits)
        }
        guard let best else { return nil }
        (scope, bits) = best
    }

    private static func parts(_ sample: [Float], _ count: Int) -> [[Float]] {
        (0..<min(sample.count / count, partLimit)).map { part in
            Array(sample[part * count..<(part + 1) * count])
        }
    }

    /// The bits of the part that needs most, if enough of the parts have a step.
    private static func bits(_ sample: [Float], _ count: Int) -> Int? {
        let parts = parts(sample, count)
        let found = parts.compactMap { values -> Int? in
            guard let least = values.min(), let most = values.max() else { return nil }
            return Step(Array(values.prefix(partCount)))?.bits(of: least...most)
        }
        return Double(found.count) >= leastShare * Double(parts.count) ? found.max() : nil
    }

    /// The bits that number the different values of a part, if these are as few as those of a code book.
    private static func bitsOfValues(_ sample: [Float], _ count: Int) -> Int? {
        let parts = parts(sample, count)
        let found = parts.compactMap { values -> Int? in
            let different = Set(values).count
            return different * 4 <= values.count && different <= codeLimit ? different : nil
        }
        guard Double(found.count) >= leastShare * Double(parts.count), let most = found.max() else { return nil }
        return max(1, Int(log2(Double(most)).rounded(.up)))
    }

    /// The distance of which all differences between some values are multiples.
    private struct Step {
        let size: Double

        /// The least number of different values: fewer always have a step.
        private static let leastCount = 4
        /// The least distance, as a share of the largest value: smaller ones may be rounding.
        private static let leastResolution = 0x1p-19
        /// How far a value may be from a whole number of steps, and the share of values that may be farther.
        private static let tolerance = 0.15
        private static let strays = 0.01

        /// The least share of steps that must be in use: 8-bit floats are multiples of the smallest one, but use few
        /// of these multiples.
        private static let leastUse = 0.6
        private static let expectedUse = 1.0 / 64

        /// Nil when there is none.
        init?(_ values: [Float]) {
            let sorted = Set(values).map(Double.init).sorted()
            guard sorted.count >= Self.leastCount, let first = sorted.first, let last = sorted.last else { return nil }
            let gaps = zip(sorted.dropFirst(), sorted).map { $0 - $1 }
            // Two roundings of one number are no step.
            let precision = max(first.magnitude, last.magnitude) * Self.leastResolution
            guard let place = gaps.indices.filter({ gaps[$0] > precision }).min(by: { gaps[$0] < gaps[$1] }) else {
                return nil
            }
            let distances = sorted.map { $0 - sorted[place] }.sorted { $0.magnitude < $1.magnitude }
            let size = (1...3).lazy.compactMap { Self.refined(gaps[place] / Double($0), distances) }.first
            guard let size else { return nil }
            let use = min(Double(values.count), (last - first) / size * Self.expectedUse)
            guard Double(sorted.count) >= Self.leastUse * use else { return nil }
            self.size = size
        }

        /// The step near `guess` that fits nearly all of the sorted distances; nil when none does.
        private static func refined(_ guess: Double, _ distances: [Double]) -> Double? {
            var (step, reach, strays) = (guess, 1.0, 0)
            for distance in distances {
                let count = (distance / step).rounded()
                if (distance / step - count).magnitude > tolerance {
                    strays += 1
                    guard Double(strays) <= Self.strays * Double(distances.count) else { return nil }
                } else if count.magnitude >= 2 * reach {
                    (step, reach) = (distance / count, count.magnitude)
                }
            }
            return step
        }

        /// The bits that number the steps of a range; nil when there are too many for a grid.
        func bits(of range: ClosedRange<Float>) -> Int? {
            let steps = ((Double(range.upperBound) - Double(range.lowerBound)) / size).rounded() + 1
            // Over the whole range, the step is known to a thousandth of itself.
            let bits = (log2(steps) - 1e-3).rounded(.up)
            return bits <= Grid.bitLimit ? max(1, Int(bits)) : nil
        }
    }
}
