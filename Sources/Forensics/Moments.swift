internal import ByteIO

/// Moments of a tensor and of each of its rows and columns, gathered in one pass over blocks of any size.
struct Moments: ~Copyable {
    /// Rows after which the columns' floats are added to doubles.
    private static let rowsPerFold = 64
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
    private(set) var ones = 0
    private(set) var nonFinite = 0
    private(set) var firstNonFinite: Int?
    private(set) var powers = MomentKernel.Powers()
    private(set) var shift: Float = 0
    private(set) var scale: Float = 1

    /// Sums of the values and of their squares, for each row; empty where rows and columns are not asked for.
    private(set) var rowSums: [(first: Double, second: Double)] = []
    private var columnSums: [Double] = []
    /// The columns' sums of the last rows, as floats: all first, then all of squares.
    private let partial: Block
    private var rowsInPartial = 0

    /// - Parameter crossed: whether sums of rows and columns are wanted.
    init(rows: Int, width: Int, crossed: Bool) {
        (self.rows, self.width) = (rows, width)
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
            let count = min(values.count - done, width - column, MomentKernel.limit)
            unsafe add(base + done, count)
            done += count
            column += count
            if column == width { endRow() }
        }
        position += values.count
    }

    private mutating func add(_ values: UnsafePointer<Float>, _ count: Int) {
        let look = unsafe MomentKernel.look(values, count)
        zeros += look.zeros
        ones += look.ones
        guard look.isFinite else { return unsafe addDamaged(values, count) }
        minimum = min(minimum, look.minimum)
        maximum = max(maximum, look.maximum)
        unsafe addPowers(values, count)
    }

    private mutating func addPowers(_ values: UnsafePointer<Float>, _ count: Int) {
        guard !rowSums.isEmpty, let floats = unsafe columnFloats.baseAddress else {
            powers += unsafe MomentKernel.powers(values, count, shift: shift, scale: scale, columns: nil, stride: 0)
            return
        }
        let sums = unsafe MomentKernel.powers(
            values, count, shift: shift, scale: scale, columns: floats + column, stride: width)
        powers += sums
        rowSums[row].first += sums.first
        rowSums[row].second += sums.second
    }

    /// A piece with infinities or NaN: they are counted, and are the mean for the sums.
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
            if let base = sound.baseAddress { unsafe addPowers(base, count) }
        }
    }

    private mutating func endRow() {
        column = 0
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
        for index in floats.indices {
            unsafe columnSums[index] += Double(floats[index])
            unsafe floats[index] = 0
        }
    }

    /// The columns' sums of values and of squares.
    mutating func columns() -> [(first: Double, second: Double)] {
        fold()
        return columnSums.isEmpty ? [] : (0..<width).map { (columnSums[$0], columnSums[width + $0]) }
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
