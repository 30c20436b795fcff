internal import Glibc

/// The flag `O_TMPFILE` of open(2), for a file without a name; Swift cannot import the macro.
let namelessFileFlag: Int32 = 0o20000000 | O_DIRECTORY

/// Which file it is, and its state: equal unless the file was replaced, resized or rewritten.
package struct FileIdentity: Equatable, Sendable {
    let device: UInt
    let inode: UInt
    let byteCount: UInt64
    let modifiedSeconds: Int
    let modifiedNanoseconds: Int

    /// Reads the identity of the regular file that `path` leads to, through links.
    ///
    /// - Throws: ``Fault`` `file.missing`, `file.permission`, `file.not-regular`.
    package init(of path: String) throws(Fault) {
        guard !RemotePlaces.isRemote(path) else { throw .remoteNotHere(path, "files are named by their SHA-256") }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .system(errno, "examine", file: path) }
        try self.init(status, path: path)
    }

    /// Reads the identity of an open regular file.
    init(descriptor: Int32, path: String) throws(Fault) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .system(errno, "examine", file: path) }
        try self.init(status, path: path)
    }

    private init(_ status: stat, path: String) throws(Fault) {
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG else { throw .notRegular(path, isDirectory: kind == S_IFDIR) }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        byteCount = UInt64(status.st_size)
        modifiedSeconds = status.st_mtim.tv_sec
        modifiedNanoseconds = status.st_mtim.tv_nsec
    }
}

/// Symbolic links.
package enum SymbolicLink {
    /// Where the link at `path` leads, as a path from the working directory; nil when it is no link.
    package static func target(of path: String) -> String? {
        guard let target = PathKind.linkTarget(of: path) else { return nil }
        return target.hasPrefix("/") ? target : FilePath.join(FilePath.folder(of: path), target)
    }
}

/// What is at a path.
package enum PathKind: Sendable, Equatable {
    case file, folder, other, nothing

    /// What is at `path`, through links.
    package init(of path: String) {
        if RemotePlaces.isRemote(path) {
            self = RemotePlaces.find(path).map { $0.lease.folder.kind(of: $0.rest) } ?? .nothing
            return
        }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            self = .nothing
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .folder
        default: self = .other
        }
    }

    /// Whether `path` is a link that leads nowhere, such as an unfinished download leaves in a cache.
    package static func isDeadLink(_ path: String) -> Bool {
        linkTarget(of: path) != nil && PathKind(of: path) == .nothing
    }

    /// Where the link `path` leads, as written in the link; nil when it is no link.
    package static func linkTarget(of path: String) -> String? {
        guard !RemotePlaces.isRemote(path) else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}

/// A folder, whatever path leads to it.
package struct FolderIdentity: Hashable, Sendable {
    private enum Place: Hashable {
        case local(device: UInt, inode: UInt)
        case remote(String)
    }

    private let place: Place

    /// The folder that `path` leads to, through links; nil when there is none.
    package init?(of path: String) {
        if RemotePlaces.isRemote(path) {
            guard PathKind(of: path) == .folder else { return nil }
            place = .remote(FilePath.withoutTrailingSlash(path))
            return
        }
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        place = .local(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    }

    /// Whether `path` is a folder and not a link to one.
    package static func isFolderItself(_ path: String) -> Bool {
        if RemotePlaces.isRemote(path) { return PathKind(of: path) == .folder }
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether the system can report what is at `path`, or that nothing is.
    ///
    /// It cannot when the path is too long, or when the folder may not be entered.
    package static func canExamine(_ path: String) -> Bool {
        if RemotePlaces.isRemote(path) { return true }
        var status = stat()
        return unsafe lstat(path, &status) == 0 || errno == ENOENT
    }
}

/// The permissions of a file or folder: its mode, its owner and its group.
struct FileRights: Sendable {
    private let mode: mode_t
    private let owner: uid_t
    private let group: gid_t

    /// The permissions of what is at `path`, through links; nil when nothing is there.
    init?(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        mode = status.st_mode & 0o7777
        owner = status.st_uid
        group = status.st_gid
    }

    /// Gives an open file or folder these permissions.
    ///
    /// Only root may give a file away. Where the owner cannot be kept, nobody gets more permissions than before: the
    /// set-user-id and set-group-id bits are cleared, and another group gets no more than everybody has.
    ///
    /// - Parameter file: the path that messages name.
    /// - Throws: ``Fault`` `file.permission` when the mode cannot be set.
    func give(to descriptor: Int32, file: String) throws(Fault) {
        var mode = mode
        var now = stat()
        try retrying("examine", file: file) { unsafe fstat(descriptor, &now) }
        if (now.st_uid, now.st_gid) != (owner, group), fchown(descriptor, owner, group) != 0 {
            mode &= ~0o4000
            if now.st_gid != group, fchown(descriptor, uid_t.max, group) != 0 {
                mode &= ~0o2070 | (mode & 0o007) << 3
            }
        }
        guard now.st_mode & 0o7777 != mode else { return }
        try retrying("keep the permissions", file: file) { fchmod(descriptor, mode) }
    }
}
