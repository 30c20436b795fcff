package import ByteIO
internal import Glibc

extension ByteRange {
    /// The offset, counted from the start of both ranges, of the first byte in which they differ; nil when they are
    /// equal.
    ///
    /// Reads both a block at a time.
    ///
    /// - Throws: ``Fault`` of the file that could not be read.
    package func firstDifference(from other: ByteRange) throws(Fault) -> Int? {
        guard count == other.count else { return min(count, other.count) }
        let mine = Block()
        let theirs = Block()
        var done = 0
        while done < count {
            let length = min(count - done, Block.standardByteCount)
            let first = unsafe UnsafeMutableRawBufferPointer(rebasing: mine.bytes[..<length])
            let second = unsafe UnsafeMutableRawBufferPointer(rebasing: theirs.bytes[..<length])
            try unsafe file.read(into: first, at: offset + UInt64(done))
            try unsafe other.file.read(into: second, at: other.offset + UInt64(done))
            if let start = first.baseAddress, let otherStart = second.baseAddress,
                unsafe memcmp(start, otherStart, length) != 0
            {
                let position = unsafe zip(first, second).enumerated().first { $0.element.0 != $0.element.1 }
                return done + (position?.offset ?? 0)
            }
            done += length
        }
        return nil
    }
}
