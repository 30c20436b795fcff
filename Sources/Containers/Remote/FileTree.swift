internal import ByteIO

/// The files of a place that lists them, by their paths.
struct FileTree: Sendable {
    /// What a list says of a file.
    struct File: Sendable {
        /// Nil: the list does not say.
        var byteCount: UInt64?
    }

    private var files: [String: File] = [:]
    /// The names in each folder.
    private var folders: [String: Set<String>] = ["": []]

    subscript(path: String) -> File? { files[path] }

    var count: Int { files.count }

    /// Adds a file and the folders that it is in.
    ///
    /// - Returns: false when no file can have this path: it leads out of the place, is no path, or a folder has it.
    mutating func add(_ path: String, _ file: File) -> Bool {
        guard Self.isPath(path), files[path] == nil, folders[path] == nil else { return false }
        files[path] = file
        var path = path
        while true {
            let above = FilePath.folder(of: path)
            let folder = above == "." ? "" : above
            guard files[folder] == nil else { return false }
            let isNew = folders[folder] == nil
            folders[folder, default: []].insert(FilePath.name(of: path))
            guard isNew, !folder.isEmpty else { return true }
            path = folder
        }
    }

    /// Whether a path stays in the folder that it begins in, and has only names that a file can have.
    static func isPath(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { name in
            !name.isEmpty && !name.elementsEqual(".".utf8) && !name.elementsEqual("..".utf8)
                && name.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
        }
    }

    func kind(of path: String) -> PathKind {
        files[path] != nil ? .file : folders[path] != nil ? .folder : .nothing
    }

    /// The names in a folder, sorted; nil: there is no such folder.
    func names(in path: String) -> [String]? { folders[path]?.sortedByBytes() }
}
