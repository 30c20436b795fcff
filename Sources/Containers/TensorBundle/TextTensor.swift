internal import ByteIO
internal import Tensors

/// A tensor of texts: the length of each, the masked checksum of the lengths, then the texts
/// (`tensor_bundle.cc`, WriteStringTensor).
///
/// TensorFlow never compares the entry's size with the lengths, and reserves memory for whatever they claim.
enum TextTensor {
    /// The texts, one after the other, of which every checksum was checked.
    ///
    /// - Parameters:
    ///   - stored: the entry's bytes.
    ///   - subject: the tensor, in a message.
    ///   - offset: where they begin in the data file.
    /// - Throws: ``Fault`` `bundle.data`, `bundle.message`, `file.checksum`.
    static func bytes(
        _ stored: [UInt8], of entry: BundleEntry, _ subject: String, at offset: UInt64
    ) throws(Fault) -> ArraySlice<UInt8> {
        let count = entry.shape.elementCount
        var cursor = ByteCursor(stored[...])
        do throws(Fault) {
            // Every length takes a byte.
            guard count <= stored.count - checksumBytes else {
                throw .bundle(.bundleData, "\(count) texts do not fit in its \(stored.count) bytes", at: 0)
            }
            // The checksum runs over each length as four bytes.
            var words: [UInt8] = []
            var total = 0
            for _ in 0..<count {
                let length = try cursor.varint32()
                total = total.clampedSum(length)
                for shift in stride(from: 0, to: 32, by: 8) { words.append(UInt8(truncatingIfNeeded: length >> shift)) }
            }
            let checksum = try cursor.take(checksumBytes)
            let texts = try cursor.take(total)
            guard cursor.isAtEnd else {
                throw .bundle(.bundleData, "bytes follow the texts", at: cursor.position)
            }
            try check(Checksum(unmasking: checksum), words, subject, offset)
            try check(entry.checksum, words + checksum + texts, subject, offset)
            return texts
        } catch {
            throw error.code == .checksum ? error : error.shifted(by: offset)
        }
    }

    private static let checksumBytes = 4

    private static func check(
        _ recorded: Checksum, _ bytes: [UInt8], _ subject: String, _ offset: UInt64
    ) throws(Fault) {
        var found = Checksum(.crc32c)
        found.add(bytes)
        guard found == recorded else { throw .checksum(subject, recorded: recorded, found: found, at: offset) }
    }
}
