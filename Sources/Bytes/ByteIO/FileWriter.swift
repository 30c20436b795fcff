internal import CKernels
internal import Glibc

/// Makes room for `byteCount` bytes, counted from the start of the file.
///
/// - Parameter path: what messages call the file.
/// - Throws: ``Fault`` `file.disk-full`.
func reserveRoom(_ byteCount: UInt64, in descriptor: Int32, path: String) throws(Fault) {
    guard byteCount > 0 else { return }
    // glibc writes a byte into every block where the file system cannot reserve; slower, never wrong.
    let size = off_t(exactly: byteCount)
    var number = size == nil ? EFBIG : EINTR
    while number == EINTR, let size { number = posix_fallocate(descriptor, 0, size) }
    guard number == 0 else { throw .system(number, "reserve \(byteCount) bytes", file: path) }
}

/// Writes all of `bytes` at `offset`, however many calls it takes.
///
/// - Parameter path: what messages call the file.
/// - Throws: ``Fault`` `file.disk-full` or `file.system`.
func writeAll(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: UInt64, path: String
) throws(Fault) {
    var done = 0
    while done < bytes.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
        let count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
        if count < 0 {
            if errno == EINTR { continue }
            throw .system(errno, "write \(rest.count) bytes", file: path, offset: offset + UInt64(done))
        }
        // Not an error and no progress either: never seen, and it must not become an endless loop.
        guard count > 0 else { throw .system(EIO, "write \(rest.count) bytes", file: path, offset: offset) }
        done += count
    }
}

/// Writes into an open file, also from several threads at once, at places that do not overlap.
package struct FileWriter: Sendable {
    let descriptor: Int32
    /// What messages call the file.
    let path: String

    /// Bytes from which on a piece is worth a call of its own: a block of floats that became halves.
    private static let handedOver = Block.standardByteCount / 4

    /// Writes `bytes` at `offset`.
    ///
    /// - Throws: ``Fault`` `file.disk-full` or `file.system`.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(Fault) {
        try unsafe writeAll(bytes, to: descriptor, at: offset, path: path)
        // The disk begins at once, so that there is little left to flush at the end; a hint that may be refused.
        if bytes.count >= Self.handedOver {
            CKStartWriteback(descriptor, Int64(offset), Int64(bytes.count))
        }
    }
}
