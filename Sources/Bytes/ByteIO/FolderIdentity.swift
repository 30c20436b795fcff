internal import Glibc

/// Which folder it is, whatever its path.
package struct FolderIdentity: Hashable, Sendable {
    private let device: UInt
    private let inode: UInt

    /// The folder that `path` leads to, through links; nil when there is none.
    package init?(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }

    /// Whether `path` is a folder and no link to one.
    package static func isFolderItself(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
