internal import CHDF5
internal import CHDF5Shims
package import HelperProtocol

/// Writes attributes of objects in a new file.
struct AttributeWriter: ~Copyable {
    private let unicodeName: Identifier

    init() throws(HDF5Error) {
        unicodeName = try Identifier(owning: CH5UnicodeNameProperties(), "describe an attribute")
    }

    /// Writes the attribute to an open object, in as many parts as it needs.
    func write(_ attribute: NewAttribute, to object: hid_t) throws(HDF5Error) {
        switch attribute.value {
        case .string(let string):
            let space = try Identifier(owning: H5Screate(H5S_SCALAR), "describe a scalar")
            try write([string], as: attribute.name, type: try Self.type(of: attribute), space: space, to: object)
        case .strings([]):
            // Keras writes `attrs[name] = []`, and numpy makes an array of floats of an empty list.
            let space = try Self.space(count: 0)
            _ = try create(attribute.name, type: CH5Float(8, 0), space: space, on: object)
        case .strings(let strings):
            let type = try Self.type(of: attribute)
            for part in attribute.parts {
                let space = try Self.space(count: part.range.count)
                try write(strings[part.range], as: part.name, type: type, space: space, to: object)
            }
        }
    }

    private func write(
        _ strings: ArraySlice<String>, as name: String, type: borrowing Identifier, space: borrowing Identifier,
        to object: hid_t
    ) throws(HDF5Error) {
        let size = H5Tget_size(type.raw)
        var bytes = [UInt8](repeating: 0, count: size * strings.count)
        for (index, string) in strings.enumerated() {
            let start = index * size
            bytes.replaceSubrange(start..<start + string.utf8.count, with: string.utf8)
        }
        let attribute = try create(name, type: type.raw, space: space, on: object)
        try Library.check(unsafe H5Awrite(attribute.raw, type.raw, bytes), "write attribute '\(name)'")
    }

    private func create(
        _ name: String, type: hid_t, space: borrowing Identifier, on object: hid_t
    ) throws(HDF5Error) -> Identifier {
        let properties = Self.isASCII(name) ? hid_t(H5P_DEFAULT) : unicodeName.raw
        return try Identifier(
            owning: unsafe H5Acreate2(object, name, type, space.raw, properties, hid_t(H5P_DEFAULT)),
            "create attribute '\(name)'")
    }

    private static func space(count: Int) throws(HDF5Error) -> Identifier {
        let dimension = hsize_t(count)
        return try Identifier(owning: unsafe H5Screate_simple(1, [dimension], nil), "describe a list")
    }

    /// Strings of fixed length, padded with NUL, as h5py writes numpy's `S` arrays.
    private static func type(of attribute: NewAttribute) throws(HDF5Error) -> Identifier {
        let type = try Identifier(owning: H5Tcreate(H5T_STRING, attribute.width), "describe a string")
        try Library.check(H5Tset_strpad(type.raw, H5T_STR_NULLPAD), "describe a string")
        let isASCII = attribute.strings.allSatisfy(Self.isASCII)
        try Library.check(H5Tset_cset(type.raw, isASCII ? H5T_CSET_ASCII : H5T_CSET_UTF8), "describe a string")
        return type
    }

    private static func isASCII(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 < 0x80 }
    }
}

/// An attribute of an object in a new file, one that ``CatalogWalk`` would read.
package struct NewAttribute: Sendable, Equatable {
    package let name: String
    package let value: SkeletonSpecification.Attribute.Value

    /// - Throws: ``HDF5Error`` `bad-name`, `bad-string`, `attribute-too-large`.
    package init(_ name: String, _ value: SkeletonSpecification.Attribute.Value) throws(HDF5Error) {
        guard !name.isEmpty, !name.utf8.contains(0), name.utf8.count <= HDF5Limits.attributeNameBytes else {
            throw HDF5Error(
                .badName,
                "attribute '\(name)' must have a name of 1 to \(HDF5Limits.attributeNameBytes) bytes without NUL")
        }
        self.name = name
        self.value = value
        for string in strings {
            guard !string.utf8.contains(0) else {
                throw HDF5Error(
                    .badString, "attribute '\(name)' holds a string with a NUL, which marks the end of a string")
            }
            guard string.utf8.count <= HDF5Limits.listBytes else {
                throw HDF5Error(
                    .attributeTooLarge,
                    "attribute '\(name)' holds a string of more than \(HDF5Limits.listBytes) bytes")
            }
        }
    }

    /// All of its strings.
    var strings: [String] {
        switch value {
        case .string(let string): [string]
        case .strings(let strings): strings
        }
    }

    /// Bytes that each string takes with its padding; at least one.
    var width: Int {
        var width = 1
        for string in strings { width = max(width, string.utf8.count) }
        return width
    }
}

extension NewAttribute {
    /// One stored attribute: the whole list, or a part of a list that is too long for one attribute.
    package struct Part: Sendable, Equatable {
        package let name: String
        /// Indices of the strings.
        package let range: Range<Int>
    }

    /// The attribute as it is stored: under its own name, or as `name0`, `name1` and so on.
    ///
    /// The parts are those of Keras' `save_attributes_to_hdf5_group`: as few as possible with at most 64512 bytes each,
    /// split like `numpy.array_split`, so that the first parts may have one string more than the last. Padding counts,
    /// and the longest string of the list sets the width of every part.
    package var parts: [Part] {
        let count = strings.count
        let perPart = HDF5Limits.listBytes / width
        guard count > perPart else { return [Part(name: name, range: 0..<count)] }
        let partCount = (count - 1) / perPart + 1
        let (quotient, remainder) = count.quotientAndRemainder(dividingBy: partCount)
        var parts: [Part] = []
        var start = 0
        for index in 0..<partCount {
            let end = start + quotient + (index < remainder ? 1 : 0)
            parts.append(Part(name: name + String(index), range: start..<end))
            start = end
        }
        return parts
    }
}
