internal import CHDF5

extension Dataset {
    /// Refuses data of which decoding would make too much, or which it would invent.
    func checkDecodable() throws(HDF5Error) {
        let stored = storedBytes
        if bytes > HDF5Limits.bombBytes, UInt64(bytes / HDF5Limits.bombRatio) > stored {
            throw HDF5Error(.shapeBomb, "\(stored) stored bytes claim to be \(bytes)")
        }
        guard bytes > 0 else { return }
        // libhdf5 would answer with the fill value, or, where the file has none, leave the memory as it was.
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

    /// A chunk that the file does not have stands for the fill value.
    private func checkChunkCount(_ chunk: [Int]) throws(HDF5Error) {
        // A product of quotients of the dimensions, which is no larger than their own product.
        let expected = zip(extent.shape, chunk).reduce(1) { $0 * (($1.0 - 1) / $1.1 + 1) }
        let space = try Identifier(owning: H5Dget_space(identifier.raw), "read the shape of the dataset")
        var found: hsize_t = 0
        try Library.check(unsafe H5Dget_num_chunks(identifier.raw, space.raw, &found), "count the chunks")
        guard found == expected else {
            throw HDF5Error(.neverWritten, "of \(expected) chunks \(found) were written")
        }
    }
}
