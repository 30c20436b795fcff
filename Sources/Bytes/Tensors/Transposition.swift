internal import ByteIO
internal import CKernels

/// Transposes a matrix tile by tile, so that both sides stay in the cache.
///
/// A hot loop: it has fixed element widths, and allocates and calls nothing.
package enum Transposition {
    /// Elements along each side of a tile; 16 floats are one cache line.
    private static let tile = 16

    /// Writes `rows` rows of `columns` elements as columns of a matrix whose rows are `height` elements long.
    ///
    /// - Parameters:
    ///   - source: `rows * columns` elements, row-major.
    ///   - target: `columns` rows of `height` elements; elements `first ..< first + rows` of each are written.
    ///   - width: bytes of an element: 1, 2, 4 or 8.
    package static func scatter(
        _ source: UnsafeRawBufferPointer, rows: Int, columns: Int, width: Int,
        into target: UnsafeMutableRawBufferPointer, height: Int, first: Int
    ) {
        precondition(source.count >= rows * columns * width && target.count >= columns * height * width)
        precondition(first >= 0 && first + rows <= height)
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        switch width {
        case 1: unsafe scatter(UInt8.self, source, rows, columns, target, height, first)
        case 2: unsafe scatter(UInt16.self, source, rows, columns, target, height, first)
        case 4:
            unsafe CKTranspose(
                CKThisProcessor(), source.assumingMemoryBound(to: UInt32.self), rows, columns,
                target.assumingMemoryBound(to: UInt32.self) + first, height)
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

extension Transposition {
    /// Reads a matrix row by row that is stored column by column.
    package struct Plan: Sendable {
        /// Rows of the result, which are columns of the stored matrix.
        let targetRows: Int
        /// Columns of the result, which are rows of the stored matrix.
        private let targetColumns: Int
        private let width: Int
        /// Bytes in the storage before the first element.
        private let start: Int

        /// Nil unless the view is a whole matrix that is stored transposed.
        init?(_ view: StridedView, _ shape: Shape, width: Int) {
            guard shape.rank == 2, view.strides == [1, shape.dimensions[0]], [1, 2, 4, 8].contains(width) else {
                return nil
            }
            targetRows = shape.dimensions[0]
            targetColumns = shape.dimensions[1]
            self.width = width
            start = view.offset * width
        }

        var targetRowByteCount: Int { targetColumns * width }

        /// Whether the matrix is all there is in the range, and fits in a panel of `limit` bytes.
        func fills(_ range: ByteRange, limit: Int) -> Bool {
            start == 0 && targetRows * targetRowByteCount == range.count && panelRows(limit: limit) >= targetRows
        }

        /// Target rows that fit in a panel of `limit` bytes; at least one.
        func panelRows(limit: Int) -> Int {
            max(1, limit / targetRowByteCount)
        }

        /// Reads the stored columns `targetRows` and writes them to `panel` as rows.
        ///
        /// - Parameter checksum: gets all bytes that are read; nil: none is asked for.
        func fill(
            _ panel: UnsafeMutableRawBufferPointer, targetRows wanted: Range<Int>, from range: ByteRange,
            through block: borrowing Block, _ checksum: inout Checksum?
        ) throws(Fault) {
            let sliceByteCount = wanted.count * width
            // Reads as many stored rows as fit in a block; if not even one fits, a larger piece of memory is used.
            let large = Block(byteCount: unsafe sliceByteCount > block.bytes.count ? sliceByteCount : 0)
            let memory = unsafe large.bytes.count > 0 ? large.bytes : block.bytes
            let bandRows = max(1, memory.count / sliceByteCount)
            var top = 0
            while top < targetColumns {
                let count = min(bandRows, targetColumns - top)
                let band = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[..<(count * sliceByteCount)])
                try unsafe read(rows: top..<top + count, columns: wanted, from: range, into: band)
                unsafe checksum?.add(UnsafeRawBufferPointer(band))
                unsafe Transposition.scatter(
                    UnsafeRawBufferPointer(band), rows: count, columns: wanted.count, width: width, into: panel,
                    height: targetColumns, first: top)
                top += count
            }
        }

        private func read(
            rows: Range<Int>, columns: Range<Int>, from range: ByteRange, into band: UnsafeMutableRawBufferPointer
        ) throws(Fault) {
            let base = range.offset + UInt64(start)
            if columns.count == targetRows {
                try unsafe range.file.read(into: band, at: base + UInt64(rows.lowerBound * targetRows * width))
                return
            }
            let sliceByteCount = columns.count * width
            for (index, row) in rows.enumerated() {
                let slice = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: band[index * sliceByteCount..<(index + 1) * sliceByteCount])
                let offset = (row * targetRows + columns.lowerBound) * width
                try unsafe range.file.read(into: slice, at: base + UInt64(offset))
            }
        }
    }
}
