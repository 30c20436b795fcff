internal import CHDF5
internal import CHDF5Shims
internal import HelperProtocol

/// An open dataset whose data is in this file.
struct Dataset: ~Copyable {
    let identifier: Identifier
    let properties: Identifier
    let type: Identifier
    let storedType: DatasetDescription.StoredType
    /// Whether the most significant byte of each element comes first.
    let isBigEndian: Bool
    let extent: Extent
    let elementSize: Int
    /// `elementSize` times the number of elements.
    let bytes: Int
    /// The names of the filters, in the order in which they were applied.
    let filters: [String]

    /// Describes an open dataset; one whose data is in other files is refused.
    ///
    /// The order matters: of a virtual dataset, even to read the shape opens the source files.
    init(_ identifier: consuming Identifier, types: borrowing TypeTable) throws(HDF5Error) {
        let properties = try Identifier(
            owning: H5Dget_create_plist(identifier.raw), "read how the dataset is stored")
        try Self.refuseOtherFiles(properties)
        let filters = try Filter.pipeline(of: properties)
        let space = try Identifier(owning: H5Dget_space(identifier.raw), "read the shape of the dataset")
        let extent = try Extent(of: space)
        let type = try Identifier(owning: H5Dget_type(identifier.raw), "read the type of the dataset")
        let (storedType, isBigEndian) =
            extent.isNull ? (.unsupported(className: "null"), false) : try types.classify(type)
        let elementSize = H5Tget_size(type.raw)
        guard elementSize > 0 else { throw Library.failure("read the size of an element") }
        let bytes = try extent.bytes(elementSize: elementSize)
        self.identifier = identifier
        self.properties = properties
        self.type = type
        self.storedType = storedType
        self.isBigEndian = isBigEndian
        self.extent = extent
        self.elementSize = elementSize
        self.bytes = bytes
        self.filters = filters
    }

    /// Bytes of the file that the data takes.
    var storedBytes: UInt64 { UInt64(H5Dget_storage_size(identifier.raw)) }

    /// The shape of a chunk; nil when the layout is not chunked.
    func chunk() throws(HDF5Error) -> [Int]? {
        guard H5Pget_layout(properties.raw) == H5D_CHUNKED else { return nil }
        var sizes = [hsize_t](repeating: 0, count: Int(H5S_MAX_RANK))
        let rank = unsafe H5Pget_chunk(properties.raw, Int32(sizes.count), &sizes)
        try Library.check(rank, "read the shape of a chunk")
        let chunk = sizes.prefix(Int(rank)).compactMap { Int(exactly: $0) }
        guard chunk.count == extent.shape.count, !chunk.contains(0) else {
            throw HDF5Error(.corrupt, "the chunks have the shape \(sizes.prefix(Int(rank))), the data \(extent.shape)")
        }
        return chunk
    }
}

extension Dataset {
    /// Where the data is, checked against the size of the file.
    func storage(fileSize: UInt64) throws(HDF5Error) -> DatasetDescription.Storage {
        switch H5Pget_layout(properties.raw) {
        case H5D_CONTIGUOUS: try contiguous(fileSize: fileSize)
        case H5D_CHUNKED: encoded(.chunked)
        case H5D_COMPACT: encoded(.compact)
        default: throw Library.failure("read the layout of the dataset")
        }
    }

    private func encoded(_ layout: DatasetDescription.Storage.Layout) -> DatasetDescription.Storage {
        let stored = storedBytes
        return stored == 0 ? .unallocated : .encoded(layout: layout, filters: filters, stored: stored)
    }

    /// Where nothing is stored, the offset means nothing: in a file with a user block it is that block's size less one.
    private func contiguous(fileSize: UInt64) throws(HDF5Error) -> DatasetDescription.Storage {
        let stored = storedBytes
        guard stored > 0 else { return .unallocated }
        guard filters.isEmpty else { throw HDF5Error(.corrupt, "contiguous data cannot have filters") }
        let offset = UInt64(H5Dget_offset(identifier.raw))
        guard stored >= bytes, offset <= fileSize, UInt64(bytes) <= fileSize - offset else {
            throw HDF5Error(
                .corrupt,
                "the data needs \(bytes) bytes, and \(stored) are stored at \(offset) of a file of \(fileSize)")
        }
        return isBigEndian
            ? .encoded(layout: .bigEndian, filters: [], stored: stored) : .contiguous(offset: offset)
    }

    private static func refuseOtherFiles(_ properties: borrowing Identifier) throws(HDF5Error) {
        guard H5Pget_layout(properties.raw) != H5D_VIRTUAL else {
            throw HDF5Error(.virtualDataset, "the dataset is virtual: its data is in other datasets")
        }
        let count = H5Pget_external_count(properties.raw)
        try Library.check(count, "count the external files of the dataset")
        guard count > 0 else { return }
        var name = [CChar](repeating: 0, count: HDF5Limits.linkValueBytes)
        var offset: off_t = 0
        var size: hsize_t = 0
        try Library.check(
            unsafe H5Pget_external(properties.raw, 0, name.count - 1, &name, &offset, &size),
            "name the external file of the dataset")
        let file = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        throw HDF5Error(.externalStorage, "the data of the dataset is in another file, '\(file)'")
    }
}

/// How many elements a dataset or an attribute has along each dimension.
package struct Extent: Sendable, Equatable {
    /// The dimensions, slowest first; empty for a scalar.
    package let shape: [Int]
    /// Whether the dataspace is of class null: it has a type, but no dimensions and no elements.
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
                throw HDF5Error(.corrupt, "a dimension is \(size), more than a file can hold")
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

/// The filters that stored chunks have gone through; only those that libhdf5 itself contains are accepted.
private enum Filter {
    /// The names of the registered identifiers, from "HDF5 File Format Specification", "Data Storage - Filter Pipeline
    /// Message".
    private static let names: [H5Z_filter_t: String] = [
        1: "deflate", 2: "shuffle", 3: "fletcher32", 4: "szip", 5: "nbit", 6: "scaleoffset",
    ]

    /// The names of the filters of a dataset, in the order in which they were applied.
    static func pipeline(of properties: borrowing Identifier) throws(HDF5Error) -> [String] {
        let count = H5Pget_nfilters(properties.raw)
        try Library.check(count, "count the filters")
        var filters: [String] = []
        for index in 0..<UInt32(count) { filters.append(try filter(index, of: properties)) }
        return filters
    }

    private static func filter(
        _ index: UInt32, of properties: borrowing Identifier
    ) throws(HDF5Error) -> String {
        var flags: UInt32 = 0
        var parameters = 0
        var configuration: UInt32 = 0
        var label = [CChar](repeating: 0, count: 128)
        let identifier = unsafe H5Pget_filter2(
            properties.raw, index, &flags, &parameters, nil, label.count - 1, &label, &configuration)
        try Library.check(identifier, "read a filter")
        guard let name = names[identifier], H5Zfilter_avail(identifier) > 0 else {
            let label = String(decoding: label.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let name = names[identifier] ?? label
            let called = name.isEmpty ? "" : ", '\(name)'"
            throw HDF5Error(
                .unknownFilter, "the data has gone through filter \(identifier)\(called), which is not supported")
        }
        return name
    }
}
