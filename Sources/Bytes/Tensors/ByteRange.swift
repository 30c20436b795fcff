package import ByteIO

/// A run of bytes in an open file: the whole of a record, or a part of it.
package struct ByteRange: Sendable {
    package let file: InputFile
    package let offset: UInt64
    package let count: Int
    /// The CRC-32 that the file records for exactly these bytes; nil where it records none.
    package let checksum: UInt32?
    /// Whether numbers are stored most significant byte first.
    package let isBigEndian: Bool
    /// What a message calls it: `record 'archive/data/0'`.
    package let label: String?

    package init(
        file: InputFile, offset: UInt64, count: Int, checksum: UInt32? = nil, isBigEndian: Bool = false,
        label: String? = nil
    ) {
        self.file = file
        self.offset = offset
        self.count = count
        self.checksum = checksum
        self.isBigEndian = isBigEndian
        self.label = label
    }

    /// Whether the two are the same bytes of the same file.
    package func isSame(as other: ByteRange) -> Bool {
        file === other.file && offset == other.offset && count == other.count
    }
}
