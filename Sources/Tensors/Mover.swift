package import ByteIO

/// Carries tensors from input files to an output file, in blocks of 1 MiB.
package struct Mover: ~Copyable {
    private var stream = TensorStream()
    private let converted = Block()
    private let progress: (Int) -> Void
    /// What the conversions of element types did to the values so far.
    package private(set) var losses = CastLosses()

    /// - Parameter progress: called with the number of bytes read since the last call.
    package init(progress: @escaping (Int) -> Void = { _ in }) {
        self.progress = progress
    }

    /// Moves one tensor.
    ///
    /// - Returns: the CRC-32 of the bytes written, if the move asks for it.
    /// - Throws: ``Fault`` of the file that failed.
    package mutating func carry(_ move: Move, to output: borrowing AtomicFile) throws(Fault) -> UInt32? {
        try stream.open(move.source, transposed: move.isTransposed)
        let cast = Cast(from: move.source.elementType, to: move.elementType)
        var target = move.target
        var checksum = Checksum()
        while let bytes = try unsafe stream.next() {
            progress(bytes.count)
            var rest = UnsafeRawBufferPointer(bytes)
            while unsafe !rest.isEmpty {
                // A block of narrow elements can become more than a block of wide ones.
                let piece = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(cast?.sourceByteLimit ?? rest.count))
                let written = unsafe cast?.convert(piece, into: converted.bytes, &losses) ?? piece
                if move.needsChecksum { unsafe checksum.add(written) }
                try unsafe output.write(written, at: target)
                target += UInt64(written.count)
                unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            }
        }
        return move.needsChecksum ? checksum.value : nil
    }
}
