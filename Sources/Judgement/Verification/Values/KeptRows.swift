/// Some rows of a matrix that are kept while all of it is read: for tests that look up single rows, each of which would
/// be a request if the file is on another machine.
struct KeptRows: Sendable {
    private let width: Int
    /// The rows to keep, in order, and how many of them are complete.
    private let wanted: [Int]
    private var done = 0
    /// Where values begin that are still to come.
    private var position = 0
    /// Row after row of what is kept.
    private var values: [Float] = []

    init(_ rows: Set<Int>, width: Int) {
        (self.width, wanted) = (width, rows.sorted())
        values.reserveCapacity(wanted.count * width)
    }

    /// Adds the next values of the matrix in row-major order; blocks may end anywhere.
    mutating func add(_ block: UnsafeBufferPointer<Float>) {
        defer { position += block.count }
        while done < wanted.count {
            // What of the row is still missing, as places in the block.
            let start = wanted[done] * width + values.count - done * width - position
            let end = min((wanted[done] + 1) * width - position, block.count)
            guard start < end else { return }
            unsafe values.append(contentsOf: block[start..<end])
            guard values.count == (done + 1) * width else { return }
            done += 1
        }
    }

    /// The values of a row; nil: it was not kept.
    subscript(row: Int) -> [Float]? {
        var (low, high) = (0, done)
        while low < high {
            let middle = (low + high) / 2
            if wanted[middle] < row { low = middle + 1 } else { high = middle }
        }
        guard low < done, wanted[low] == row else { return nil }
        return Array(values[low * width..<(low + 1) * width])
    }
}
