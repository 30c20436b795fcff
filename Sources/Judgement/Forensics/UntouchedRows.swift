internal import ByteIO
internal import CKernels
package import Tensors

/// Test L for each row of a matrix: rows that training never touched are still as the generator wrote them.
///
/// The first look takes some 80 values of a row. More are tested if these are inconclusive, or if the row before is
/// untouched. All values are tested in the row before an untouched one and in the last row of a run, so that runs begin
/// and end at the right row.
///
/// Rows of fewer than 320 values are too short to be tested one by one. There, as many rows as have 512 values are
/// tested together, as one line. Rows of half precision cannot be tested.
package struct UntouchedRows: ~Copyable {
    /// Consecutive rows at their random initialisation.
    package struct Run: Sendable, Equatable {
        package let rows: Range<Int>
        /// The least z of the rows that were tested whole; each is at least ``Threshold/latticeRow``.
        package let leastZ: Double
        /// The fewest pairs of values in one of these rows.
        package let pairCount: Int
    }

    /// The untouched rows of a matrix.
    package struct Found: Sendable, Equatable {
        package internal(set) var runs: [Run] = []
        /// The number of rows that certainly changed: far too few of their angles lie on the lattice.
        ///
        /// Rows that are in no run and not counted here are too short, or have too many zeros, to be judged.
        package internal(set) var touchedCount = 0

        package var untouchedCount: Int { runs.reduce(0) { $0 + $1.rows.count } }

        package init() {}

        /// Whether these rows alone can explain the evidence of the matrix's first values.
        ///
        /// Where every pair is slightly off the lattice, as after a truncated law was scaled, few rows reach the
        /// threshold, and the whole matrix has more evidence than these rows could contribute.
        package func explain(_ whole: LatticeEvidence, _ shape: Shape) -> Bool {
            guard shape.rank == 2, shape.dimensions[1] > 0, whole.count > 0, whole.order == .stored else { return true }
            // Only a part of the last row may be in the sample.
            let sampled = 2 * Double(whole.count) / Double(shape.dimensions[1])
            let last = min(Int(sampled.rounded(.up)), shape.dimensions[0])
            let untouched = runs.reduce(0) { $0 + $1.rows.clamped(to: 0..<last).count }
            let most = UntouchedRows.mostZ * min(1, Double(untouched) / sampled)
            return whole.z <= most * Double(whole.count).squareRoot() + Threshold.latticeRow
        }

        fileprivate mutating func extendLastRun(to end: Int) {
            guard let run = runs.popLast() else { return }
            runs.append(Run(rows: run.rows.lowerBound..<end, leastZ: run.leastZ, pairCount: run.pairCount))
        }

        fileprivate mutating func shortenLastRun(to end: Int) {
            guard let run = runs.popLast(), run.rows.lowerBound < end else { return }
            runs.append(Run(rows: run.rows.lowerBound..<end, leastZ: run.leastZ, pairCount: run.pairCount))
        }
    }

    /// The values that a line of several rows has at least: of 1,000 untouched lines of torch with a truncated law, 3
    /// have z below 6.
    private static let lineCount = 512
    /// The least values of a row that is a line by itself; at 384, of 1,000 untouched rows of torch 990 have z above 6.
    private static let rowCount = 320
    /// The lines of a run after which a part of the next line is enough; the last line of a run is tested whole.
    private static let trustedCount = 8
    /// The least pairs of a row that may be counted as touched.
    private static let leastPairs = 64
    /// z over the square root of the pairs, below which a row is touched: untouched rows have 0.52 to 1.04, with a
    /// standard deviation of 0.06 at 192 pairs.
    private static let touchedZ = 0.25
    /// The most that the same ratio can be: 1.04 for untouched rows of torch, 1.41 where every pair fits.
    private static let mostZ = 1.42

    /// The largest share of narrow gaps in values of a generator.
    private static let mostHeaped = 0.3
    /// How many values of a line are searched for heaps.
    private static let heapCount = 320

    private let width: Int
    private let isEmbedding: Bool
    /// How many rows are tested together.
    private let rowsPerLine: Int
    private let rowCount: Int
    private let current: Block
    private let previous: Block
    private let seen: Lattice.SeenAngles
    /// The first row of the line before, if only a part of it was tested and it seemed touched.
    private var left: Int?
    /// Whether only a part of the last line of the last run was tested.
    private var isTrusting = false
    private var filled = 0
    /// The first row of the next line.
    private var row = 0
    private var found = Found()
    /// For each line of one block, whether the first look left it open (not 0).
    private var open: [UInt8] = []
    /// The readings, in the order in which they are tried.
    private var readings: [RowReading]

    /// How many rows of this width are tested together.
    package static func rowsPerLine(width: Int) -> Int {
        width <= 0 || width >= rowCount ? 1 : (lineCount + width - 1) / width
    }

    /// - Parameter isEmbedding: whether TensorFlow writes such a matrix row by row; it writes kernels transposed.
    package init(shape: Shape, isEmbedding: Bool) {
        let (rows, width) = shape.rank == 2 ? (shape.dimensions[0], shape.dimensions[1]) : (0, 0)
        let rowsPerLine = Self.rowsPerLine(width: width)
        let count = width * min(rowsPerLine, rows)
        self.width = width
        self.rowsPerLine = rowsPerLine
        rowCount = rows
        current = Block(byteCount: count * 4)
        previous = Block(byteCount: count * 4)
        seen = Lattice.SeenAngles(pairCount: count / 2)
        let unaligned = width % 16 == 0 ? [] : [RowReading(pairing: .torch, isOfRow: true)]
        let others = isEmbedding ? [RowReading(pairing: .tensorFlow)] : []
        readings = [RowReading(pairing: .torch)] + others + unaligned
        self.isEmbedding = isEmbedding
    }
}

extension UntouchedRows {
    /// How many values the line at ``row`` has.
    private var lineCount: Int { width * min(rowsPerLine, rowCount - row) }

    /// Adds the next values in row-major order; blocks may end anywhere.
    package mutating func add(_ values: UnsafeBufferPointer<Float>) {
        guard width > 0, let base = values.baseAddress else { return }
        // Lines are judged in the block. A copy is kept of a line that the block cuts, and of the last whole one.
        var before = unsafe UnsafeBufferPointer(previous.bytes.assumingMemoryBound(to: Float.self))
        var done = 0
        while done < values.count, row < rowCount {
            let whole = lineCount
            if filled == 0, values.count - done >= whole {
                let count = whole < rowsPerLine * width ? 1 : min(values.count - done, (rowCount - row) * width) / whole
                unsafe look(base + done, lines: count, of: whole)
                for index in 0..<count {
                    let line = unsafe UnsafeBufferPointer(start: base + done, count: whole)
                    unsafe endLine(line, before: before, isOpen: open[index] != 0)
                    unsafe before = line
                    done += whole
                }
            } else {
                let count = min(values.count - done, whole - filled)
                let piece = unsafe UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: values[done..<done + count]))
                unsafe UnsafeMutableRawBufferPointer(rebasing: current.bytes[(filled * 4)...]).copyMemory(from: piece)
                filled += count
                done += count
                guard filled == whole else { break }
                filled = 0
                let line = unsafe UnsafeBufferPointer(
                    rebasing: UnsafeBufferPointer(current.bytes.assumingMemoryBound(to: Float.self))[..<whole])
                if let start = line.baseAddress { unsafe look(start, lines: 1, of: whole) }
                unsafe endLine(line, before: before, isOpen: open[0] != 0)
                unsafe keep(line)
                unsafe before = UnsafeBufferPointer(previous.bytes.assumingMemoryBound(to: Float.self))
            }
        }
        unsafe keep(before)
    }

    /// Takes the first look at the next lines.
    private mutating func look(_ values: UnsafePointer<Float>, lines: Int, of count: Int) {
        if open.count < lines { open = [UInt8](repeating: 0, count: lines) }
        unsafe CKLookAtRows(
            CKThisProcessor(), values, lines, count, row * width, isEmbedding ? 1 : 0, &open)
    }

    /// The untouched rows, after all values were added.
    package consuming func finish() -> Found {
        let last = unsafe UnsafeBufferPointer(previous.bytes.assumingMemoryBound(to: Float.self))
        unsafe endRun(last)
        if let first = left { unsafe judgeLeft(last, rows: first..<rowCount, isNeeded: !found.runs.isEmpty) }
        return found
    }

    private func keep(_ line: UnsafeBufferPointer<Float>) {
        guard unsafe line.baseAddress.map(UnsafeRawPointer.init) != UnsafeRawPointer(previous.bytes.baseAddress) else {
            return
        }
        unsafe previous.bytes.copyMemory(from: UnsafeRawBufferPointer(line))
    }

    /// Judges a line, and also the one before it if that is still to be judged.
    private mutating func endLine(
        _ values: UnsafeBufferPointer<Float>, before: UnsafeBufferPointer<Float>, isOpen: Bool
    ) {
        let rows = row..<row + values.count / width
        row = rows.upperBound
        let run = found.runs.last?.rows
        let follows = run?.upperBound == rows.lowerBound
        if follows, let run, run.count >= Self.trustedCount * rowsPerLine, let reading = readings.first,
            unsafe reading.follows(values, at: rows.lowerBound * width)
        {
            found.extendLastRun(to: rows.upperBound)
            isTrusting = true
            return
        }
        var sum = isOpen || follows ? unsafe best(values, from: rows.lowerBound, isThorough: follows) : nil
        // A line whose values lie in heaps does not begin a run.
        if !follows, (sum?.z ?? 0) >= Threshold.latticeRow, unsafe Self.isHeaped(values) { sum = Lattice.Sum() }
        let isUntouched = (sum?.z ?? 0) >= Threshold.latticeRow
        if !isUntouched { unsafe endRun(before) }
        if let first = left { unsafe judgeLeft(before, rows: first..<rows.lowerBound, isNeeded: isUntouched) }
        if let sum { note(rows, sum) } else { left = rows.lowerBound }
        if isUntouched { isTrusting = false }
    }

    /// Judges a line of which only a part was tested: whole, if it may belong to a run.
    private mutating func judgeLeft(_ values: UnsafeBufferPointer<Float>, rows: Range<Int>, isNeeded: Bool) {
        left = nil
        let line = unsafe UnsafeBufferPointer(rebasing: values.prefix(rows.count * width))
        var sum = isNeeded ? unsafe best(line, from: rows.lowerBound, isThorough: true) : nil
        if (sum?.z ?? 0) >= Threshold.latticeRow, unsafe Self.isHeaped(line) { sum = Lattice.Sum() }
        note(rows, sum ?? Lattice.Sum(), isTouched: sum == nil)
    }

    /// Tests all of the last line of a run, if only a part of it was tested.
    private mutating func endRun(_ values: UnsafeBufferPointer<Float>) {
        guard isTrusting, let run = found.runs.last else { return }
        isTrusting = false
        let first = (run.rows.upperBound - 1) / rowsPerLine * rowsPerLine
        let line = unsafe UnsafeBufferPointer(rebasing: values.prefix((run.rows.upperBound - first) * width))
        let sum = unsafe best(line, from: first, isThorough: true) ?? Lattice.Sum()
        found.shortenLastRun(to: first)
        note(first..<run.rows.upperBound, sum)
    }

    private mutating func note(_ rows: Range<Int>, _ sum: Lattice.Sum, isTouched: Bool = false) {
        let pairs = Double(sum.count)
        if isTouched || sum.count >= Self.leastPairs && sum.z < Self.touchedZ * pairs.squareRoot() {
            found.touchedCount += rows.count
        }
        guard sum.z >= Threshold.latticeRow else { return }
        if let last = found.runs.last, last.rows.upperBound == rows.lowerBound {
            found.runs[found.runs.count - 1] = Run(
                rows: last.rows.lowerBound..<rows.upperBound, leastZ: min(last.leastZ, sum.z),
                pairCount: min(last.pairCount, sum.count))
        } else {
            found.runs.append(Run(rows: rows, leastZ: sum.z, pairCount: sum.count))
        }
    }

    /// The sum of the reading that fits a line best; nil if the looks found that none fits.
    private mutating func best(
        _ values: UnsafeBufferPointer<Float>, from row: Int, isThorough: Bool
    ) -> Lattice.Sum? {
        var best: Lattice.Sum?
        for place in readings.indices {
            let reading = readings[place]
            let sum =
                isThorough
                ? unsafe reading.wholeSum(values, at: row * width, among: seen)
                : unsafe reading.sum(values, at: row * width, among: seen)
            guard let sum, sum.z > best?.z ?? -.infinity else { continue }
            best = sum
            guard sum.z >= Threshold.latticeRow else { continue }
            // One generator wrote the whole table, so its reading is tried first on the next row.
            if place > 0 { readings.swapAt(0, place) }
            break
        }
        return best
    }

    /// Whether the values lie in heaps, as in a quantised row that changed slightly.
    ///
    /// Near the steps of a grid, pairs repeat almost exactly, so the few that fit the lattice by chance count many
    /// times.
    ///
    /// Of the gaps between sorted values of a generator, 8 % are narrower than a twentieth of the mean gap.
    private static func isHeaped(_ values: UnsafeBufferPointer<Float>) -> Bool {
        let sorted = unsafe values.prefix(heapCount).sorted()
        guard let first = sorted.first, let last = sorted.last, last > first else { return true }
        let narrow = (last - first) / Float(sorted.count) / 20
        let heaped = zip(sorted, sorted.dropFirst()).count { $1 - $0 < narrow }
        return Double(heaped) > mostHeaped * Double(sorted.count)
    }
}
