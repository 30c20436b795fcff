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
