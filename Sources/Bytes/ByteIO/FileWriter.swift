internal import CKernels
internal import Glibc

/// Reserves room for `byteCount` bytes, counted from the start of the file.
///
/// - Parameter path: the path that messages name.
/// - Throws: ``Fault`` `file.disk-full`.
func reserveRoom(_ byteCount: UInt64, in descriptor: Int32, path: String) throws(Fault) {
    guard byteCount > 0 else { return }
    let size = off_t(exactly: byteCount)
    var number = size == nil ? EFBIG : EINTR
    // In memory, to reserve room is to take every page, on one thread: that was a third of the time of a conversion.
    let free = byteCount > Block.standardByteCount ? CKFreeMemory(descriptor) : -1
    if let size, free >= 0 { number = free < size ? ENOSPC : ftruncate(descriptor, size) == 0 ? 0 : errno }
    // Where the file system cannot reserve room, glibc writes a byte into every block, which is slower.
    while number == EINTR, let size { number = posix_fallocate(descriptor, 0, size) }
    guard number == 0 else { throw .system(number, "reserve \(byteCount) bytes", file: path) }
}

/// Writes all of `bytes` at `offset`, however many calls it takes.
///
/// - Parameter path: the path that messages name.
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
        // No error and no progress: has not been seen, and must not become an endless loop.
        guard count > 0 else { throw .system(EIO, "write \(rest.count) bytes", file: path, offset: offset) }
        done += count
    }
}

/// Writes into an open file.
///
/// Several threads can write at once, at ranges that do not overlap.
package struct FileWriter: Sendable {
    let descriptor: Int32
    /// The path that messages name.
    let path: String

    /// How large a piece must be for a hint of its own: a block of floats after conversion to a narrower type.
    private static let hintByteCount = Block.standardByteCount / 4

    /// Writes `bytes` at `offset`.
    ///
    /// - Throws: ``Fault`` `file.disk-full` or `file.system`.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(Fault) {
        try unsafe writeAll(bytes, to: descriptor, at: offset, path: path)
        // A hint that the disk should begin now, so that there is little left to flush at the end.
        if bytes.count >= Self.hintByteCount {
            CKStartWriteback(descriptor, Int64(offset), Int64(bytes.count))
        }
    }
}
