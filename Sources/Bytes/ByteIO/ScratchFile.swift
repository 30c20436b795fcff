internal import Glibc

extension InputFile {
    /// Creates a nameless file for intermediate data; it vanishes when it is closed.
    ///
    /// - Parameters:
    ///   - folder: the folder whose disk it uses.
    ///   - path: the path that messages name: that of the file whose decoded content it holds.
    /// - Throws: ``Fault`` `file.permission`, `file.missing`, `file.disk-full`.
    package static func scratch(in folder: String, standingFor path: String) throws(Fault) -> Scratch {
        var descriptor = unsafe open(folder, namelessFileFlag | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor < 0, errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL {
            let place = FilePath.join(folder, "scratch")
            HiddenName.sweep(beside: place)
            descriptor = try TemporaryNames.withLock { (names) throws(Fault) in
                let name = HiddenName.make(beside: place)
                let descriptor = names.make(hidden: name) {
                    unsafe open($0, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
                }
                if descriptor >= 0 { names.remove(hidden: name) }
                return descriptor
            }
        }
        guard descriptor >= 0 else { throw .system(errno, "create a scratch file in \(folder)", file: path) }
        return Scratch(descriptor: descriptor, path: path)
    }
}

extension InputFile {
    /// A nameless file that is being written; it becomes an ``InputFile`` when it is complete.
    package struct Scratch: ~Copyable {
        package let descriptor: Int32
        private let path: String

        fileprivate init(descriptor: Int32, path: String) {
            self.descriptor = descriptor
            self.path = path
        }

        deinit {
            close(descriptor)
        }

        /// Writes `bytes` at `offset`.
        ///
        /// - Throws: ``Fault`` `file.disk-full` or `file.system`.
        package func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(Fault) {
            try unsafe writeAll(bytes, to: descriptor, at: offset, path: path)
        }

        /// Writes the UTF-8 bytes of `text` at `offset`.
        ///
        /// - Throws: ``Fault`` `file.disk-full` or `file.system`.
        package func write(_ text: String, at offset: UInt64) throws(Fault) {
            let block = Block(text)
            try unsafe write(UnsafeRawBufferPointer(block.bytes), at: offset)
        }

        /// Reserves room for `byteCount` bytes, counted from the start.
        ///
        /// - Throws: ``Fault`` `file.disk-full`.
        package func reserve(_ byteCount: UInt64) throws(Fault) {
            try reserveRoom(byteCount, in: descriptor, path: path)
        }

        /// The complete file.
        package consuming func finished() throws(Fault) -> InputFile {
            try opened()
        }

        /// The file as it is now, for reading while it is still being written; its size is the present one.
        package func opened() throws(Fault) -> InputFile {
            let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { throw .system(errno, "duplicate a descriptor", file: path) }
            do {
                let identity = try FileIdentity(descriptor: copy, path: path)
                return InputFile(path: path, descriptor: copy, identity: identity)
            } catch {
                close(copy)
                throw error
            }
        }
    }
}

/// Pieces of text that cannot be written yet because something else must precede them.
///
/// Beyond a mebibyte they wait in a nameless file.
package struct Spool: ~Copyable {
    private static let memoryLimit = 1 << 20

    private let folder: String?
    private var pieces: [String] = []
    private var heldByteCount = 0
    private var file: InputFile.Scratch?
    /// Where each piece in the file ends.
    private var ends: [UInt64] = []

    /// - Parameter folder: the folder whose disk the file uses, if one is needed; nil: everything waits in memory.
    package init(folder: String?) {
        self.folder = folder
    }

    /// - Throws: ``Fault`` `file.disk-full`, `file.permission` when no file can be created in the folder.
    package mutating func append(_ piece: String) throws(Fault) {
        pieces.append(piece)
        heldByteCount += piece.utf8.count
        guard heldByteCount > Self.memoryLimit, let folder else { return }
        if file == nil { file = try InputFile.scratch(in: folder, standingFor: folder) }
        for piece in pieces {
            let start = ends.last ?? 0
            try file?.write(piece, at: start)
            ends.append(start + UInt64(piece.utf8.count))
        }
        pieces = []
        heldByteCount = 0
    }

    /// Calls `body` with every piece, in order.
    package consuming func drain(_ body: (String) throws(Fault) -> Void) throws(Fault) {
        let ends = ends
        let rest = pieces
        if let file = try file.take()?.finished() {
            var start: UInt64 = 0
            for end in ends {
                try body(String(decoding: try file.bytes(at: start, count: Int(end - start)), as: UTF8.self))
                start = end
            }
        }
        for piece in rest { try body(piece) }
    }
}
