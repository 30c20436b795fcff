package import ByteIO

/// Copies tensors from input files to an output file, in blocks of 1 MiB.
package struct TensorCopier: ~Copyable {
    private var stream = TensorStream()
    private let converted = Block()

    package init() {}

    /// Copies one tensor.
    ///
    /// - Parameter progress: called with the number of bytes read since the last call.
    /// - Throws: ``Fault`` of the file that failed.
    package mutating func copy(
        _ task: TensorCopy, to output: FileWriter, progress: (Int) -> Void = { _ in }
    ) throws(Fault) -> TensorCopy.Result {
        var target = task.target
        var checksum = Checksum()
        var result = TensorCopy.Result()
        for source in [task.source] + task.following {
            try stream.open(source, transposed: task.isTransposed)
            let cast = Cast(from: source.elementType, to: task.elementType)
            while let bytes = try unsafe stream.next() {
                progress(bytes.count)
                var rest = UnsafeRawBufferPointer(bytes)
                while unsafe !rest.isEmpty {
                    // A block of narrow elements can become more than one block of wide elements.
                    let limit = cast?.sourceByteLimit ?? rest.count
                    let piece = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(limit))
                    let written = unsafe cast?.convert(piece, into: converted.bytes, &result.losses) ?? piece
                    if task.needsChecksum { unsafe checksum.add(written) }
                    try unsafe output.write(written, at: target)
                    target += UInt64(written.count)
                    unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
                }
            }
        }
        if task.needsChecksum { result.checksum = checksum.value }
        return result
    }

    /// Copies all tensors, on all processors.
    ///
    /// - Returns: the result of each, in their order.
    /// - Throws: ``Fault`` of the first tensor that could not be copied.
    package static func copy(
        _ tasks: [TensorCopy], to output: FileWriter, progress: (Int) -> Void
    ) throws(Fault) -> [TensorCopy.Result] {
        let workers = TensorStream.workers(
            isRemote: tasks.contains { $0.source.file.isRemote }, isTransposing: tasks.contains(where: \.isTransposed))
        let queue = WorkQueue(tasks, workers: workers)
        var results: [TensorCopy.Result] = []
        try queue.run(
            worker: { TensorCopier() },
            work: { (copier, task, report) throws(Fault) in try copier.copy(task, to: output, progress: report) },
            progress: progress, take: { (result) throws(Fault) in results.append(result) })
        return results
    }
}

/// The task to write one tensor: where its bytes are, and where they go.
package struct TensorCopy: Sendable {
    /// What came of it.
    package struct Result: Sendable {
        /// The CRC-32 of the bytes written, if it was asked for.
        package fileprivate(set) var checksum: UInt32?
        /// What the conversion of the element type could not keep.
        package fileprivate(set) var losses = CastLosses()
    }

    package let source: TensorEntry
    /// Tensors whose elements are written after those of `source`, as further rows.
    package let following: [TensorEntry]
    /// Whether to transpose a matrix.
    package let isTransposed: Bool
    /// The type to write; nothing is converted if it is the source's own.
    package let elementType: ElementType
    /// The offset of the first byte in the output.
    package let target: UInt64
    /// Whether to compute the CRC-32 of what is written.
    package let needsChecksum: Bool

    package init(
        source: TensorEntry, following: [TensorEntry] = [], isTransposed: Bool, elementType: ElementType? = nil,
        target: UInt64, needsChecksum: Bool = false
    ) {
        self.source = source
        self.following = following
        self.isTransposed = isTransposed
        self.elementType = elementType ?? source.elementType
        self.target = target
        self.needsChecksum = needsChecksum
    }
}
