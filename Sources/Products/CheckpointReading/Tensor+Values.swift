internal import ByteIO
internal import Tensors

/// Values are read from the file at each call, row-major and little-endian, whatever their order in the file: slices,
/// transposed and shared storages, compressed and big-endian data. A PyTorch archive's checksums are compared. A span
/// is valid only within the closure that gets it.
extension Checkpoint.Tensor {
    /// Calls `body` once with all elements.
    ///
    ///     let sum = try tensor.withValues(as: Float.self) { values in
    ///         values.indices.reduce(0) { $0 + values[$1] }
    ///     }
    ///
    /// Memory: ``byteCount``, and up to 34 MiB if the matrix is stored transposed.
    ///
    /// - Parameters:
    ///   - type: the Swift type for ``elementType``; nothing is converted.
    ///   - limit: the largest ``byteCount`` that is read, in bytes. A small file can claim a large tensor.
    ///   - body: gets ``elementCount`` elements, in the order of their indices with the last dimension fastest.
    /// - Returns: what `body` returns.
    /// - Throws: ``CheckpointError``: ``CheckpointError/Code/elementType`` if the tensor has another type,
    ///   ``CheckpointError/Code/tooLarge``, those of a damaged or changed file; and what `body` throws.
    public func withValues<Element: TensorElement, Result>(
        as type: Element.Type, limit: Int = 1 << 30, _ body: (Span<Element>) throws -> Result
    ) throws -> Result {
        try check(type)
        let block = try whole(limit: limit)
        defer { extendLifetime(block) }
        return try body(unsafe UnsafeRawBufferPointer(block.bytes).bindMemory(to: type).span)
    }

    /// Calls `body` once with the bytes of all elements, for types that Swift does not have.
    ///
    /// - Parameters:
    ///   - limit: the largest ``byteCount`` that is read, in bytes.
    ///   - body: gets ``byteCount`` bytes.
    /// - Returns: what `body` returns.
    /// - Throws: ``CheckpointError``, as ``withValues(as:limit:_:)`` does; and what `body` throws.
    public func withBytes<Result>(limit: Int = 1 << 30, _ body: (RawSpan) throws -> Result) throws -> Result {
        let block = try whole(limit: limit)
        defer { extendLifetime(block) }
        return try body(unsafe UnsafeRawBufferPointer(block.bytes).bytes)
    }

    /// Calls `body` with the elements, block after block.
    ///
    /// Memory does not grow with the tensor: a block has up to 1 MiB, and a transposed matrix is turned in pieces of at
    /// most 32 MiB.
    ///
    /// - Parameters:
    ///   - type: the Swift type for ``elementType``; nothing is converted.
    ///   - body: gets the next elements. It may have been called for some when an error is thrown.
    /// - Throws: ``CheckpointError``, as ``withValues(as:limit:_:)`` does; and what `body` throws.
    public func forEachBlock<Element: TensorElement>(
        as type: Element.Type, _ body: (Span<Element>) throws -> Void
    ) throws {
        try check(type)
        let entry = try read { () throws(Fault) in try source.decoded(self.entry) }
        var stream = TensorStream(blockByteCount: Self.blockByteCount(for: entry))
        try read { () throws(Fault) in try stream.open(entry) }
        while let bytes = try unsafe read({ () throws(Fault) in try unsafe stream.next() }) {
            try body(unsafe UnsafeRawBufferPointer(bytes).bindMemory(to: type).span)
        }
        try read { () throws(Fault) in try self.entry.file.checkUnchanged() }
    }

    /// Calls `body` with the elements as 32-bit floats, block after block.
    ///
    /// float16 and bfloat16 are widened exactly, float64 is rounded to the nearest. Memory is that of
    /// ``forEachBlock(as:_:)``.
    ///
    /// - Parameter body: gets the next elements. It may have been called for some when an error is thrown.
    /// - Throws: ``CheckpointError``: ``CheckpointError/Code/elementType`` unless ``ElementType/isFloat``, those of a
    ///   damaged or changed file; and what `body` throws.
    public func forEachBlockOfFloats(_ body: (Span<Float>) throws -> Void) throws {
        guard FloatStream.reads(entry.elementType) else {
            throw CheckpointError(.elementType(of: entry, asked: "floats"))
        }
        let entry = try read { () throws(Fault) in try source.decoded(self.entry) }
        var stream = FloatStream()
        try read { () throws(Fault) in try stream.open(entry) }
        while let floats = try unsafe read({ () throws(Fault) in try unsafe stream.next() }) {
            try body(unsafe floats.span)
        }
        try read { () throws(Fault) in try self.entry.file.checkUnchanged() }
    }
}

extension Checkpoint.Tensor {
    /// - Throws: ``CheckpointError/Code/elementType`` unless the elements are values of `type`.
    private func check<Element: TensorElement>(_ type: Element.Type) throws(CheckpointError) {
        let width = MemoryLayout<Element>.size * 8
        guard Element.elementType == elementType, width == elementType.bitWidth,
            MemoryLayout<Element>.stride * 8 == width
        else {
            throw CheckpointError(.elementType(of: entry, asked: "\(type), which reads \(Element.elementType)"))
        }
    }

    /// All elements in memory.
    private func whole(limit: Int) throws(CheckpointError) -> Block {
        guard byteCount <= limit else { throw CheckpointError(.tooLarge(entry, limit: limit)) }
        let block = Block(byteCount: byteCount)
        var done = 0
        try read { () throws(Fault) in
            let entry = try source.decoded(self.entry)
            var stream = TensorStream(blockByteCount: Self.blockByteCount(for: entry))
            try stream.open(entry)
            while let bytes = try unsafe stream.next() {
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[done...])
                unsafe rest.copyMemory(from: UnsafeRawBufferPointer(bytes))
                done += bytes.count
            }
            try self.entry.file.checkUnchanged()
        }
        return block
    }

    /// A small tensor needs no large block.
    private static func blockByteCount(for entry: TensorEntry) -> Int {
        min(Block.standardByteCount, (entry.byteCount + 15) / 16 * 16)
    }

    /// Does `work`; its fault becomes an error of this module.
    private func read<Result>(_ work: () throws(Fault) -> Result) throws(CheckpointError) -> Result {
        do {
            return try work()
        } catch {
            throw CheckpointError(error)
        }
    }
}
