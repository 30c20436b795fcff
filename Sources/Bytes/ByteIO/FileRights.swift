internal import Glibc

/// Who may do what with a file or folder: its mode, its owner and its group.
struct FileRights: Sendable {
    private let mode: mode_t
    private let owner: uid_t
    private let group: gid_t

    /// Those of what is at `path`, through links; nil when nothing is.
    init?(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        mode = status.st_mode & 0o7777
        owner = status.st_uid
        group = status.st_gid
    }

    /// Gives them to an open file or folder.
    ///
    /// Only root may give a file away. Where the owner cannot be kept, nobody gets more rights than before: the bits
    /// that act as the owner or the group go, and another group gets no more than everybody has.
    ///
    /// - Parameter file: what messages call it.
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
