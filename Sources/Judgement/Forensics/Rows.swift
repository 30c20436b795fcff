/// One way to read a row as the output of a generator: which values are pairs, and where groups of 16 begin.
struct RowReading: Equatable {
    let pairing: Lattice.Pairing
    /// Whether groups begin with the row, because it was drawn by itself, and not with the table.
    var isOfRow = false

    /// How many values of a row are tested, and the z below which the row counts as touched.
    private struct Look {
        let count: Int
        let z: Double
    }

    /// The test of a third of a row, after the first look was inconclusive: an untouched row of torch has z = 5.9 to
    /// 6.5 ± 0.8, of TensorFlow 10 and more.
    private static let further = Look(count: 256, z: 3)
    /// The test of a row that follows many untouched ones: one touched row in a thousand passes it.
    private static let following = Look(count: 128, z: 3)

    /// The values from the first group on.
    ///
    /// - Parameter offset: how many values of the table come before the row.
    private func groups(_ values: UnsafeBufferPointer<Float>, at offset: Int) -> UnsafeBufferPointer<Float> {
        let start = isOfRow ? 0 : min((16 - offset % 16) % 16, values.count)
        return unsafe UnsafeBufferPointer(rebasing: values[start...])
    }

    /// The sum over a row after an inconclusive first look; nil when a part of the row shows that it was touched.
    func sum(
        _ values: UnsafeBufferPointer<Float>, at offset: Int, among seen: Lattice.SeenAngles
    ) -> Lattice.Sum? {
        let line = unsafe groups(values, at: offset)
        var sum = Lattice.Sum()
        guard unsafe goesOn(line, Self.further, &sum) else { return nil }
        if line.count > Self.further.count {
            let rest = unsafe UnsafeBufferPointer(rebasing: line[Self.further.count...])
            unsafe Lattice.add(rest, pairing: pairing, to: &sum)
        }
        return sum.z < Threshold.latticeRow ? sum : unsafe Lattice.distinct(line, pairing: pairing, among: seen)
    }

    /// The sum over the distinct angles of the whole row.
    func wholeSum(
        _ values: UnsafeBufferPointer<Float>, at offset: Int, among seen: Lattice.SeenAngles
    ) -> Lattice.Sum {
        unsafe Lattice.distinct(groups(values, at: offset), pairing: pairing, among: seen)
    }

    /// Whether a row continues a run of many untouched ones.
    func follows(_ values: UnsafeBufferPointer<Float>, at offset: Int) -> Bool {
        let line = unsafe groups(values, at: offset)
        guard line.count > Self.following.count else { return false }
        var sum = Lattice.Sum()
        return unsafe goesOn(line, Self.following, &sum)
    }

    /// Adds the first values of a line, as many as the look takes, and returns whether the line may be untouched.
    private func goesOn(_ line: UnsafeBufferPointer<Float>, _ look: Look, _ sum: inout Lattice.Sum) -> Bool {
        let part = unsafe UnsafeBufferPointer(rebasing: line.prefix(look.count))
        unsafe Lattice.add(part, pairing: pairing, to: &sum)
        return sum.z >= look.z || line.count < look.count
    }
}

/// Rows of a matrix whose values are all zero or subnormal in their type.
package struct DeadRows: Sendable, Equatable {
    /// The most runs that are kept; of more, the first ones and the last are kept, and all are counted.
    private static let limit = 64

    package private(set) var count = 0
    /// The runs in order: all of them, or the first ones and the last.
    package private(set) var runs: [Range<Int>] = []

    package init() {}

    /// Adds the next dead row.
    mutating func add(_ row: Int) {
        count += 1
        if let last = runs.last, last.upperBound == row {
            runs[runs.count - 1] = last.lowerBound..<row + 1
        } else {
            if runs.count == Self.limit { runs.removeLast() }
            runs.append(row..<row + 1)
        }
    }
}
