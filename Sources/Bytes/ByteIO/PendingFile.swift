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
    /// what lists the others comes last, and an old list goes first. A file whose place the set takes goes at the very
    /// end, for until then it is what is read.
    ///
    /// - Parameters:
    ///   - replaced: files of the same folder whose place this set takes; they go in the same step. One that is not there
    ///     may have been put aside by a run that was killed: what that left is removed.
    ///   - sharing: whether another program may be writing the same files; then one waits for the other.
    /// - Throws: ``Fault``; then every name leads where it did before.
    package static func commit(
        _ files: [PendingFile], inPlaceOf replaced: [String] = [], sharing: Bool = true
    ) throws(Fault) {
        guard let folder = files.first.map({ FilePath.folder(of: $0.path) }) else { return }
        for file in files { try file.file.flush() }
        if files.count == 1, replaced.isEmpty {
            try Names.change { (names) throws(Fault) in try files[0].file.takeName(&names) }
        } else {
            let lock = sharing ? unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1
            defer { if lock >= 0 { close(lock) } }
            if lock >= 0 { while flock(lock, LOCK_EX) != 0, errno == EINTR {} }
            try Names.change { (names) throws(Fault) in try nameAll(files, inPlaceOf: replaced, &names) }
            for path in files.map(\.path) + replaced { HiddenName.sweep(beside: path, for: .replaced) }
        }
        Folder.flush(folder)
    }

    private static func nameAll(
        _ files: [PendingFile], inPlaceOf replaced: [String], _ names: inout Names
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
