internal import ByteIO

/// One record of a zip archive, as its central directory describes it (APPNOTE.TXT 6.3.10, section 4.3.12).
struct ZipEntry {
    let name: String
    let flags: UInt16
    let method: Method
    let checksum: UInt32
    let storedByteCount: UInt64
    let byteCount: UInt64
    let localHeaderOffset: UInt64
    /// Where its data begins; known once the local header was read.
    var dataOffset: UInt64 = 0

    enum Method: UInt16 {
        case stored = 0
        case deflated = 8
    }
}

/// A little-endian reader over a piece of memory that was read from a file.
struct ZipFields {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - position }

    /// The next number of `count` bytes; nil when fewer are left, and then nothing moves.
    mutating func number(_ count: Int) -> UInt64? {
        take(count).map { $0.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= remaining else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Whether extra fields follow one another to the end; a rest too short for a field is padding.
    static func isWellFormed(_ bytes: ArraySlice<UInt8>) -> Bool {
        var fields = ZipFields(bytes)
        while fields.remaining >= 4 {
            guard fields.number(2) != nil, let count = fields.number(2), fields.take(Int(count)) != nil else {
                return false
            }
        }
        return true
    }

    /// The data of the extra field with this identifier.
    static func extra(_ identifier: UInt64, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var fields = ZipFields(bytes)
        while let found = fields.number(2), let count = fields.number(2), let data = fields.take(Int(count)) {
            if found == identifier { return data }
        }
        return nil
    }
}
