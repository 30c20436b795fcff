/// Names and strings as they stand in the file, which may be any bytes.
enum StoredName {
    /// The name of a link, when it can be one component of a path.
    static func link(_ bytes: [UInt8]) throws(HDF5Error) -> String {
        guard let name = text(bytes) else {
            throw HDF5Error(.badName, "a link is named \(shown(bytes)), which is not UTF-8")
        }
        guard !name.isEmpty, name != ".", name != "..", !bytes.contains(UInt8(ascii: "/")) else {
            throw HDF5Error(.badName, "a link is named '\(name)', which cannot stand in a path")
        }
        return name
    }

    /// The name of an attribute.
    static func attribute(_ bytes: [UInt8]) throws(HDF5Error) -> String {
        guard let name = text(bytes) else {
            throw HDF5Error(.badName, "an attribute is named \(shown(bytes)), which is not UTF-8")
        }
        return name
    }

    /// The bytes as text; nil when they are not UTF-8.
    static func text(_ bytes: some Sequence<UInt8>) -> String? {
        String(validating: bytes, as: UTF8.self)
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        "'" + String(decoding: bytes.prefix(256), as: UTF8.self) + "'"
    }
}
