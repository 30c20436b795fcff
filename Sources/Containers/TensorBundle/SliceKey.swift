/// The key of a part of a partitioned variable: a byte 0, the name, and the part in an order-preserving code
/// (`saved_tensor_slice_util.cc`, EncodeTensorNameSlice; `ordered_code.cc`).
enum SliceKey {
    static func bytes(name: [UInt8], _ slice: BundleEntry.Slice) -> [UInt8] {
        var key: [UInt8] = [0]
        for byte in name {
            key.append(byte)
            if byte == 0 { key.append(0xFF) }
            if byte == 0xFF { key.append(0) }
        }
        key += [0, 1] + unsigned(slice.count)
        // A whole dimension is written as start 0, length -1.
        for extent in slice { key += signed(extent.start) + signed(extent.length ?? -1) }
        return key
    }

    /// Whether it is the key of a part; no variable's name begins with a byte 0.
    static func isSlice(_ key: [UInt8]) -> Bool { key.first == 0 }

    /// The number of bytes, then the bytes, most significant first, without leading zeros.
    private static func unsigned(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = UInt(bitPattern: value)
        while rest > 0 {
            bytes.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [UInt8(bytes.count)] + bytes
    }

    /// As many leading ones as there are bytes, with the sign before them; a number of `count` bytes has 7 × `count` - 1
    /// bits.
    private static func signed(_ value: Int) -> [UInt8] {
        let magnitude = value < 0 ? ~value : value
        let bits = Int.bitWidth - magnitude.leadingZeroBitCount
        let count = bits / 7 + 1
        var bytes = (0..<max(count, 2)).map { index -> UInt8 in
            let shift = (max(count, 2) - 1 - index) * 8
            return shift < Int.bitWidth ? UInt8(truncatingIfNeeded: value >> shift) : value < 0 ? 0xFF : 0
        }
        bytes.removeFirst(bytes.count - count)
        // `count` ones from the first bit on.
        for bit in 0..<count { bytes[bit / 8] ^= 0x80 >> UInt8(bit % 8) }
        return bytes
    }
}
