internal import ByteIO
internal import Forensics
internal import Tensors

/// The first rows of a matrix, held in memory for the spectral edge: all rows of any layer, a part of a vocabulary.
enum LeadingRows {
    /// Values that are held at most: 16 MiB, a feed-forward matrix of BERT-large.
    private static let maximumCount = 4 << 20

    /// - Throws: ``Fault`` when the file cannot be read.
    static func edge(of part: ModuleValues.Part, enough: Double) throws(Fault) -> SpectralEdge? {
        let shape = part.evidence.shape
        let columns = shape.dimensions[1]
        guard columns > 0, columns <= maximumCount else { return nil }
        let rows = min(shape.dimensions[0], maximumCount / columns)
        var values: [Float] = []
        values.reserveCapacity(rows * columns)
        var floats = FloatStream()
        try floats.open(part.entry, transposed: part.isTransposed)
        while values.count < rows * columns, let block = try unsafe floats.next() {
            unsafe values.append(contentsOf: block.prefix(rows * columns - values.count))
        }
        return unsafe values.withUnsafeBufferPointer { matrix in
            unsafe SpectralEdge.measure(
                matrix, rows: rows, columns: columns, mean: part.evidence.mean, std: part.evidence.std, enough: enough)
        }
    }
}
