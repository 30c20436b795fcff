internal import ByteIO
internal import CKernels

/// Moments of a tensor and of each of its rows and columns, gathered in one pass over blocks of any size.
struct Moments: ~Copyable {
    /// Rows after which the columns' floats are added to doubles.
    private static let rowsPerFold = 64
    /// Values of one piece: the floats of the loop hold sums of at most 64 values a lane.
    private static let pieceLimit = 1024
    /// Values of the first block that choose shift and scale.
    private static let probeCount = 4096

    private let rows: Int
    private let width: Int
    private var row = 0
    private var column = 0
    private(set) var position = 0

    private(set) var minimum = Float.infinity
    private(set) var maximum = -Float.infinity
    private(set) var zeros = 0
    /// Zeros and subnormal numbers.
    private(set) var tiny = 0
    private(set) var ones = 0
    private(set) var nonFinite = 0
    private(set) var firstNonFinite: Int?
    /// Of the shifted and scaled values.
    private(set) var powers = Powers()
    private(set) var shift: Float = 0
    private(set) var scale: Float = 1
    private let smallestNormal: Float

    /// Rows of nothing but zeros and subnormal numbers; none where rows and columns are not asked for.
    private(set) var deadRows = DeadRows()
    private var tinyInRow = 0
    private var fingerprint = Fingerprint()

    /// Sums of the values and of their squares, for each row; empty where rows and columns are not asked for.
    private(set) var rowSums: [(first: Double, second: Double)] = []
    private var columnSums: [Double] = []
    /// The columns' sums of the last rows, as floats: all first, then all of squares.
    private let partial: Block
    private var rowsInPartial = 0

    /// - Parameters:
    ///   - crossed: whether sums of rows and columns are wanted.
    ///   - smallestNormal: of the type that the values have in the file.
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

    /// A piece with infinities or NaN: they are counted, and are the mean for the sums.
    ///
    /// The sums of rows and columns mean nothing from here on; Test N is for sound tensors only.
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

    /// The columns' sums of values and of squares.
    mutating func columns() -> [(first: Double, second: Double)] {
        fold()
        return columnSums.isEmpty ? [] : (0..<width).map { (columnSums[$0], columnSums[width + $0]) }
    }

    /// The same for all tensors of one shape and type that hold the same values in the same order; hardly ever for others.
    ///
    /// The sums of every piece of a row are in it, which come with the moments.
    func fingerprint(columns: [(first: Double, second: Double)]) -> UInt64 {
        var print = fingerprint
        for column in columns { print.add(column.first.bitPattern) }
        for number in [minimum, maximum] { print.add(UInt64(number.bitPattern)) }
        return print.value
    }

    /// Takes the mean of the first values as shift, and a power of two near their deviation as scale.
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

/// A number that stands for a sequence of numbers.
private struct Fingerprint {
    private(set) var value: UInt64 = 0x243F_6A88_85A3_08D3

    mutating func add(_ number: UInt64) {
        value = (value ^ number) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
    }
}
