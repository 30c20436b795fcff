internal import CHDF5
internal import CHDF5Shims

/// An open attribute whose elements are strings, of fixed or of variable length.
struct StringAttribute {
    let attribute: hid_t
    let type: hid_t
    let space: hid_t
    let name: String

    /// The strings, refused when one is not UTF-8, whatever character set the file declares.
    ///
    /// - Parameters:
    ///   - count: How many elements the attribute has.
    ///   - limit: How many bytes they may take in all, where that is not known before they are read.
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

    /// A fixed-length string without what fills it up.
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
