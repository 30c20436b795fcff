internal import Glibc

/// Reads, creates and removes folders.
package enum Folder {
    /// The names of its entries, sorted, without `.` and `..`.
    ///
    /// A name that is not UTF-8 is repaired, so there is no file with the name that is returned.
    ///
    /// - Throws: ``Fault`` when it cannot be read.
    package static func names(in path: String) throws(Fault) -> [String] {
        let listing = try listing(of: path)
        return (listing.names + listing.unreadable + listing.unreadableFolders).sortedByBytes()
    }

    /// The entries of a folder.
    package struct Listing: Sendable {
        /// Sorted, without `.` and `..`.
        package let names: [String]
        /// Names of files that are not UTF-8, repaired for messages; no file can be opened by them.
        package let unreadable: [String]
        /// The same for folders, and for what may be a folder.
        package let unreadableFolders: [String]
    }

    /// Reads the entries of a folder.
    ///
    /// - Throws: ``Fault`` when it cannot be read.
    package static func listing(of path: String) throws(Fault) -> Listing {
        if RemotePlaces.isRemote(path) {
            guard let (lease, rest) = RemotePlaces.find(path) else {
                throw .system(ENOENT, "read the folder", file: path)
            }
            return Listing(names: try lease.folder.names(in: rest), unreadable: [], unreadableFolders: [])
        }
        guard let stream = unsafe opendir(path) else { throw .system(errno, "read the folder", file: path) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        var unreadable: [String] = []
        var unreadableFolders: [String] = []
        while let entry = unsafe readdir(stream) {
            let (name, isValid) = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { bytes in
                    unsafe (String(cString: bytes), String(validatingCString: bytes) != nil)
                }
            }
            guard name != ".", name != ".." else { continue }
            let kind = unsafe Int(entry.pointee.d_type)
            if isValid {
                names.append(name)
            } else if [DT_DIR, DT_UNKNOWN, DT_LNK].contains(kind) {
                unreadableFolders.append(name)
            } else {
                unreadable.append(name)
            }
        }
        return Listing(
            names: names.sortedByBytes(), unreadable: unreadable.sortedByBytes(),
            unreadableFolders: unreadableFolders.sortedByBytes())
    }

    /// - Throws: ``Fault`` `file.exists`, `file.permission`, `file.missing`.
    package static func create(_ path: String) throws(Fault) {
        try TemporaryNames.withLock { (_) throws(Fault) in
            try retrying("create the folder", file: path) { unsafe mkdir(path, 0o777) }
        }
    }

    /// Throws when no folder can be created at `path`: it is standard output, something other than an empty folder has
    /// the name, or the parent folder does not exist.
    package static func checkPlace(_ path: String) throws(Fault) {
        guard !StandardStream.isOutput(path) else { throw .standardOutput(path) }
        guard !RemotePlaces.isRemote(path) else { throw .remoteOutput(path) }
        if let target = SymbolicLink.target(of: path) { throw .outputIsLink(path, target: target) }
        switch PathKind(of: path) {
        case .nothing: break
        case .folder: guard try names(in: path).isEmpty else { throw .folderNotEmpty(path) }
        case .file, .other: throw .exists(path)
        }
        let parent = FilePath.folder(of: path)
        guard PathKind(of: parent) == .folder else { throw .folderMissing(parent, file: path) }
    }

    /// Flushes the names in a folder to the disk, if the file system can do that.
    static func flush(_ path: String) {
        let handle = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { return }
        while fsync(handle) != 0, errno == EINTR {}
        close(handle)
    }

    /// Removes a folder with everything in it, as far as that is allowed; links are removed, not followed.
    package static func remove(_ path: String) {
        for name in (try? names(in: path)) ?? [] {
            let entry = FilePath.join(path, name)
            if unsafe unlink(entry) != 0 { remove(entry) }
        }
        unsafe rmdir(path)
    }
}
