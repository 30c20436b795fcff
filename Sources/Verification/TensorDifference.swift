internal import ByteIO
internal import Tensors

/// The first place where two tensors of one shape and type have other bytes.
enum TensorDifference {
    /// A phrase that shows both: `element 7 is 00 00 e0 40 here (byte 4124) and 00 00 80 3f there (byte 9020)`;
    /// nil when they are equal.
    ///
    /// - Throws: ``Fault`` when a file cannot be read, or a tensor was not decoded.
    static func first(between first: TensorEntry, _ other: TensorEntry) throws(Fault) -> String? {
        guard let range = first.range, let otherRange = other.range else {
            throw Fault(
                .fileSystem, file: first.file.path, subject: "tensor '\(first.name)'",
                reason: "was compared before it was decoded", remedy: "please report this")
        }
        guard let position = try range.firstDifference(from: otherRange) else { return nil }
        let width = max(first.elementType.bitWidth / 8, 1)
        let element = position / width
        let mine = try bytes(range, element * width, width)
        let theirs = try bytes(otherRange, element * width, width)
        return "element \(element) is \(mine) and \(theirs)"
    }

    private static func bytes(_ range: ByteRange, _ start: Int, _ width: Int) throws(Fault) -> String {
        let offset = range.offset + UInt64(start)
        let bytes = try range.file.bytes(at: offset, count: width)
        if width == 4 {
            let bits = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return "\(Float(bitPattern: bits)) (byte \(offset))"
        }
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        return "\(hex) (byte \(offset))"
    }
}
