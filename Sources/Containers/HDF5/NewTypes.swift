internal import CHDF5
internal import CHDF5Shims

/// libhdf5's descriptions of the element types of a new file; numbers are little-endian.
struct NewTypes: ~Copyable {
    private let numbers: TypeTable
    private let boolean: Identifier
    private let pair: Identifier

    init() throws(HDF5Error) {
        let numbers = try TypeTable()
        let boolean = try BooleanType.make()
        // Without a tag, which is how libhdf5 makes it.
        let pair = try Identifier(owning: H5Tcreate(H5T_OPAQUE, ElementType.opaque2.size), "describe two opaque bytes")
        self.numbers = numbers
        self.boolean = boolean
        self.pair = pair
    }

    subscript(type: ElementType) -> hid_t {
        numbers.littleEndian(type) ?? (type == .bool ? boolean.raw : pair.raw)
    }
}
