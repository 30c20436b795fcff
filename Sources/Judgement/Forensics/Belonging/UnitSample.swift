internal import ByteIO
internal import CKernels

/// Some units of one half of a joint, in single precision: the rows of a matrix, or its columns.
///
/// Unit i of one half belongs to unit i of the other: a dimension of the heads, or a hidden unit of the feed-forward
/// network. Each is a vector over the dimensions of the residual stream.
package struct UnitSample: ~Copyable {
    /// The most units: the test has power enough with 256, and its work grows with their square.
    package static let mostUnits = 256
    /// The units of the first look, which is enough for joints that fit well.
    package static let fewUnits = 64

    /// Whether units are the rows of the matrix.
    private let areRows: Bool
    private let rows: Int
    private let columns: Int
    /// The units that are taken, in order.
    private let taken: [Int]
    /// Where values begin that are still to come.
    private var position = 0
    private var next = 0
    /// Row after row of what is taken: of rows whole ones, of columns the taken values of each row.
    private var values: [Float] = []

    /// - Parameters:
    ///   - areRows: whether units are rows; else they are columns.
    ///   - most: the most units that are taken.
    package init(rows: Int, columns: Int, areRows: Bool, most: Int = mostUnits) {
        (self.rows, self.columns, self.areRows) = (rows, columns, areRows)
        taken = Self.places(of: areRows ? rows : columns, most: most)
        values.reserveCapacity(taken.count * (areRows ? columns : rows))
    }

    /// The units that are taken of `count`, evenly spread.
    package static func places(of count: Int, most: Int = mostUnits) -> [Int] {
        let units = min(most, count)
        let step = units > 1 ? Double(count - 1) / Double(units - 1) : 0
        return (0..<units).map { $0 == units - 1 ? count - 1 : Int(Double($0) * step) }
    }

    /// Adds the next values of the matrix in row-major order; blocks may end anywhere.
    package mutating func add(_ block: UnsafeBufferPointer<Float>) {
        var done = 0
        while done < block.count {
            let (row, column) = (position / columns, position % columns)
            let count = min(columns - column, block.count - done)
            if areRows {
                while next < taken.count, taken[next] < row { next += 1 }
                if next < taken.count, taken[next] == row {
                    unsafe values.append(contentsOf: block[done..<done + count])
                }
            } else {
                if column == 0 { next = 0 }
                let offset = done - column
                while next < taken.count, taken[next] < column + count {
                    values.append(unsafe block[offset + taken[next]])
                    next += 1
                }
            }
            done += count
            position += count
        }
    }

    /// The units, after all values were added; nil if the matrix had fewer values.
    package consuming func finish() -> Units? {
        guard position == rows * columns, !taken.isEmpty else { return nil }
        guard areRows else { return Units(count: taken.count, width: rows, byDimension: values) }
        return Units(count: taken.count, width: columns, byUnit: values)
    }
}

/// Sampled units as vectors of length 1 over the dimensions of the residual stream, less their mean.
package struct Units: Sendable {
    package let count: Int
    package let width: Int
    /// The values of all units in the first dimension, then those in the second.
    let byDimension: [Float]

    /// - Parameter values: those of the first unit, then those of the second.
    package init(count: Int, width: Int, byUnit values: [Float]) {
        var turned = [Float](repeating: 0, count: values.count)
        if count > 0, values.count == count * width {
            unsafe values.withUnsafeBytes { source in
                unsafe turned.withUnsafeMutableBytes { target in
                    guard let from = unsafe source.bindMemory(to: UInt32.self).baseAddress,
                        let to = unsafe target.bindMemory(to: UInt32.self).baseAddress
                    else { return }
                    unsafe CKTranspose(CKThisProcessor(), from, count, width, to, count)
                }
            }
        }
        self.init(count: count, width: width, byDimension: turned)
    }

    fileprivate init(count: Int, width: Int, byDimension values: [Float]) {
        (self.count, self.width) = (count, width)
        var vectors = values
        var scratch = [Double](repeating: 0, count: count)
        unsafe CKCentreVectors(CKThisProcessor(), &vectors, count, values.count / max(count, 1), &scratch)
        byDimension = vectors
    }
}
