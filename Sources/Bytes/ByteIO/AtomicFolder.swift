internal import Glibc

/// A folder that appears whole or not at all: it has a hidden name beside its place until it is complete.
package struct AtomicFolder: ~Copyable {
    private let path: String
    /// Where the folder is until it is committed.
    package let temporaryPath: String
    /// Keeps the lock of ``HiddenName``.
    private let descriptor: Int32
    /// The permissions of the empty folder that it replaces; nil when there is none.
    private let rights: FileRights?
    private var isCommitted = false

    /// Creates the hidden folder, and removes what a killed run has left of a folder of this name.
    ///
    /// - Throws: ``Fault`` `file.exists` when something other than an empty folder has the name, `file.link` when a
    ///   link has it, `file.missing` when its own folder does not exist, `file.permission`.
    package static func create(at path: String) throws(Fault) -> AtomicFolder {
        let path = FilePath.withoutTrailingSlash(path)
        try Folder.checkPlace(path)
        HiddenName.sweep(beside: path)
        let rights = FileRights(of: path)
        while true {
            let temporary = HiddenName.make(beside: path)
            let status = try TemporaryNames.withLock { (names) throws(Fault) in
                names.make(hidden: temporary) { unsafe mkdir($0, rights == nil ? 0o777 : 0o700) }
            }
            guard status == 0 else {
                if errno == EINTR || errno == EEXIST { continue }
                throw .system(errno, "create the folder", file: path)
            }
            let descriptor = unsafe open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            let folder = AtomicFolder(
                path: path, temporaryPath: temporary, descriptor: descriptor, rights: rights)
            if descriptor < 0 || HiddenName.lock(descriptor) && HiddenName.isNamed(descriptor, temporary) {
                return folder
            }
        }
    }

    /// Throws, before any work is done, what `create` would throw.
    package static func checkPlace(_ path: String) throws(Fault) {
        try Folder.checkPlace(FilePath.withoutTrailingSlash(path))
    }

    deinit {
        if !isCommitted {
            _ = try? TemporaryNames.withLock { [temporaryPath] (names) throws(Fault) in
                Folder.remove(temporaryPath)
                names.forget(hidden: temporaryPath)
            }
        }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Flushes the folder and gives it its name.
    ///
    /// An empty folder of that name is replaced, and its permissions are kept.
    package consuming func commit() throws(Fault) {
        if descriptor >= 0 { try rights?.give(to: descriptor, file: path) }
        Folder.flush(temporaryPath)
        let (path, temporaryPath) = (path, temporaryPath)
        try TemporaryNames.withLock { (names) throws(Fault) in
            while unsafe rename(temporaryPath, path) != 0 {
                switch errno {
                case EINTR: continue
                case ENOTEMPTY, EEXIST: throw .folderNotEmpty(path)
                case ENOTDIR: throw .exists(path)
                default: throw .system(errno, "name the folder", file: path)
                }
            }
            names.forget(hidden: temporaryPath)
        }
        isCommitted = true
        Folder.flush(FilePath.folder(of: path))
    }
}
