internal import CHDF5

/// Reads the attributes of one object after the other, counting what they take.
struct AttributeReader {
    private var count = 0
    private var bytes = 0

    /// The attributes of `object` in increasing order of the bytes of their names.
    mutating func attributes(of object: borrowing Identifier) throws(HDF5Error) -> [Attribute] {
        var attributes: [Attribute] = []
        for name in try names(of: object) {
            let attribute = try Identifier(
                owning: unsafe H5Aopen(object.raw, name, hid_t(H5P_DEFAULT)), "open attribute '\(name)'")
            attributes.append(Attribute(name: name, value: try value(of: attribute, named: name)))
        }
        return attributes
    }

    private mutating func value(
        of attribute: borrowing Identifier, named name: String
    ) throws(HDF5Error) -> Attribute.Value {
        let space = try Identifier(owning: H5Aget_space(attribute.raw), "read the shape of attribute '\(name)'")
        let extent = try Extent(of: space)
        if extent.shape == [0] { return .strings([]) }
        if extent.isNull { return .other("empty") }
        let type = try Identifier(owning: H5Aget_type(attribute.raw), "read the type of attribute '\(name)'")
        let typeClass = H5Tget_class(type.raw)
        guard typeClass == H5T_STRING, extent.shape.count <= 1 else { return .other(TypeClass.name(typeClass)) }
        try take(extent.bytes(elementSize: H5Tget_size(type.raw)), for: name)
        let source = StringAttribute(attribute: attribute.raw, type: type.raw, space: space.raw, name: name)
        let strings = try source.strings(count: extent.elementCount, limit: HDF5Limits.attributeBytes - bytes)
        for string in strings { try take(string.utf8.count, for: name) }
        return .strings(strings)
    }

    private mutating func take(_ more: Int, for name: String) throws(HDF5Error) {
        guard more <= HDF5Limits.attributeBytes - bytes else { throw Self.tooLarge(name) }
        bytes += more
    }

    static func tooLarge(_ name: String) -> HDF5Error {
        HDF5Error(
            .attributeTooLarge,
            "with attribute '\(name)' the string attributes take more than \(HDF5Limits.attributeBytes) bytes")
    }
}

extension AttributeReader {
    private mutating func names(of object: borrowing Identifier) throws(HDF5Error) -> [String] {
        var collector = NameCollector(limit: HDF5Limits.attributes - count)
        let status = unsafe withUnsafeMutablePointer(to: &collector) { pointer in
            unsafe H5Aiterate2(object.raw, H5_INDEX_NAME, H5_ITER_INC, nil, Self.visit, pointer)
        }
        if let refusal = collector.refusal { throw refusal }
        try Library.check(status, "list the attributes")
        count += collector.names.count
        var names = collector.names
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for (name, next) in zip(names, names.dropFirst()) where name.utf8.elementsEqual(next.utf8) {
            throw HDF5Error(.corrupt, "two attributes are named '\(name)'")
        }
        return names
    }

    private static let visit: H5A_operator2_t = { _, name, _, context in
        guard let name = unsafe name, let collector = unsafe context?.assumingMemoryBound(to: NameCollector.self)
        else { return 1 }
        return unsafe collector.pointee.take(CString.bytes(name)) ? 0 : 1
    }
}

/// What is gathered while libhdf5 calls back; it cannot be thrown through.
private struct NameCollector {
    let limit: Int
    var names: [String] = []
    var refusal: HDF5Error?

    init(limit: Int) {
        self.limit = limit
    }

    /// False ends the iteration.
    mutating func take(_ bytes: [UInt8]) -> Bool {
        do throws(HDF5Error) {
            guard names.count < limit else {
                throw HDF5Error(.tooManyObjects, "the file has more than \(HDF5Limits.attributes) attributes")
            }
            names.append(try StoredName.attribute(bytes))
            return true
        } catch {
            refusal = error
            return false
        }
    }
}
