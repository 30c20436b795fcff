internal import Glibc

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
        done += count
    }
}
