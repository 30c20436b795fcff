internal import ByteIO
package import Tensors

/// Test L for each row of an embedding table: rows that training never touched are still as the generator wrote them.
///
/// A twelfth of a row is looked at; more where that leaves it open, or where the row before was untouched. The row
/// before an untouched one is looked at whole too, so that a run begins and ends at the right row.
///
/// Rows of fewer than some 256 values are too short to be told, and rows of half precision cannot be.
package struct EmbeddingRows: ~Copyable {
    /// Consecutive rows at their random initialisation.
    package struct Run: Sendable, Equatable {
        package let rows: Range<Int>
        /// The least z of its rows; each is at least ``Threshold/latticeRow``.
        package let leastZ: Double
        /// The fewest pairs of values that count in a row.
        package let pairCount: Int
    }

    /// Shares of a row that are looked at in turn, and z below which the row is left.
    ///
    /// At a twelfth of 768 values an untouched row is at 2.8 ± 1, at a quarter at 4.9 ± 1: one in a hundred is lost.
    /// Of trained rows 31 % and then 5 % go on.
    private static let looks = [(share: 12, threshold: 0.5), (share: 4, threshold: 1.5)]

    private let width: Int
    private let current: Block
    private let previous: Block
    /// Whether the row before was left after the first look.
    private var wasLeft = false
    private var filled = 0
    private var row = 0
    private var runs: [Run] = []
    /// In the order in which they are tried.
    private var pairings = [Lattice.Pairing.torch, .tensorFlow]

    package init(shape: Shape) {
        width = shape.rank == 2 ? shape.dimensions[1] : 0
        current = Block(byteCount: width * 4)
        previous = Block(byteCount: width * 4)
    }

    /// Adds the next values in row-major order; blocks may end anywhere.
    package mutating func add(_ values: UnsafeBufferPointer<Float>) {
        guard width > 0, let base = values.baseAddress else { return }
        // Rows are judged where they lie; only what a block cuts, and its last whole row, is kept.
        var before = unsafe row(in: previous)
        var done = 0
        while done < values.count {
            if filled == 0, values.count - done >= width {
                let whole = unsafe UnsafeBufferPointer(start: base + done, count: width)
                unsafe endRow(whole, before: before)
                unsafe before = whole
                done += width
            } else {
                let count = min(values.count - done, width - filled)
                let piece = unsafe UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: values[done..<done + count]))
                unsafe UnsafeMutableRawBufferPointer(rebasing: current.bytes[(filled * 4)...]).copyMemory(from: piece)
                filled += count
                done += count
                guard filled == width else { break }
                filled = 0
                unsafe endRow(row(in: current), before: before)
                unsafe keep(row(in: current))
                unsafe before = row(in: previous)
            }
        }
        unsafe keep(before)
    }

    /// The runs in order.
    package consuming func finish() -> [Run] {
        runs
    }

    private func row(in block: borrowing Block) -> UnsafeBufferPointer<Float> {
        unsafe UnsafeBufferPointer(block.bytes.assumingMemoryBound(to: Float.self))
    }

    private func keep(_ row: UnsafeBufferPointer<Float>) {
        guard unsafe row.baseAddress != self.row(in: previous).baseAddress else { return }
        unsafe previous.bytes.copyMemory(from: UnsafeRawBufferPointer(row))
    }

    private mutating func endRow(_ values: UnsafeBufferPointer<Float>, before: UnsafeBufferPointer<Float>) {
        let follows = runs.last?.rows.upperBound == row
        let sum = unsafe best(values, row, isThorough: follows)
        if let sum, sum.z >= Threshold.latticeRow {
            if !follows, wasLeft, row > 0, let earlier = unsafe best(before, row - 1, isThorough: true),
                earlier.z >= Threshold.latticeRow
            {
                note(row - 1, earlier)
            }
            note(row, sum)
        }
        wasLeft = sum == nil
        row += 1
    }

    private mutating func note(_ row: Int, _ sum: Lattice.Sum) {
        if let last = runs.last, last.rows.upperBound == row {
            runs[runs.count - 1] = Run(
                rows: last.rows.lowerBound..<row + 1, leastZ: min(last.leastZ, sum.z),
                pairCount: min(last.pairCount, sum.count))
        } else {
            runs.append(Run(rows: row..<row + 1, leastZ: sum.z, pairCount: sum.count))
        }
    }

    /// The pairing that fits a row; nil if the first look found neither to fit.
    private mutating func best(_ values: UnsafeBufferPointer<Float>, _ row: Int, isThorough: Bool) -> Lattice.Sum? {
        var best: Lattice.Sum?
        for pairing in pairings {
            // Groups of 16 are counted from the table's first value.
            var position = min((16 - row * width % 16) % 16, width)
            let start = position
            var sum = Lattice.Sum()
            var isOpen = true
            for look in Self.looks where isOpen {
                let end = start + (width - start) / (16 * look.share) * 16
                unsafe Lattice.add(UnsafeBufferPointer(rebasing: values[position..<end]), pairing: pairing, to: &sum)
                position = end
                isOpen = isThorough || sum.z >= look.threshold
            }
            guard isOpen else { continue }
            unsafe Lattice.add(UnsafeBufferPointer(rebasing: values[position...]), pairing: pairing, to: &sum)
            guard sum.z > best?.z ?? -.infinity else { continue }
            if sum.z >= Threshold.latticeRow, unsafe HalfPrecision.fills(values) { continue }
            best = sum
            if sum.z >= Threshold.latticeRow {
                // One generator wrote the table: the next row is held against its pairing first.
                if pairing != pairings.first { pairings.reverse() }
                break
            }
        }
        return best
    }
}
