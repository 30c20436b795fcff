/// A scalar of a normalized text, with the bytes of the user's text that it was made of.
struct AlignedScalar: Sendable {
    var scalar: Unicode.Scalar
    var origin: Range<Int>

    init(_ scalar: Unicode.Scalar, _ origin: Range<Int>) {
        self.scalar = scalar
        self.origin = origin
    }
}

/// A text while it is normalized and split.
typealias AlignedText = [AlignedScalar]

extension AlignedText {
    init(_ text: String) {
        self = []
        reserveCapacity(text.utf8.count)
        var offset = 0
        for scalar in text.unicodeScalars {
            let end = offset + UTF8.width(scalar)
            append(AlignedScalar(scalar, offset..<end))
            offset = end
        }
    }
}

extension ArraySlice<AlignedScalar> {
    /// The bytes of the user's text from the first scalar to the last.
    var origin: Range<Int> {
        guard let first, let last else { return 0..<0 }
        let (start, end) = (first.origin.lowerBound, last.origin.upperBound)
        return start..<Swift.max(start, end)
    }
}

/// A part of a normalized text in UTF-8.
struct PieceBytes {
    /// The bytes.
    private(set) var bytes: [UInt8] = []
    /// The scalar that each byte is of, from the start of the part, and one more entry for its end.
    private(set) var scalars: [Int] = []

    init(_ text: ArraySlice<AlignedScalar>) {
        bytes.reserveCapacity(text.count)
        scalars.reserveCapacity(text.count + 1)
        for (index, aligned) in text.enumerated() {
            UTF8.forEachByte(of: aligned.scalar) { byte in
                bytes.append(byte)
                scalars.append(index)
            }
        }
        scalars.append(text.count)
    }

    /// The part of `text` that some of the bytes are.
    func part(_ range: Range<Int>, of text: ArraySlice<AlignedScalar>) -> ArraySlice<AlignedScalar> {
        let start = text.startIndex + scalars[range.lowerBound]
        let end = range.isEmpty ? start : text.startIndex + scalars[range.upperBound - 1] + 1
        return text[start..<end]
    }
}

extension UTF8 {
    /// Calls `body` with each byte of a scalar.
    @inline(__always)
    static func forEachByte(of scalar: Unicode.Scalar, _ body: (UInt8) -> Void) {
        let value = scalar.value
        switch value {
        case ..<0x80: body(UInt8(value))
        case ..<0x800:
            body(UInt8(0xC0 | value >> 6))
            body(UInt8(0x80 | value & 0x3F))
        case ..<0x10000:
            body(UInt8(0xE0 | value >> 12))
            body(UInt8(0x80 | value >> 6 & 0x3F))
            body(UInt8(0x80 | value & 0x3F))
        default:
            body(UInt8(0xF0 | value >> 18))
            body(UInt8(0x80 | value >> 12 & 0x3F))
            body(UInt8(0x80 | value >> 6 & 0x3F))
            body(UInt8(0x80 | value & 0x3F))
        }
    }
}
