internal import ByteIO

/// Reads bytes one after the other; positions are offsets in the file.
struct ByteCursor {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var end: Int { bytes.endIndex }
    var isAtEnd: Bool { position == end }

    /// The next `count` bytes.
    ///
    /// - Throws: ``Fault`` `bundle.message`.
    mutating func take(_ count: Int) throws(Fault) -> ArraySlice<UInt8> {
        guard count >= 0, count <= end - position else {
            throw .bundle(.bundleMessage, "\(count) bytes are announced, and \(end - position) are left", at: position)
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// A number in groups of 7 bits, least significant first, in the fewest bytes.
    ///
    /// - Throws: ``Fault`` `bundle.message`.
    mutating func varint() throws(Fault) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard position < end else {
                throw .bundle(.bundleMessage, "a number does not end", at: start)
            }
            let byte = bytes[position]
            position += 1
            // The tenth byte has the last bit.
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            guard byte & 0x80 == 0 else { continue }
            guard byte != 0 || shift == 0 else { break }
            return value
        }
        throw .bundle(.bundleMessage, "a number has more bytes than it needs", at: start)
    }

    /// A number of at most 32 bits.
    ///
    /// - Throws: ``Fault`` `bundle.message`.
    mutating func varint32() throws(Fault) -> Int {
        let start = position
        let value = try varint()
        guard value <= UInt32.max else {
            throw .bundle(.bundleMessage, "the number \(value) does not fit in 32 bits", at: start)
        }
        return Int(value)
    }
}
