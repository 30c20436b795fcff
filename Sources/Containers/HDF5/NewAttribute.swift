/// An attribute of an object of a new file.
package struct NewAttribute: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        /// A scalar.
        case string(String)
        /// A one-dimensional array of strings.
        case strings([String])
    }

    package let name: String
    package let value: Value

    /// An attribute that a reader would accept.
    package init(_ name: String, _ value: Value) throws(HDF5Error) {
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

    /// The bytes that each string takes, padding included; a string has at least one.
    var width: Int {
        var width = 1
        for string in strings { width = max(width, string.utf8.count) }
        return width
    }
}
