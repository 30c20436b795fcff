internal import CHDF5

/// How many elements a dataset or an attribute has along each dimension.
package struct Extent: Sendable, Equatable {
    /// The dimensions, slowest first; empty for a scalar.
    package let shape: [Int]
    /// A dataspace of class null: no elements and no dimensions, though a type.
    package let isNull: Bool
    /// The product of the dimensions; 0 when null.
    package let elementCount: Int

    /// Reads a dataspace.
    init(of space: borrowing Identifier) throws(HDF5Error) {
        switch H5Sget_simple_extent_type(space.raw) {
        case H5S_NULL: (shape, isNull, elementCount) = ([], true, 0)
        case H5S_SCALAR: (shape, isNull, elementCount) = ([], false, 1)
        case H5S_SIMPLE:
            shape = try Self.dimensions(of: space)
            isNull = false
            elementCount = try Self.product(shape)
        default: throw Library.failure("read the class of a dataspace")
        }
    }

    /// `elementCount` elements of `elementSize` bytes each.
    func bytes(elementSize: Int) throws(HDF5Error) -> Int {
        let (bytes, overflow) = elementCount.multipliedReportingOverflow(by: elementSize)
        guard !overflow else { throw Self.tooLarge(shape) }
        return bytes
    }

    private static func dimensions(of space: borrowing Identifier) throws(HDF5Error) -> [Int] {
        let rank = H5Sget_simple_extent_ndims(space.raw)
        guard rank >= 0, rank <= H5S_MAX_RANK else { throw Library.failure("read the rank of a dataspace") }
        var sizes = [hsize_t](repeating: 0, count: Int(rank))
        try Library.check(
            unsafe H5Sget_simple_extent_dims(space.raw, &sizes, nil), "read the dimensions of a dataspace")
        var dimensions: [Int] = []
        for size in sizes {
            guard let dimension = Int(exactly: size) else {
                throw HDF5Error(.corrupt, "a dimension is \(size), which is more than a file can hold")
            }
            dimensions.append(dimension)
        }
        return dimensions
    }

    private static func product(_ shape: [Int]) throws(HDF5Error) -> Int {
        if shape.contains(0) { return 0 }
        var product = 1
        for dimension in shape {
            let (larger, overflow) = product.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw tooLarge(shape) }
            product = larger
        }
        return product
    }

    private static func tooLarge(_ shape: [Int]) -> HDF5Error {
        HDF5Error(.corrupt, "the shape \(shape) has more bytes than 64 bits can count")
    }
}
