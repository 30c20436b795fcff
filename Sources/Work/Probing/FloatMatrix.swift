internal import ByteIO

/// Rows of 32-bit floats: a row for each token, or for each text.
///
/// Several threads may write different rows or columns of one matrix at a time.
@safe
package final class FloatMatrix: @unchecked Sendable {
    package let rows: Int
    package let width: Int
    private let block: Block

    /// A matrix whose numbers are not set yet.
    init(rows: Int, width: Int) {
        self.rows = rows
        self.width = width
        block = Block(byteCount: max(1, rows * width) * MemoryLayout<Float>.stride)
    }

    /// All numbers, row after row.
    var numbers: UnsafeMutableBufferPointer<Float> {
        unsafe UnsafeMutableBufferPointer(rebasing: block.bytes.bindMemory(to: Float.self)[..<(rows * width)])
    }

    /// The first number; there is memory even for an empty matrix.
    var start: UnsafeMutablePointer<Float> {
        unsafe block.bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Float.self)
    }

    package subscript(row: Int, column: Int) -> Float {
        get { unsafe numbers[row * width + column] }
        set { unsafe numbers[row * width + column] = newValue }
    }

    /// The numbers of one row.
    package func row(_ index: Int) -> [Float] { unsafe Array(numbers[(index * width)..<((index + 1) * width)]) }

    /// All numbers, row after row.
    package var values: [Float] { unsafe Array(numbers) }

    /// A matrix of these rows of it, in this order.
    func taking(_ chosen: [Int]) -> FloatMatrix {
        let taken = FloatMatrix(rows: chosen.count, width: width)
        for (target, source) in chosen.enumerated() {
            for column in 0..<width { taken[target, column] = self[source, column] }
        }
        return taken
    }

    func hasSize(of other: FloatMatrix) -> Bool { rows == other.rows && width == other.width }

    func copy() -> FloatMatrix {
        let copy = FloatMatrix(rows: rows, width: width)
        _ = unsafe copy.numbers.update(from: numbers)
        return copy
    }

    /// Adds the numbers of another matrix of the same size.
    func add(_ other: FloatMatrix) {
        let (own, others) = unsafe (numbers, other.numbers)
        for index in 0..<min(own.count, others.count) { unsafe own[index] += others[index] }
    }
}
