internal import Glibc

/// An output file that appears whole or not at all.
///
/// While it is written it has no name (`O_TMPFILE`), so not even a killed process leaves anything behind. A file system
/// without nameless files gets a hidden file beside the output, which is removed unless it is committed; so does every
/// one where /proc is not mounted. `commit()` flushes the file to the disk and gives it its name in one step. A file that
/// replaces another keeps that one's mode and, where that is allowed, its owner.
package struct AtomicFile: ~Copyable {
    package let path: String
    private let folder: String
    /// The open descriptor, which can be passed to a child process; this object closes it.
    package let descriptor: Int32
    /// Whether it may replace a file of its name.
    let isReplacing: Bool
    /// The path of the hidden file; nil for a file without a name.
    private var temporaryPath: String?

    /// What the file is before it is committed.
    package enum Kind: Sendable, CaseIterable {
        case nameless, hiddenSibling
    }

    /// Creates the file with room for `byteCount` bytes.
    ///
    /// Removes what a killed run has left of a file of this name.
    ///
    /// - Parameter replacing: whether a regular file of that name may be replaced.
    /// - Throws: ``Fault`` `file.exists`, `file.link`, `file.not-regular`, `file.missing` (the folder),
    ///   `file.permission`, `file.disk-full`.
    package static func create(
        at path: String, byteCount: UInt64, replacing: Bool, kind: Kind = .nameless
    ) throws(Fault) -> AtomicFile {
        try checkPlace(path, replacing: replacing)
        let folder = FilePath.folder(of: path)
        var temporaryPath: String?
        var descriptor: Int32 = -1
        if replacing { HiddenName.sweep(beside: path) }
        if kind == .nameless {
            repeat {
                descriptor = unsafe open(folder, namelessFileFlag | O_RDWR | O_CLOEXEC, 0o666)
            } while descriptor < 0 && errno == EINTR
            if descriptor >= 0, !TemporaryNames.canName(descriptor) {
                close(descriptor)
                (descriptor, temporaryPath) = try createSibling(of: path)
            }
        }
        if descriptor < 0, kind == .hiddenSibling || errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL {
            (descriptor, temporaryPath) = try createSibling(of: path)
        }
        guard descriptor >= 0 else { throw .system(errno, "create a file in \(folder)", file: path) }
        let file = AtomicFile(
            path: path, folder: folder, descriptor: descriptor, isReplacing: replacing, temporaryPath: temporaryPath)
        if replacing, let rights = FileRights(of: path) { try rights.give(to: descriptor, file: path) }
        try file.reserve(byteCount)
        return file
    }

    /// Creates a file with a hidden name.
    ///
    /// - Returns: its descriptor and its name.
    private static func createSibling(of path: String) throws(Fault) -> (Int32, String) {
        HiddenName.sweep(beside: path)
        while true {
            let sibling = HiddenName.make(beside: path)
            let descriptor = try TemporaryNames.withLock { (names) throws(Fault) in
                names.make(hidden: sibling) { unsafe open($0, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
            }
            guard descriptor >= 0 else {
                if errno == EINTR || errno == EEXIST { continue }
                throw .system(errno, "create a file in \(FilePath.folder(of: path))", file: path)
            }
            if HiddenName.lock(descriptor), HiddenName.isNamed(descriptor, sibling) { return (descriptor, sibling) }
            close(descriptor)
            try TemporaryNames.withLock { (names) throws(Fault) in names.remove(hidden: sibling) }
        }
    }

    deinit {
        if let temporaryPath {
            _ = try? TemporaryNames.withLock { (names) throws(Fault) in names.remove(hidden: temporaryPath) }
        }
        close(descriptor)
    }
}

extension AtomicFile {
    /// Writes `bytes` at `offset`.
    ///
    /// - Throws: ``Fault`` `file.disk-full` or `file.system`.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(Fault) {
        try unsafe writer.write(bytes, at: offset)
    }

    /// Writes into the file while it is open.
    package var writer: FileWriter { FileWriter(descriptor: descriptor, path: path) }

    /// Flushes the content to the disk, gives the file its name, and flushes that too.
    ///
    /// - Throws: ``Fault``; `file.exists` when something has got the name meanwhile and may not be replaced.
    package consuming func commit() throws(Fault) {
        try PendingFile(self, byteCount: 0).commit()
    }

    /// Flushes the content to the disk.
    func flush() throws(Fault) {
        try retrying("flush to the disk", file: path) { fsync(descriptor) }
    }

    /// Gives the file its name, in one step.
    mutating func takeName(_ names: inout TemporaryNames) throws(Fault) {
        if isReplacing {
            let sibling = try named(&names)
            try Self.checkReplaceable(path)
            try names.rename(hidden: sibling, to: path, file: path)
            temporaryPath = nil
        } else if let temporaryPath {
            try names.link(hidden: temporaryPath, as: path, file: path)
        } else {
            try names.link(descriptor, as: path, file: path)
        }
    }

    /// Reserves room for `byteCount` bytes, counted from the start.
    ///
    /// - Throws: ``Fault`` `file.disk-full`.
    package func reserve(_ byteCount: UInt64) throws(Fault) {
        try reserveRoom(byteCount, in: descriptor, path: path)
    }

    /// Bytes of the content as it is now; nil when the system does not report it.
    package var currentByteCount: UInt64? {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        return UInt64(exactly: status.st_size)
    }

    /// The path of the hidden file; a file without a name gets one.
    private mutating func named(_ names: inout TemporaryNames) throws(Fault) -> String {
        if let temporaryPath { return temporaryPath }
        let sibling = HiddenName.make(beside: path)
        // Locked before other runs can see it.
        _ = HiddenName.lock(descriptor)
        try names.link(descriptor, hiddenAs: sibling, file: path)
        temporaryPath = sibling
        return sibling
    }

    /// Throws, before any work is done, what `create` would throw because of what is at `path` and in its folder.
    package static func checkPlace(_ path: String, replacing: Bool) throws(Fault) {
        if try checkReplaceable(path) {
            if !replacing { throw .exists(path) }
        } else {
            let folder = FilePath.folder(of: path)
            guard PathKind(of: folder) == .folder else { throw .folderMissing(folder, file: path) }
        }
    }

    /// Whether a regular file is at `path`; false when nothing is.
    ///
    /// - Throws: ``Fault`` `file.not-regular`, `file.link` for what no file may replace.
    @discardableResult
    static func checkReplaceable(_ path: String) throws(Fault) -> Bool {
        guard !RemotePlaces.isRemote(path) else { throw .remoteOutput(path) }
        let kind = PathKind(of: path)
        if kind == .folder { throw .notRegular(path, isDirectory: true) }
        if let target = SymbolicLink.target(of: path) { throw .outputIsLink(path, target: target) }
        if kind == .other { throw .notRegular(path, isDirectory: false) }
        return kind == .file
    }
}

/// A text file that is written piece by piece and appears whole or not at all.
package struct AtomicText: ~Copyable {
    private let file: AtomicFile
    private var end: UInt64 = 0

    /// - Throws: ``Fault`` of ``AtomicFile/create(at:byteCount:replacing:kind:)``.
    package static func create(at path: String, replacing: Bool) throws(Fault) -> AtomicText {
        AtomicText(file: try AtomicFile.create(at: path, byteCount: 0, replacing: replacing))
    }

    private init(file: consuming AtomicFile) {
        self.file = file
    }

    /// - Throws: ``Fault`` `file.disk-full` or `file.system`.
    package mutating func append(_ text: String) throws(Fault) {
        let bytes = Block(text)
        try unsafe file.write(UnsafeRawBufferPointer(bytes.bytes), at: end)
        end += UInt64(text.utf8.count)
    }

    /// Flushes it to the disk and gives it its name.
    package consuming func commit() throws(Fault) {
        try file.commit()
    }
}
