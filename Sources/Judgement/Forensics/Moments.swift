internal import ByteIO
internal import CKernels

/// The moments of a tensor and of each of its rows and columns, from one pass over blocks of any size.
struct Moments: ~Copyable {
    /// After how many rows the columns' sums in floats are added to those in doubles.
    private static let rowsPerFold = 64
    /// The most values of one piece: each lane of the loop adds at most 64 values as floats.
    private static let pieceLimit = 1024
    /// How many values of the first block determine shift and scale.
    private static let probeCount = 4096

    private let rows: Int
    private let width: Int
    private var row = 0
    private var column = 0
    private(set) var position = 0

    private(set) var minimum = Float.infinity
    private(set) var maximum = -Float.infinity
    private(set) var zeros = 0
    /// The number of zeros and subnormal numbers.
    private(set) var tiny = 0
    private(set) var ones = 0
    private(set) var nonFinite = 0
    private(set) var firstNonFinite: Int?
    /// Sums of powers of the shifted and scaled values.
    private(set) var powers = Powers()
    private(set) var shift: Float = 0
    private(set) var scale: Float = 1
    private let smallestNormal: Float

    /// Rows of zeros and subnormal numbers only; none unless `crossed`.
    private(set) var deadRows = DeadRows()
    private var tinyInRow = 0
    private var fingerprint = Fingerprint()

    /// The sums of the values and of their squares, for each row; empty unless `crossed`.
    private(set) var rowSums: [(first: Double, second: Double)] = []
    private var columnSums: [Double] = []
    /// The columns' sums over the last rows, as floats: those of values, then those of squares.
    private let partial: Block
    private var rowsInPartial = 0

    /// - Parameters:
    ///   - crossed: whether to keep sums of rows and columns.
    ///   - smallestNormal: the smallest normal number of the type in the file.
    init(rows: Int, width: Int, crossed: Bool, smallestNormal: Float) {
        (self.rows, self.width) = (rows, width)
        self.smallestNormal = smallestNormal
        partial = Block(byteCount: crossed ? 8 * width : 0)
        guard crossed else { return }
        rowSums = Array(repeating: (0, 0), count: rows)
        columnSums = Array(repeating: 0, count: 2 * width)
        unsafe partial.bytes.initializeMemory(as: Float.self, repeating: 0)
    }

    mutating func add(_ values: UnsafeBufferPointer<Float>) {
        guard let base = values.baseAddress else { return }
        if position == 0 { unsafe choose(values) }
        var done = 0
        while done < values.count {
            let count = min(values.count - done, width - column, Self.pieceLimit)
            unsafe add(base + done, count)
            done += count
            column += count
            if column == width { endRow() }
        }
        position += values.count
    }

    private mutating func add(_ values: UnsafePointer<Float>, _ count: Int) {
        let found = unsafe look(values, count)
        zeros += Int(found.zeros)
        tiny += Int(found.tiny)
        tinyInRow += Int(found.tiny)
        ones += Int(found.ones)
        guard found.fourth.isFinite else { return unsafe addDamaged(values, count) }
        minimum = min(minimum, found.minimum)
        maximum = max(maximum, found.maximum)
        add(found)
    }

    private var looking: CKScale { CKScale(shift: shift, factor: scale, smallestNormal: smallestNormal) }

    private func look(_ values: UnsafePointer<Float>, _ count: Int) -> CKMoments {
        guard !rowSums.isEmpty, let columns = unsafe columnFloats.baseAddress else {
            return unsafe CKMomentsOf(CKThisProcessor(), values, count, looking, nil, 0)
        }
        return unsafe CKMomentsOf(CKThisProcessor(), values, count, looking, columns + column, width)
    }

    private mutating func add(_ found: CKMoments) {
        powers.add(found)
        fingerprint.add(found.first.bitPattern)
        fingerprint.add(found.fourth.bitPattern)
        guard !rowSums.isEmpty else { return }
        rowSums[row].first += found.first
        rowSums[row].second += found.second
    }

    /// Adds a piece with infinities or NaN, which are counted and replaced by the mean in the sums.
    ///
    /// The sums of rows and columns are invalid from here on; Test N is only run on sound tensors.
    private mutating func addDamaged(_ values: UnsafePointer<Float>, _ count: Int) {
        var sound = [Float](repeating: shift, count: count)
        for index in 0..<count {
            let value = unsafe values[index]
            if value.isFinite {
                sound[index] = value
                minimum = min(minimum, value)
                maximum = max(maximum, value)
            } else {
                nonFinite += 1
                if firstNonFinite == nil { firstNonFinite = row * width + column + index }
            }
        }
        unsafe sound.withUnsafeBufferPointer { sound in
            if let base = sound.baseAddress {
                powers.add(unsafe CKMomentsOf(CKThisProcessor(), base, count, looking, nil, 0))
            }
        }
    }

    private mutating func endRow() {
        column = 0
        if !rowSums.isEmpty, tinyInRow == width { deadRows.add(row) }
        tinyInRow = 0
        row += 1
        rowsInPartial += 1
        if rowsInPartial == Self.rowsPerFold { fold() }
    }

    private var columnFloats: UnsafeMutableBufferPointer<Float> {
        unsafe partial.bytes.assumingMemoryBound(to: Float.self)
    }

    private mutating func fold() {
        rowsInPartial = 0
        let floats = unsafe columnFloats
        unsafe columnSums.withUnsafeMutableBufferPointer { sums in
            for index in 0..<min(sums.count, floats.count) {
                unsafe sums[index] += Double(floats[index])
                unsafe floats[index] = 0
            }
        }
    }

    /// The sums of the values and of their squares, for each column; empty unless `crossed`.
    mutating func columns() -> [(first: Double, second: Double)] {
        fold()
        return columnSums.isEmpty ? [] : (0..<width).map { (columnSums[$0], columnSums[width + $0]) }
    }

    /// A number that is equal for tensors of equal shape, type and values, and almost never for others.
    ///
    /// It covers the sums of every piece of a row, which the moments need anyway.
    func fingerprint(columns: [(first: Double, second: Double)]) -> UInt64 {
        var print = fingerprint
        for column in columns { print.add(column.first.bitPattern) }
        for number in [minimum, maximum] { print.add(UInt64(number.bitPattern)) }
        return print.value
    }

    /// Sets the shift to the mean of the first values, and the scale to the power of two near 1 over their deviation.
    private mutating func choose(_ values: UnsafeBufferPointer<Float>) {
        var (sum, squares, count) = (0.0, 0.0, 0.0)
        for index in 0..<min(values.count, Self.probeCount) {
            let value = unsafe values[index]
            guard value.isFinite else { continue }
            sum += Double(value)
            count += 1
        }
        guard count > 0 else { return }
        shift = Float(sum / count)
        for index in 0..<min(values.count, Self.probeCount) {
            let distance = unsafe Double(values[index]) - Double(shift)
            if distance.isFinite { squares += distance * distance }
        }
        let deviation = Float((squares / count).squareRoot())
        // Below, 1 / deviation would overflow; above, it would be subnormal.
        guard deviation > 0x1p-120, deviation < 0x1p120 else { return }
        scale = Float(sign: .plus, exponent: -deviation.exponent, significand: 1)
    }
}

/// Sums of the first four powers.
struct Powers {
    private(set) var first = 0.0
    private(set) var second = 0.0
    private(set) var third = 0.0
    private(set) var fourth = 0.0

    fileprivate mutating func add(_ found: CKMoments) {
        first += found.first
        second += found.second
        third += found.third
        fourth += found.fourth
    }
}

/// A hash of a sequence of numbers.
private struct Fingerprint {
    private(set) var value: UInt64 = 0x243F_6A88_85A3_08D3

    mutating func add(_ number: UInt64) {
        value = (value ^ number) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
    }
}
