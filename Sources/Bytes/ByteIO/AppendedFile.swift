internal import Glibc

/// A file that grows at its end, and that one process at a time writes to.
///
/// It is not atomic: what was appended stays when the process is killed, perhaps with a last piece that is cut short.
package final class AppendedFile: Sendable {
    package let path: String
    private let descriptor: Int32

    /// Opens the file, which is created if it is missing, and locks it.
    ///
    /// - Throws: ``Fault`` `file.locked` if another process writes to it, `file.link`, `file.not-regular`,
    ///   `file.permission`, `file.system`.
    package init(path: String) throws(Fault) {
        try AtomicFile.checkPlace(path, replacing: true)
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw .system(errno, "open", file: path) }
        self.path = path
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .locked(path) }
    }

    deinit {
        close(descriptor)
    }

    /// Cuts off everything from `byteCount` on.
    ///
    /// - Throws: ``Fault`` `file.system`.
    package func truncate(to byteCount: UInt64) throws(Fault) {
        try retrying("cut off its last line", file: path) { ftruncate(descriptor, off_t(byteCount)) }
    }

    /// Adds text at the end; if that fails, none of it stays.
    ///
    /// - Throws: ``Fault`` `file.disk-full`, `file.system`.
    package func append(_ text: String) throws(Fault) {
        let block = Block(text)
        let end = lseek(descriptor, 0, SEEK_END)
        var done = 0
        while done < text.utf8.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: block.bytes[done...])
            let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                let fault = Fault.system(errno, "write \(rest.count) bytes", file: path)
                if end >= 0 { try? truncate(to: UInt64(end)) }
                throw fault
            }
            done += count
        }
    }
}
