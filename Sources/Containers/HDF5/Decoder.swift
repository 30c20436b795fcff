internal import CHDF5
package import HelperProtocol

/// Decodes datasets to row-major little-endian bytes, one block at a time.
package struct Decoder: ~Copyable {
    private let types: TypeTable
    private let index: DatasetIndex
    private var buffer: [UInt8] = []

    /// Prepares to decode datasets of `file`.
    package init(for file: borrowing HDF5File) throws(HDF5Error) {
        let types = try TypeTable()
        let index = try DatasetIndex(of: file)
        self.types = types
        self.index = index
    }

    /// Passes the bytes of the dataset at `path` to `sink`, in order, at most 8 MiB at a time.
    ///
    /// - Throws: ``HDF5Error``, naming the dataset, and what `sink` throws.
    package mutating func decode(
        _ path: String, in file: borrowing HDF5File, to sink: (RawSpan) throws(HDF5Error) -> Void
    ) throws(HDF5Error) {
        do throws(HDF5Error) {
            let dataset = try Dataset(try index.identity(of: path).open(in: file), types: types)
            try decode(dataset, to: sink)
        } catch {
            throw error.at(path)
        }
    }

    private mutating func decode(
        _ dataset: borrowing Dataset, to sink: (RawSpan) throws(HDF5Error) -> Void
    ) throws(HDF5Error) {
        guard case .elements(let element) = dataset.storedType else {
            throw HDF5Error(.unsupportedType, "its elements have a type that is not supported")
        }
        try dataset.checkDecodable()
        let memoryType = types.littleEndian(element) ?? dataset.type.raw
        let space = try Identifier(owning: H5Dget_space(dataset.identifier.raw), "read the shape of the dataset")
        let plan = BlockPlan(
            shape: dataset.extent.shape, chunk: try dataset.chunk(), elementSize: dataset.elementSize,
            limit: HDF5Limits.blockBytes)
        for block in plan {
            let memory = try block.select(in: space)
            let bytes = block.count.reduce(dataset.elementSize, *)
            if buffer.count < bytes { buffer = [UInt8](repeating: 0, count: bytes) }
            let status = unsafe H5Dread(
                dataset.identifier.raw, memoryType, memory.raw, space.raw, hid_t(H5P_DEFAULT), &buffer)
            try Library.check(status, "decode the dataset")
            try unsafe sink(buffer.span.bytes.extracting(first: bytes))
        }
    }
}

extension BlockPlan.Block {
    /// Selects the block in the dataspace of the file.
    ///
    /// - Returns: the dataspace of the memory that the block goes to.
    fileprivate func select(in space: borrowing Identifier) throws(HDF5Error) -> Identifier {
        guard !start.isEmpty else {
            return try Identifier(owning: H5Screate(H5S_SCALAR), "describe a scalar")
        }
        let starts = start.map { hsize_t($0) }
        let counts = count.map { hsize_t($0) }
        try Library.check(
            unsafe H5Sselect_hyperslab(space.raw, H5S_SELECT_SET, starts, nil, counts, nil), "select a block")
        return try Identifier(
            owning: unsafe H5Screate_simple(Int32(counts.count), counts, nil), "describe a block")
    }
}

extension Dataset {
    /// Refuses data that would take too much memory, or that libhdf5 would make up.
    ///
    /// - Throws: ``HDF5Error`` `shape-bomb`, `chunk-too-large`, `never-written`.
    func checkDecodable() throws(HDF5Error) {
        let stored = storedBytes
        if HelperLimits.isBomb(bytes: bytes, stored: stored) {
            throw HDF5Error(.shapeBomb, "\(stored) stored bytes claim to be \(bytes)")
        }
        guard bytes > 0 else { return }
        // libhdf5 would return the fill value, or leave the memory as it was if the file has none.
        guard stored > 0 else { throw HDF5Error(.neverWritten, "the data was never written") }
        guard let chunk = try chunk() else { return }
        try Self.checkSize(ofChunk: chunk, elementSize: elementSize)
        try checkChunkCount(chunk)
    }

    private static func checkSize(ofChunk chunk: [Int], elementSize: Int) throws(HDF5Error) {
        var size = elementSize
        for dimension in chunk {
            let (larger, overflow) = size.multipliedReportingOverflow(by: dimension)
            guard !overflow, larger <= HDF5Limits.chunkBytes else {
                throw HDF5Error(
                    .chunkTooLarge, "a chunk of shape \(chunk) has more than \(HDF5Limits.chunkBytes) bytes")
            }
            size = larger
        }
    }

    /// Counts the chunks: libhdf5 would return the fill value for a chunk that the file lacks.
    private func checkChunkCount(_ chunk: [Int]) throws(HDF5Error) {
        // A product of quotients of the dimensions, which is no larger than their own product.
        let expected = zip(extent.shape, chunk).reduce(1) { $0 * (($1.0 - 1) / $1.1 + 1) }
        let space = try Identifier(owning: H5Dget_space(identifier.raw), "read the shape of the dataset")
        var found: hsize_t = 0
        try Library.check(unsafe H5Dget_num_chunks(identifier.raw, space.raw, &found), "count the chunks")
        guard found == expected else {
            throw HDF5Error(.neverWritten, "only \(found) of \(expected) chunks were written")
        }
    }
}
