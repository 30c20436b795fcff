import ByteIO
import Glibc
import Synchronization

/// A folder in memory that holds the input as a file.
///
/// There is one for each target and process; each input replaces the file of the one before.
final class InputFolder: Sendable {
    let path: String

    /// An empty folder, removed when the program ends as it should.
    init() {
        let base = PathKind(of: "/dev/shm") == .folder ? "/dev/shm" : "/tmp"
        path = "\(base)/bertconv-fuzz-\(getpid())-\(UInt64.random(in: .min ... .max))"
        unsafe mkdir(path, 0o700)
        made.withLock { $0.append(path) }
        atexit { made.withLock { $0.forEach(Folder.remove) } }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Replaces the content of a file, as a new file: the one before may still be open.
    func write(_ bytes: [UInt8], to name: String) -> String {
        let path = file(name)
        unsafe unlink(path)
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(descriptor) }
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        hold(count == bytes.count, "there is room for the input in \(path)")
        return path
    }

    func write(_ text: String, to name: String) -> String { write(Array(text.utf8), to: name) }

    /// The input as an open file.
    func open(_ bytes: [UInt8], name: String = "input") throws(Fault) -> InputFile {
        try InputFile(path: write(bytes, to: name))
    }
}

/// The folders that are removed when the program exits.
private let made = Mutex<[String]>([])
