internal import CHDF5

/// Turns stored datasets into row-major little-endian bytes, a block at a time.
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

    /// Hands the bytes of the dataset at `path` to `sink`, in order, at most 8 MiB at a time.
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
        guard case .element(let element, _) = dataset.storedType else {
            throw HDF5Error(.unsupportedType, "the elements are of a type that is not decoded")
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
    /// Selects the block in the dataspace of the file, and makes one for the memory it goes to.
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
