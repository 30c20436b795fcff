/// The transposition of a matrix, tile by tile so that both sides stay in the cache.
///
/// One of the package's two hot loops: concrete element widths, no allocation, no calls in the loop.
enum Transposition {
    /// Elements along each side of a tile; 16 floats are one cache line.
    private static let tile = 16

    /// Writes `rows` rows of `columns` elements as columns of a matrix whose rows are `height` elements long.
    ///
    /// - Parameters:
    ///   - source: `rows * columns` elements, row-major.
    ///   - target: `columns` rows of `height` elements; rows `first ..< first + rows` of each are written.
    ///   - width: bytes of an element: 1, 2, 4 or 8.
    static func scatter(
        _ source: UnsafeRawBufferPointer, rows: Int, columns: Int, width: Int,
        into target: UnsafeMutableRawBufferPointer, height: Int, first: Int
    ) {
        precondition(source.count >= rows * columns * width && target.count >= columns * height * width)
        precondition(first >= 0 && first + rows <= height)
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        switch width {
        case 1: unsafe scatter(UInt8.self, source, rows, columns, target, height, first)
        case 2: unsafe scatter(UInt16.self, source, rows, columns, target, height, first)
        case 4: unsafe scatter(UInt32.self, source, rows, columns, target, height, first)
        case 8: unsafe scatter(UInt64.self, source, rows, columns, target, height, first)
        default: preconditionFailure("no element is \(width) bytes wide")
        }
    }

    private static func scatter<Element: BitwiseCopyable>(
        _: Element.Type, _ source: UnsafeRawPointer, _ rows: Int, _ columns: Int,
        _ target: UnsafeMutableRawPointer, _ height: Int, _ first: Int
    ) {
        let source = unsafe source.assumingMemoryBound(to: Element.self)
        let target = unsafe target.assumingMemoryBound(to: Element.self)
        var left = 0
        while left < columns {
            let right = min(left &+ tile, columns)
            var top = 0
            while top < rows {
                let bottom = min(top &+ tile, rows)
                for column in left..<right {
                    let line = unsafe target + (column &* height &+ first)
                    for row in top..<bottom {
                        unsafe line[row] = source[row &* columns &+ column]
                    }
                }
                top = bottom
            }
            left = right
        }
    }
}
