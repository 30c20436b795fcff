/// Base64 as JSON files have it: the usual alphabet, padded.
enum Base64 {
    /// - Returns: nil: the text is not in base64.
    static func bytes(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count / 4 * 3)
        var (bits, count, padding) = (UInt32(0), 0, 0)
        for character in text.utf8 {
            guard let value = value(character), padding == 0 || character == UInt8(ascii: "=") else { return nil }
            if character == UInt8(ascii: "=") { padding += 1 }
            bits = bits << 6 | value
            count += 1
            guard count % 4 == 0 else { continue }
            result += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8)]
            result.append(UInt8(truncatingIfNeeded: bits))
            bits = 0
        }
        guard count % 4 == 0, padding <= 2 else { return nil }
        return result.dropLast(padding)
    }

    private static func value(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        case UInt8(ascii: "="): 0
        default: nil
        }
    }
}
