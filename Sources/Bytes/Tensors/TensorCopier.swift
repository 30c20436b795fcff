package import ByteIO

/// Carries tensors from input files to an output file, in blocks of 1 MiB.
package struct Mover: ~Copyable {
    private var stream = TensorStream()
    private let converted = Block()

    package init() {}

    /// What became of one tensor.
    package struct Moved: Sendable {
        /// The CRC-32 of the bytes written, if the move asks for it.
        package fileprivate(set) var checksum: UInt32?
        /// What the conversion of the element type could not keep.
        package fileprivate(set) var losses = CastLosses()
    }

    /// Moves one tensor.
    ///
    /// - Parameter progress: called with the number of bytes read since the last call.
    /// - Throws: ``Fault`` of the file that failed.
    package mutating func carry(
        _ move: Move, to output: FileWriter, progress: (Int) -> Void = { _ in }
    ) throws(Fault) -> Moved {
        try stream.open(move.source, transposed: move.isTransposed)
        let cast = Cast(from: move.source.elementType, to: move.elementType)
        var target = move.target
        var checksum = Checksum()
        var moved = Moved()
        while let bytes = try unsafe stream.next() {
            progress(bytes.count)
            var rest = UnsafeRawBufferPointer(bytes)
            while unsafe !rest.isEmpty {
                // A block of narrow elements can become more than a block of wide ones.
                let piece = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(cast?.sourceByteLimit ?? rest.count))
                let written = unsafe cast?.convert(piece, into: converted.bytes, &moved.losses) ?? piece
                if move.needsChecksum { unsafe checksum.add(written) }
                try unsafe output.write(written, at: target)
                target += UInt64(written.count)
                unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            }
        }
        if move.needsChecksum { moved.checksum = checksum.value }
        return moved
    }

    /// Moves all tensors, on all processors.
    ///
    /// - Returns: what became of each, in their order.
    /// - Throws: ``Fault``, that of the first tensor which could not be moved.
    package static func carry(
        _ moves: [Move], to output: FileWriter, progress: (Int) -> Void
    ) throws(Fault) -> [Moved] {
        let queue = WorkQueue(moves, workers: TensorStream.workerLimit)
        var moved: [Moved] = []
        try queue.run(
            worker: { Mover() },
            work: { (mover, move, tell) throws(Fault) in try mover.carry(move, to: output, progress: tell) },
            progress: progress, take: { (result) throws(Fault) in moved.append(result) })
        return moved
    }
}

/// One tensor on its way: from where its bytes are to where they go.
package struct Move: Sendable {
    package let source: TensorEntry
    /// Whether a matrix is stored the other way round than it is wanted.
    package let isTransposed: Bool
    /// The type to write; the source's own: no conversion.
    package let elementType: ElementType
    /// Where the first byte goes in the output.
    package let target: UInt64
    /// Whether the CRC-32 of what is written is wanted.
    package let needsChecksum: Bool

    package init(
        source: TensorEntry, isTransposed: Bool, elementType: ElementType? = nil, target: UInt64,
        needsChecksum: Bool = false
    ) {
        self.source = source
        self.isTransposed = isTransposed
        self.elementType = elementType ?? source.elementType
        self.target = target
        self.needsChecksum = needsChecksum
    }
}
