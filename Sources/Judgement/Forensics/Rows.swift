/// A generator's way to pair the values of a row, and where its groups of 16 begin.
struct RowReading: Equatable {
    let pairing: Lattice.Pairing
    /// Whether groups are counted from the beginning of the row, as where it was drawn by itself, and not from the table's.
    var isOfRow = false

    /// How many values of a row are looked at, and z below which it is left.
    private struct Look {
        let count: Int
        let z: Double
    }

    /// The look at a third of a row, where the first left it open: an untouched row of torch has z = 5.9 to 6.5 ± 0.8, of
    /// TensorFlow 10 and more.
    private static let further = Look(count: 256, z: 3)
    /// What a row must show that follows many untouched ones: one in a thousand others does.
    private static let following = Look(count: 128, z: 3)

    /// The values from the first group on.
    ///
    /// - Parameter offset: how many values of the table lie before.
    private func groups(_ values: UnsafeBufferPointer<Float>, at offset: Int) -> UnsafeBufferPointer<Float> {
        let start = isOfRow ? 0 : min((16 - offset % 16) % 16, values.count)
        return unsafe UnsafeBufferPointer(rebasing: values[start...])
    }

    /// The sum over a row that a first look left open; nil where a part of it is enough to leave it.
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

    /// Whether a row goes on as many untouched ones before it.
    func follows(_ values: UnsafeBufferPointer<Float>, at offset: Int) -> Bool {
        let line = unsafe groups(values, at: offset)
        guard line.count > Self.following.count else { return false }
        var sum = Lattice.Sum()
        return unsafe goesOn(line, Self.following, &sum)
    }

    /// Adds the values up to a look's, or to the end of the line, and tells whether they leave it open.
    private func goesOn(_ line: UnsafeBufferPointer<Float>, _ look: Look, _ sum: inout Lattice.Sum) -> Bool {
        let part = unsafe UnsafeBufferPointer(rebasing: line.prefix(look.count))
        unsafe Lattice.add(part, pairing: pairing, to: &sum)
        return sum.z >= look.z || line.count < look.count
    }
}

/// Rows of a matrix that hold nothing: zeros, and numbers so small that they are subnormal in their type.
package struct DeadRows: Sendable, Equatable {
    /// Runs that are kept one by one; more of them are counted, and the last one is kept.
    private static let limit = 64

    package private(set) var count = 0
    /// In order; all of them, or the first ones and the last.
    package private(set) var runs: [Range<Int>] = []

    package init() {}

    /// Adds the next one.
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
