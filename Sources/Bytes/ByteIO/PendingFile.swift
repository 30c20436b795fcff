internal import Glibc

/// A file that is written and gets its name later; if it never does, it vanishes.
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
    /// Flushes files of one folder to the disk and gives them their names: all of them, or none.
    ///
    /// If the program is killed while it names several files, neither the old set nor the new one can be read by
    /// mistake: the file that lists the others gets its name last, and an old list is removed first. A file that the
    /// set replaces is removed at the very end, because until then it is the one that is read.
    ///
    /// - Parameters:
    ///   - replaced: files of the same folder that this set replaces; they are removed in the same step. If one is not
    ///     there, a killed run may have renamed it: what that run left is removed.
    ///   - sharing: whether another program may be writing the same files; then one waits for the other.
    /// - Throws: ``Fault``; then every name leads to the same file as before.
    package static func commit(
        _ files: [PendingFile], inPlaceOf replaced: [String] = [], sharing: Bool = true
    ) throws(Fault) {
        guard let folder = files.first.map({ FilePath.folder(of: $0.path) }) else { return }
        for file in files { try file.file.flush() }
        if files.count == 1, replaced.isEmpty {
            try TemporaryNames.withLock { (names) throws(Fault) in try files[0].file.takeName(&names) }
        } else {
            let lock = sharing ? unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1
            defer { if lock >= 0 { close(lock) } }
            if lock >= 0 { while flock(lock, LOCK_EX) != 0, errno == EINTR {} }
            try TemporaryNames.withLock { (names) throws(Fault) in try nameAll(files, inPlaceOf: replaced, &names) }
            for path in files.map(\.path) + replaced { HiddenName.sweep(beside: path, for: .replaced) }
        }
        Folder.flush(folder)
    }

    private static func nameAll(
        _ files: [PendingFile], inPlaceOf replaced: [String], _ names: inout TemporaryNames
    ) throws(Fault) {
        var aside: [(path: String, hidden: String)] = []
        var named: [PendingFile] = []
        do throws(Fault) {
            for file in files.reversed() where file.file.isReplacing {
                if let hidden = try putAside(file.path) { aside.append((file.path, hidden)) }
            }
            for file in files {
                try file.file.takeName(&names)
                named.append(file)
            }
            for path in replaced {
                if let hidden = try putAside(path) { aside.append((path, hidden)) }
            }
        } catch {
            for file in named { unsafe unlink(file.path) }
            for (path, hidden) in aside.reversed() { unsafe rename(hidden, path) }
            throw error
        }
        for (_, hidden) in aside { unsafe unlink(hidden) }
    }

    /// Gives an old file a hidden name; nil when there is none.
    private static func putAside(_ path: String) throws(Fault) -> String? {
        guard try AtomicFile.checkReplaceable(path) else { return nil }
        let hidden = HiddenName.make(beside: path, for: .replaced)
        try retrying("put the old file aside", file: path) { unsafe rename(path, hidden) }
        return hidden
    }
}
