package import ByteIO

/// Carries tensors from input files to an output file, in blocks of 1 MiB.
///
/// Memory: one block and, for transposition, one panel of at most ``panelByteCount``. A matrix that is
/// larger than a panel is read once for each panel, a slice of every row at a time, so memory does not
/// grow with the tensor.
package struct Mover: ~Copyable {
    /// Bytes of the transposed matrix that are held at a time: a feed-forward kernel of BERT-large
    /// (4096 × 1024 floats) is 16 MiB.
    package static let panelByteCount = 32 << 20

    private let block = Block()
    private var panel = Block(byteCount: 0)
    private let progress: (Int) -> Void

    /// - Parameter progress: called with the number of bytes written since the last call.
    package init(progress: @escaping (Int) -> Void = { _ in }) {
        self.progress = progress
    }
}

extension Mover {
    /// Moves one tensor.
    ///
    /// - Throws: ``Fault`` of the file that failed.
    package mutating func carry(_ move: Move, to output: borrowing AtomicFile) throws(Fault) {
        switch move.transform {
        case .copy:
            try copy(move.source, to: output, at: move.target)
        case .transpose(let rows, let columns, let width):
            try transpose(move.source, rows: rows, columns: columns, width: width, to: output, at: move.target)
        }
    }

    private func copy(_ source: ByteRange, to output: borrowing AtomicFile, at target: UInt64) throws(Fault) {
        var done = 0
        while done < source.count {
            let count = min(source.count - done, Block.standardByteCount)
            let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<count])
            try unsafe source.file.read(into: piece, at: source.offset + UInt64(done))
            try unsafe output.write(UnsafeRawBufferPointer(piece), at: target + UInt64(done))
            progress(count)
            done += count
        }
    }

    private mutating func transpose(
        _ source: ByteRange, rows: Int, columns: Int, width: Int, to output: borrowing AtomicFile, at target: UInt64
    ) throws(Fault) {
        precondition(source.count == rows * columns * width)
        guard source.count > 0 else { return }
        // Columns of the source, which are rows of the target, that fit in a panel; one at the least.
        let panelColumns = min(columns, max(1, Mover.panelByteCount / (rows * width)))
        reservePanel(panelColumns * rows * width)
        var left = 0
        while left < columns {
            let count = min(panelColumns, columns - left)
            try fillPanel(source, rows: rows, columns: columns, width: width, taking: left..<left + count)
            let filled = unsafe UnsafeRawBufferPointer(rebasing: panel.bytes[..<(count * rows * width)])
            try unsafe output.write(filled, at: target + UInt64(left * rows * width))
            progress(filled.count)
            left += count
        }
    }

    private mutating func reservePanel(_ byteCount: Int) {
        if unsafe panel.bytes.count < byteCount { panel = Block(byteCount: byteCount) }
    }

    /// Reads the columns `taken` of all rows and leaves them transposed in the panel.
    private func fillPanel(
        _ source: ByteRange, rows: Int, columns: Int, width: Int, taking taken: Range<Int>
    ) throws(Fault) {
        let sliceByteCount = taken.count * width
        let isWhole = taken.count == columns
        // Rows that fit in a block; a row longer than a block is read in a panel narrow enough to fit.
        let bandRows = max(1, Block.standardByteCount / sliceByteCount)
        var widened = Block(byteCount: 0)
        if sliceByteCount > Block.standardByteCount { widened = Block(byteCount: sliceByteCount) }
        var top = 0
        while top < rows {
            let count = min(bandRows, rows - top)
            let memory = unsafe sliceByteCount > Block.standardByteCount ? widened.bytes : block.bytes
            let band = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[..<(count * sliceByteCount)])
            if isWhole {
                try unsafe source.file.read(into: band, at: source.offset + UInt64(top * columns * width))
            } else {
                for row in 0..<count {
                    let start = row * sliceByteCount
                    let slice = unsafe UnsafeMutableRawBufferPointer(rebasing: band[start..<start + sliceByteCount])
                    let offset = source.offset + UInt64(((top + row) * columns + taken.lowerBound) * width)
                    try unsafe source.file.read(into: slice, at: offset)
                }
            }
            unsafe Transposition.scatter(
                UnsafeRawBufferPointer(band), rows: count, columns: taken.count, width: width,
                into: panel.bytes, height: rows, first: top)
            top += count
        }
    }
}
