internal import Glibc

/// A file that is written and waits for its name; without one it vanishes.
package final class PendingFile {
    private var file: AtomicFile
    package let path: String
    package let byteCount: UInt64

    package init(_ file: consuming AtomicFile, byteCount: UInt64) {
        path = file.path
        self.file = file
        self.byteCount = byteCount
    }

    /// Flushes it to the disk and gives it its name.
    package func commit() throws(Fault) {
        try Self.commit([self])
    }
}

extension PendingFile {
    /// Flushes files of one folder to the disk and gives them their names: all, or none.
    ///
    /// A program that is killed in the middle of naming several leaves neither the old set nor the new one to be read:
    /// what lists the others comes last, and an old list goes first.
    ///
    /// - Parameter sharing: whether another program may be writing the same files; then one waits for the other.
    /// - Throws: ``Fault``; then every name leads where it did before.
    package static func commit(_ files: [PendingFile], sharing: Bool = true) throws(Fault) {
        guard let folder = files.first.map({ FilePath.folder(of: $0.path) }) else { return }
        for file in files { try file.file.flush() }
        if files.count == 1 {
            try Names.change { (names) throws(Fault) in try files[0].file.takeName(&names) }
        } else {
            let lock = sharing ? unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1
            defer { if lock >= 0 { close(lock) } }
            if lock >= 0 { while flock(lock, LOCK_EX) != 0, errno == EINTR {} }
            try Names.change { (names) throws(Fault) in try nameAll(files, &names) }
            for file in files { HiddenName.sweep(beside: file.path, for: .replaced) }
        }
        Folder.flush(folder)
    }

    private static func nameAll(_ files: [PendingFile], _ names: inout Names) throws(Fault) {
        var aside: [(path: String, hidden: String)] = []
        var named: [PendingFile] = []
        do throws(Fault) {
            for file in files.reversed() where try file.isInTheWay() {
                let hidden = HiddenName.make(beside: file.path, for: .replaced)
                try retrying("put the old file aside", file: file.path) { unsafe rename(file.path, hidden) }
                aside.append((file.path, hidden))
            }
            for file in files {
                try file.file.takeName(&names)
                named.append(file)
            }
        } catch {
            for file in named { unsafe unlink(file.path) }
            for (path, hidden) in aside.reversed() { unsafe rename(hidden, path) }
            throw error
        }
        for (_, hidden) in aside { unsafe unlink(hidden) }
    }

    /// Whether an old file is to be replaced.
    private func isInTheWay() throws(Fault) -> Bool {
        guard file.isReplacing else { return false }
        switch PathKind(of: path) {
        case .nothing: return false
        case .file: return true
        case .folder: throw .notRegular(path, isDirectory: true)
        case .other: throw .notRegular(path, isDirectory: false)
        }
    }
}
