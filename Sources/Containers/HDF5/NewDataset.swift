/// A dataset of a new file, whose data is written by somebody else.
package struct NewDataset: Sendable {
    package let path: ObjectPath
    package let type: ElementType
    package let shape: [Int]
    /// What the data takes.
    package let bytes: Int

    /// Refuses dimensions of which libhdf5 knows no such number, or whose product is too large.
    init(path: ObjectPath, type: ElementType, shape: [Int]) throws(HDF5Error) {
        guard !path.isRoot else {
            throw HDF5Error(.duplicatePath, path: path.text, "the root is a group and cannot be a dataset")
        }
        guard shape.count <= Self.maximumRank, shape.allSatisfy({ $0 >= 0 }) else {
            throw HDF5Error(
                .badSpecification, path: path.text,
                "the shape \(shape) must be at most \(Self.maximumRank) dimensions, none of them negative")
        }
        var bytes = type.size
        if shape.contains(0) { bytes = 0 }
        for dimension in shape where bytes > 0 {
            let (larger, overflow) = bytes.multipliedReportingOverflow(by: dimension)
            guard !overflow, larger <= HDF5Limits.dataBytes else {
                throw HDF5Error(
                    .fileTooLarge, path: path.text, "the data takes more than \(HDF5Limits.dataBytes) bytes")
            }
            bytes = larger
        }
        self.path = path
        self.type = type
        self.shape = shape
        self.bytes = bytes
    }

    /// `H5S_MAX_RANK`.
    private static let maximumRank = 32
}
