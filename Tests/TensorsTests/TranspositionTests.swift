import Testing

@testable import Tensors

@Suite("Transposition in memory")
struct TranspositionTests {
    private static let widths = [1, 2, 4, 8]

    /// `source` in strips of `strip` rows, as the mover hands it over.
    private static func turned(_ source: Matrix, strip: Int) -> [UInt8] {
        var target = [UInt8](repeating: 0, count: source.bytes.count)
        unsafe source.bytes.withUnsafeBytes { from in
            unsafe target.withUnsafeMutableBytes { to in
                var first = 0
                while first < source.rows {
                    let count = min(strip, source.rows - first)
                    let rowByteCount = source.columns * source.width
                    let band = unsafe UnsafeRawBufferPointer(
                        rebasing: from[(first * rowByteCount)..<((first + count) * rowByteCount)])
                    unsafe Transposition.scatter(
                        band, rows: count, columns: source.columns, width: source.width, into: to,
                        height: source.rows, first: first)
                    first += count
                }
            }
        }
        return target
    }

    @Test(
        "It equals the definition at and around the size of a tile, for every width",
        arguments: widths, [1, 2, 15, 16, 17, 31, 33, 70])
    func equalsDefinition(width: Int, rows: Int) {
        for columns in [1, 3, 15, 16, 17, 48, 65] {
            let matrix = Matrix(rows: rows, columns: columns, width: width)
            #expect(Self.turned(matrix, strip: rows) == matrix.transposed.bytes, "\(rows) x \(columns)")
        }
    }

    @Test("It equals the definition when the rows come in strips", arguments: widths, [1, 7, 16, 20])
    func strips(width: Int, strip: Int) {
        let matrix = Matrix(rows: 45, columns: 37, width: width)
        #expect(Self.turned(matrix, strip: strip) == matrix.transposed.bytes)
    }

    @Test("Twice is the identity", arguments: widths)
    func involution(width: Int) {
        let matrix = Matrix(rows: 53, columns: 29, width: width)
        var turned = matrix.transposed
        turned.bytes = Self.turned(matrix, strip: 53)
        #expect(Self.turned(turned, strip: 29) == matrix.bytes)
    }

    @Test("A strip touches no row of the target but its own elements")
    func confined() {
        let band = Matrix(rows: 2, columns: 3, width: 2)
        var target = [UInt8](repeating: 0xEE, count: 3 * 5 * 2)
        unsafe band.bytes.withUnsafeBytes { from in
            unsafe target.withUnsafeMutableBytes { to in
                unsafe Transposition.scatter(from, rows: 2, columns: 3, width: 2, into: to, height: 5, first: 1)
            }
        }
        for line in 0..<3 {
            for element in [0, 3, 4] {
                #expect(target[(line * 5 + element) * 2] == 0xEE)
                #expect(target[(line * 5 + element) * 2 + 1] == 0xEE)
            }
        }
    }

    @Test("A matrix without elements is nothing to do", arguments: [(0, 5), (5, 0), (0, 0)])
    func empty(rows: Int, columns: Int) {
        #expect(Self.turned(Matrix(rows: rows, columns: columns, width: 4), strip: 1).isEmpty)
    }
}
