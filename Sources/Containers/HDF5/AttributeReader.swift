internal import CHDF5
internal import CHDF5Shims
internal import HelperProtocol

/// Reads the attributes of one object after another, and counts how many there are and the bytes they take.
struct AttributeReader {
    private var attributeCount = 0
    private var bytes = 0

    /// The attributes of `object` in increasing order of the bytes of their names.
    mutating func attributes(of object: borrowing Identifier) throws(HDF5Error) -> [HDF5Object.Attribute] {
        var attributes: [HDF5Object.Attribute] = []
        for name in try names(of: object) {
            let attribute = try Identifier(
                owning: unsafe H5Aopen(object.raw, name, hid_t(H5P_DEFAULT)), "open attribute '\(name)'")
            attributes.append(HDF5Object.Attribute(name: name, value: try value(of: attribute, named: name)))
        }
        return attributes
    }

    private mutating func value(
        of attribute: borrowing Identifier, named name: String
    ) throws(HDF5Error) -> HDF5Object.Attribute.Value {
        let space = try Identifier(owning: H5Aget_space(attribute.raw), "read the shape of attribute '\(name)'")
        let extent = try Extent(of: space)
        if extent.shape == [0] { return .strings([]) }
        if extent.isNull { return .other("empty") }
        let type = try Identifier(owning: H5Aget_type(attribute.raw), "read the type of attribute '\(name)'")
        let typeClass = H5Tget_class(type.raw)
        guard typeClass == H5T_STRING, extent.shape.count <= 1 else { return .other(TypeClass.name(typeClass)) }
        try count(extent.bytes(elementSize: H5Tget_size(type.raw)), for: name)
        let source = StringAttribute(attribute: attribute.raw, type: type.raw, space: space.raw, name: name)
        let strings = try source.strings(count: extent.elementCount, limit: HDF5Limits.attributeBytes - bytes)
        for string in strings { try count(string.utf8.count, for: name) }
        return .strings(strings)
    }

    private mutating func count(_ more: Int, for name: String) throws(HDF5Error) {
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
        var collector = NameCollector(limit: HDF5Limits.attributes - attributeCount)
        let status = unsafe withUnsafeMutablePointer(to: &collector) { pointer in
            unsafe H5Aiterate2(object.raw, H5_INDEX_NAME, H5_ITER_INC, nil, Self.visit, pointer)
        }
        if let refusal = collector.refusal { throw refusal }
        try Library.check(status, "list the attributes")
        attributeCount += collector.names.count
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
        return unsafe collector.pointee.append(CString.bytes(name)) ? 0 : 1
    }
}

/// Collects names while libhdf5 calls back.
///
/// No error can be thrown through libhdf5, so the first is kept here.
private struct NameCollector {
    let limit: Int
    var names: [String] = []
    var refusal: HDF5Error?

    init(limit: Int) {
        self.limit = limit
    }

    /// - Returns: false to end the iteration.
    mutating func append(_ bytes: [UInt8]) -> Bool {
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

/// An open attribute whose elements are strings, of fixed or variable length.
struct StringAttribute {
    let attribute: hid_t
    let type: hid_t
    let space: hid_t
    let name: String

    /// The strings.
    ///
    /// One that is not UTF-8 is refused, whatever character set the file declares.
    ///
    /// - Parameters:
    ///   - count: how many elements the attribute has.
    ///   - limit: how many bytes strings of variable length may take together.
    func strings(count: Int, limit: Int) throws(HDF5Error) -> [String] {
        let isVariable = H5Tis_variable_str(type)
        try Library.check(isVariable, "read the type of attribute '\(name)'")
        return isVariable > 0 ? try variable(count: count, limit: limit) : try fixed(count: count)
    }

    private func fixed(count: Int) throws(HDF5Error) -> [String] {
        let size = H5Tget_size(type)
        let padding = H5Tget_strpad(type)
        var bytes = [UInt8](repeating: 0, count: count * size)
        try Library.check(unsafe H5Aread(attribute, type, &bytes), "read attribute '\(name)'")
        var strings: [String] = []
        for index in 0..<count {
            strings.append(try text(Self.unpadded(bytes[index * size..<(index + 1) * size], padding)))
        }
        return strings
    }

    /// A string of fixed length without its padding.
    private static func unpadded(_ bytes: ArraySlice<UInt8>, _ padding: H5T_str_t) -> ArraySlice<UInt8> {
        if padding == H5T_STR_NULLTERM { return bytes.prefix { $0 != 0 } }
        let filler: UInt8 = padding == H5T_STR_SPACEPAD ? UInt8(ascii: " ") : 0
        let end = bytes.lastIndex { $0 != filler }.map { $0 + 1 } ?? bytes.startIndex
        return bytes[..<end]
    }

    private func variable(count: Int, limit: Int) throws(HDF5Error) -> [String] {
        var pointers = unsafe [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        try Library.check(unsafe H5Aread(attribute, type, &pointers), "read attribute '\(name)'")
        defer { _ = unsafe CH5FreeStrings(type, space, &pointers) }
        var strings: [String] = []
        var left = limit
        for index in 0..<count {
            let bytes = if let pointer = unsafe pointers[index] { unsafe CString.bytes(pointer) } else { [UInt8]() }
            guard bytes.count <= left else { throw AttributeReader.tooLarge(name) }
            left -= bytes.count
            strings.append(try text(bytes[...]))
        }
        return strings
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(HDF5Error) -> String {
        guard let text = StoredName.text(bytes) else {
            throw HDF5Error(.badString, "attribute '\(name)' holds a string that is not UTF-8")
        }
        return text
    }
}
