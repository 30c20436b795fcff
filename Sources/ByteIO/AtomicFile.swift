internal import Glibc

/// An output file that appears whole or not at all.
///
/// It has no name while it is written (`O_TMPFILE`), so that not even a killed process leaves anything
/// behind; on file systems without that it is a hidden sibling, removed unless committed. `commit()`
/// flushes it to the disk and gives it its name in one step.
package struct AtomicFile: ~Copyable {
    package let path: String
    private let folder: String
    /// The open descriptor, for handing to a child process; this object closes it.
    package let descriptor: Int32
    private let replacing: Bool
    /// The hidden sibling's path; nil for a file without a name.
    private var temporaryPath: String?

    /// How the file lives before it is committed.
    package enum Kind: Sendable, CaseIterable {
        case nameless, hiddenSibling
    }

    /// Creates the file with room for `byteCount` bytes.
    ///
    /// - Parameter replacing: whether a regular file of that name may be replaced.
    /// - Throws: ``Fault`` `file.exists`, `file.not-regular`, `file.missing` (the folder), `file.permission`,
    ///   `file.disk-full`.
    package static func create(
        at path: String, byteCount: UInt64, replacing: Bool, kind: Kind = .nameless
    ) throws(Fault) -> AtomicFile {
        try checkPlace(path, replacing: replacing)
        let folder = FilePath.folder(of: path)
        var temporaryPath: String?
        var descriptor: Int32 = -1
        if kind == .nameless { descriptor = unsafe open(folder, namelessFileFlag | O_RDWR | O_CLOEXEC, 0o666) }
        if descriptor < 0, kind == .hiddenSibling || errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL {
            let sibling = siblingName(of: path)
            descriptor = unsafe open(sibling, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 { temporaryPath = sibling }
        }
        guard descriptor >= 0 else { throw .system(errno, "create a file in \(folder)", file: path) }
        let file = AtomicFile(
            path: path, folder: folder, descriptor: descriptor, replacing: replacing, temporaryPath: temporaryPath)
        try file.reserve(byteCount)
        return file
    }

    deinit {
        if let temporaryPath { unsafe unlink(temporaryPath) }
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

    /// What writes into the file as long as it is open.
    package var writer: FileWriter { FileWriter(descriptor: descriptor, path: path) }

    /// Flushes the content to the disk, gives the file its name, and flushes that too.
    ///
    /// - Throws: ``Fault``; `file.exists` when something took the name meanwhile and may not be replaced.
    package consuming func commit() throws(Fault) {
        guard fsync(descriptor) == 0 else { throw .system(errno, "flush to the disk", file: path) }
        if replacing {
            let sibling = try named()
            guard unsafe rename(sibling, path) == 0 else { throw .system(errno, "replace the file", file: path) }
            temporaryPath = nil
        } else {
            try link(to: path)
        }
        let handle = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if handle >= 0 {
            fsync(handle)
            close(handle)
        }
    }

    /// Makes room for `byteCount` bytes, counted from the start.
    ///
    /// - Throws: ``Fault`` `file.disk-full`.
    package func reserve(_ byteCount: UInt64) throws(Fault) {
        try reserveRoom(byteCount, in: descriptor, path: path)
    }

    /// Bytes of the content as it is now; nil when the system does not tell.
    package var currentByteCount: UInt64? {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        return UInt64(exactly: status.st_size)
    }

    /// The hidden sibling's path; a file without a name gets one.
    private mutating func named() throws(Fault) -> String {
        if let temporaryPath { return temporaryPath }
        let sibling = Self.siblingName(of: path)
        try link(to: sibling)
        temporaryPath = sibling
        return sibling
    }

    /// Gives the content the name `target`, which must be free.
    private func link(to target: String) throws(Fault) {
        let source = temporaryPath ?? "/proc/self/fd/\(descriptor)"
        guard unsafe linkat(AT_FDCWD, source, AT_FDCWD, target, AT_SYMLINK_FOLLOW) == 0 else {
            throw .system(errno, "name the file", file: path)
        }
    }

    private static func siblingName(of path: String) -> String {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        return FilePath.join(FilePath.folder(of: path), ".\(FilePath.name(of: path)).\(random).bertconv")
    }

    /// Throws what `create` would throw because of what is at `path` and in its folder, before any work is done.
    package static func checkPlace(_ path: String, replacing: Bool) throws(Fault) {
        switch PathKind(of: path) {
        case .nothing:
            let folder = FilePath.folder(of: path)
            guard PathKind(of: folder) == .folder else { throw .folderMissing(folder, file: path) }
        case .file: if !replacing { throw .exists(path) }
        case .folder: throw .notRegular(path, isDirectory: true)
        case .other: throw .notRegular(path, isDirectory: false)
        }
    }
}
