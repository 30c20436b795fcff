internal import ByteIO
package import Tensors

/// Test L for each row of a matrix: rows that training never touched are still as the generator wrote them.
///
/// Some 64 values of a row are looked at; more where those leave it open, or where the row before was untouched. The
/// row before an untouched one is looked at whole too, so that a run begins and ends at the right row.
///
/// Rows of fewer than 320 values are too short to be told one by one: there, as many as have 512 values together are
/// looked at as one. Rows of half precision cannot be told.
package struct UntouchedRows: ~Copyable {
    /// Consecutive rows at their random initialisation.
    package struct Run: Sendable, Equatable {
        package let rows: Range<Int>
        /// The least z of its rows; each is at least ``Threshold/latticeRow``.
        package let leastZ: Double
        /// The fewest pairs of values that count in a row.
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
    }

    /// A generator's way to pair values, and where its groups of 16 begin.
    private struct Reading: Equatable {
        let pairing: Lattice.Pairing
        /// Whether groups are counted from the beginning of the row, as where it was drawn by itself.
        var isOfRow = false

        /// How many values of a row are looked at in turn, and z below which the row is left.
        ///
        /// An untouched row of torch has z = 2.9 to 3.2 ± 0.8 at 64 values and 5.1 to 5.6 ± 0.8 at 192; of
        /// TensorFlow 3.6 to 4.2 ± 0.7 at 32 and 7.2 to 8.3 ± 0.8 at 128. One in a hundred is lost at the most, of
        /// other rows 21 % or 7 % go on after the first look.
        var looks: [(count: Int, threshold: Double)] {
            switch pairing {
            case .torch: [(64, 0.8), (192, 2.5)]
            case .tensorFlow: [(32, 1.5), (128, 3)]
            }
        }
    }

    /// Values of a row, or of several, that are enough to tell: of 1,000 untouched rows of torch with a truncated law,
    /// 3 have z below 6.
    private static let lineCount = 512
    /// Values from which one row is looked at by itself; at 384, of 1,000 untouched rows of torch 990 have z above 6.
    private static let rowCount = 320
    /// Pairs below which a row is not said to be touched.
    private static let leastPairs = 64
    /// z over the square root of the pairs below which a row is touched: untouched ones have 0.52 to 1.04, with a
    /// deviation of 0.06 at 192 pairs.
    private static let touchedZ = 0.25

    private let width: Int
    /// Rows that are looked at as one.
    private let rowsPerLine: Int
    private let rowCount: Int
    private let current: Block
    private let previous: Block
    private let seen: Lattice.SeenAngles
    /// The row that was left after a look at a part of it, if it was the last one.
    private var left: Int?
    private var filled = 0
    /// The first row of the line that comes next.
    private var row = 0
    private var found = Found()
    /// In the order in which they are tried.
    private var readings = [Reading(pairing: .torch), Reading(pairing: .tensorFlow)]

    package init(shape: Shape) {
        width = shape.rank == 2 ? shape.dimensions[1] : 0
        rowCount = shape.rank == 2 ? shape.dimensions[0] : 0
        rowsPerLine = width == 0 || width >= Self.rowCount ? 1 : (Self.lineCount + width - 1) / width
        let count = width * min(rowsPerLine, rowCount)
        current = Block(byteCount: count * 4)
        previous = Block(byteCount: count * 4)
        seen = Lattice.SeenAngles(pairCount: count / 2)
        if width % 16 != 0 { readings.append(Reading(pairing: .torch, isOfRow: true)) }
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
                let line = unsafe UnsafeBufferPointer(start: base + done, count: whole)
                unsafe endLine(line, before: before)
                unsafe before = line
                done += whole
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
                unsafe endLine(line, before: before)
                unsafe keep(line)
                unsafe before = UnsafeBufferPointer(previous.bytes.assumingMemoryBound(to: Float.self))
            }
        }
        unsafe keep(before)
    }

    /// What was found in all rows.
    package consuming func finish() -> Found {
        guard let first = left else { return found }
        let rows = first..<rowCount
        let all = unsafe UnsafeBufferPointer(previous.bytes.assumingMemoryBound(to: Float.self))
        let line = unsafe UnsafeBufferPointer(rebasing: all[..<(rows.count * width)])
        let sum = found.runs.isEmpty ? nil : unsafe best(line, from: first, isThorough: true)
        note(rows, sum ?? Lattice.Sum(), isTouched: sum == nil)
        return found
    }

    private func keep(_ line: UnsafeBufferPointer<Float>) {
        guard unsafe line.baseAddress.map(UnsafeRawPointer.init) != UnsafeRawPointer(previous.bytes.baseAddress) else {
            return
        }
        unsafe previous.bytes.copyMemory(from: UnsafeRawBufferPointer(line))
    }

    /// Judges a line, and the one before it, if that was left and this is untouched.
    private mutating func endLine(_ values: UnsafeBufferPointer<Float>, before: UnsafeBufferPointer<Float>) {
        let rows = row..<row + values.count / width
        row = rows.upperBound
        let follows = found.runs.last?.rows.upperBound == rows.lowerBound
        let sum = unsafe best(values, from: rows.lowerBound, isThorough: follows)
        if let first = left {
            left = nil
            let isNeeded = (sum?.z ?? 0) >= Threshold.latticeRow
            let earlier = isNeeded ? unsafe best(before, from: first, isThorough: true) : nil
            note(first..<rows.lowerBound, earlier ?? Lattice.Sum(), isTouched: earlier == nil)
        }
        if let sum { note(rows, sum) } else { left = rows.lowerBound }
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
        for reading in readings {
            let start = reading.isOfRow ? 0 : min((16 - row * width % 16) % 16, values.count)
            let line = unsafe UnsafeBufferPointer(rebasing: values[start...])
            guard var sum = unsafe sum(line, reading, isThorough: isThorough) else { continue }
            if sum.z >= Threshold.latticeRow {
                sum = unsafe Lattice.distinct(line, pairing: reading.pairing, among: seen)
            }
            guard sum.z > best?.z ?? -.infinity else { continue }
            if sum.z >= Threshold.latticeRow, unsafe Precision(of: values).isHalf { continue }
            best = sum
            guard sum.z >= Threshold.latticeRow else { continue }
            // One generator wrote the table: the next row is held against its reading first.
            if let place = readings.firstIndex(of: reading), place > 0 { readings.swapAt(0, place) }
            break
        }
        return best
    }

    /// The sum over a line; nil where a part of it is enough to leave it.
    private func sum(
        _ line: UnsafeBufferPointer<Float>, _ reading: Reading, isThorough: Bool
    ) -> Lattice.Sum? {
        var sum = Lattice.Sum()
        var position = 0
        for look in reading.looks where look.count < line.count {
            let part = unsafe UnsafeBufferPointer(rebasing: line[position..<look.count])
            unsafe Lattice.add(part, pairing: reading.pairing, to: &sum)
            position = look.count
            guard isThorough || sum.z >= look.threshold else { return nil }
        }
        unsafe Lattice.add(UnsafeBufferPointer(rebasing: line[position...]), pairing: reading.pairing, to: &sum)
        return sum
    }
}
