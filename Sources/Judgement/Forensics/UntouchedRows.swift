internal import ByteIO
internal import CKernels
package import Tensors

/// Test L for each row of a matrix: rows that training never touched are still as the generator wrote them.
///
/// Some 80 values of a row are looked at; more where those leave it open, or where the row before was untouched. The
/// row before an untouched one is looked at whole too, and the last one of a run, so that it begins and ends at the right
/// row.
///
/// Rows of fewer than 320 values are too short to be told one by one: there, as many as have 512 values together are
/// looked at as one. Rows of half precision cannot be told.
package struct UntouchedRows: ~Copyable {
    /// Consecutive rows at their random initialisation.
    package struct Run: Sendable, Equatable {
        package let rows: Range<Int>
        /// The least z of those of its rows that were looked at whole; each is at least ``Threshold/latticeRow``.
        package let leastZ: Double
        /// The fewest pairs of values that count in one of these.
        package let pairCount: Int
    }

    /// What was found in all rows.
    package struct Found: Sendable, Equatable {
        package internal(set) var runs: [Run] = []
        /// Rows that are surely not as a generator made them: by far too few of their angles lie on the lattice.
        ///
        /// Rows that are in no run and not counted here are too short, or have too many zeros, to be told.
        package internal(set) var touchedCount = 0

        package var untouchedCount: Int { runs.reduce(0) { $0 + $1.rows.count } }

        package init() {}

        /// Whether these rows alone can be why the first values of their matrix have this evidence.
        ///
        /// Where every pair of a matrix lies a little off the lattice, as after a truncated law that was scaled, no row
        /// has much evidence and the whole has more than the few rows that reach the threshold could give it.
        package func explain(_ whole: LatticeEvidence, _ shape: Shape) -> Bool {
            guard shape.rank == 2, shape.dimensions[1] > 0, whole.count > 0, whole.order == .stored else { return true }
            // The last row that was looked at may have been looked at in part.
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

    /// Values of a row, or of several, that are enough to tell: of 1,000 untouched rows of torch with a truncated law,
    /// 3 have z below 6.
    private static let lineCount = 512
    /// Values from which one row is looked at by itself; at 384, of 1,000 untouched rows of torch 990 have z above 6.
    private static let rowCount = 320
    /// Rows of a run after which a part of the next is enough; the last one of the run is looked at whole.
    private static let trustedCount = 8
    /// Pairs below which a row is not said to be touched.
    private static let leastPairs = 64
    /// z over the square root of the pairs below which a row is touched: untouched ones have 0.52 to 1.04, with a
    /// deviation of 0.06 at 192 pairs.
    private static let touchedZ = 0.25
    /// The same that no rows exceed: 1.04 for untouched ones of torch, 1.41 where every pair fits.
    private static let mostZ = 1.42

    /// The part of the gaps that may be that narrow in values of a generator.
    private static let mostHeaped = 0.3
    /// Values of a line that show whether they lie in heaps.
    private static let heapCount = 320

    private let width: Int
    private let isEmbedding: Bool
    /// Rows that are looked at as one.
    private let rowsPerLine: Int
    private let rowCount: Int
    private let current: Block
    private let previous: Block
    private let seen: Lattice.SeenAngles
    /// The row that was left after a look at a part of it, if it was the last one.
    private var left: Int?
    /// Whether the last row of the last run was only looked at in part.
    private var isTrusting = false
    private var filled = 0
    /// The first row of the line that comes next.
    private var row = 0
    private var found = Found()
    /// What the first look says of each of the lines that lie in one block.
    private var open: [UInt8] = []
    /// In the order in which they are tried.
    private var readings: [RowReading]

    /// How many rows of so many values are looked at as one.
    package static func rowsPerLine(width: Int) -> Int {
        width <= 0 || width >= rowCount ? 1 : (lineCount + width - 1) / width
    }

    /// - Parameter isEmbedding: whether TensorFlow would have written the rows one after the other; its kernels lie the
    ///   other way round.
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
    /// Values of the line that begins at ``row``.
    private var lineCount: Int { width * min(rowsPerLine, rowCount - row) }

    /// Adds the next values in row-major order; blocks may end anywhere.
    package mutating func add(_ values: UnsafeBufferPointer<Float>) {
        guard width > 0, let base = values.baseAddress else { return }
        // Rows are judged where they lie; only what a block cuts, and its last whole row, is kept.
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

    /// Takes the first look at the lines from the next one on.
    private mutating func look(_ values: UnsafePointer<Float>, lines: Int, of count: Int) {
        if open.count < lines { open = [UInt8](repeating: 0, count: lines) }
        unsafe CKLookAtRows(
            CKThisProcessor(), values, lines, count, row * width, isEmbedding ? 1 : 0, &open)
    }

    /// What was found in all rows.
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

    /// Judges a line, and the one before it, if that was left and this is untouched.
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
        // A run begins only with a line in no heaps.
        if !follows, (sum?.z ?? 0) >= Threshold.latticeRow, unsafe Self.isHeaped(values) { sum = Lattice.Sum() }
        let isUntouched = (sum?.z ?? 0) >= Threshold.latticeRow
        if !isUntouched { unsafe endRun(before) }
        if let first = left { unsafe judgeLeft(before, rows: first..<rows.lowerBound, isNeeded: isUntouched) }
        if let sum { note(rows, sum) } else { left = rows.lowerBound }
        if isUntouched { isTrusting = false }
    }

    /// Judges a line that was left after a look at a part of it: whole, if it may belong to a run.
    private mutating func judgeLeft(_ values: UnsafeBufferPointer<Float>, rows: Range<Int>, isNeeded: Bool) {
        left = nil
        let line = unsafe UnsafeBufferPointer(rebasing: values.prefix(rows.count * width))
        var sum = isNeeded ? unsafe best(line, from: rows.lowerBound, isThorough: true) : nil
        if (sum?.z ?? 0) >= Threshold.latticeRow, unsafe Self.isHeaped(line) { sum = Lattice.Sum() }
        note(rows, sum ?? Lattice.Sum(), isTouched: sum == nil)
    }

    /// Looks at the last line of a run whole, if that was not done.
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

    /// The reading that fits a line best; nil if the first looks found none to fit.
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
            // One generator wrote the table: its reading is tried first on the next row.
            if place > 0 { readings.swapAt(0, place) }
            break
        }
        return best
    }

    /// Whether the values lie in heaps, as those of a quantised row that was moved a little: near the steps of a grid,
    /// pairs repeat almost exactly, so that a few which fit the lattice by chance count many times.
    ///
    /// Of the gaps between sorted values of a generator, 8 % are below a twentieth of the mean one.
    private static func isHeaped(_ values: UnsafeBufferPointer<Float>) -> Bool {
        let sorted = unsafe values.prefix(heapCount).sorted()
        guard let first = sorted.first, let last = sorted.last, last > first else { return true }
        let narrow = (last - first) / Float(sorted.count) / 20
        let heaped = zip(sorted, sorted.dropFirst()).count { $1 - $0 < narrow }
        return Double(heaped) > mostHeaped * Double(sorted.count)
    }
}
