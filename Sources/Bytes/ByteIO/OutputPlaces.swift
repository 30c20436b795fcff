internal import Glibc

/// The files that a run reads, and the check that no output replaces one of them.
///
/// Every command that writes makes the check before any work is done. Files are compared by device and inode, not by
/// path: another spelling, a hard link and the target of a link are all the file itself.
package struct OutputPlaces: Sendable {
    /// What the run uses a file for.
    package enum Role: Sendable, Equatable {
        /// It is converted or verified.
        case input
        /// A file of the model at this path.
        case model(String)
        case policy
        /// It describes an architecture.
        case schema
        case baseline
        /// Standard output goes to it.
        case standardOutput
    }

    private var kept: [FileNode: Role] = [:]
    /// Folders in which every file belongs to a model.
    private var folders: [String] = []

    package init() {}

    /// Adds the file that `path` leads to, through links, if there is one.
    package mutating func keep(_ path: String, as role: Role) {
        if let node = FileNode(following: path), kept[node] == nil { kept[node] = role }
    }

    /// Adds an input.
    package mutating func keep(_ file: InputFile) {
        if let node = file.descriptor.flatMap(FileNode.init(descriptor:)) { kept[node] = .input }
    }

    /// Adds every file in a model's folder and its subfolders.
    package mutating func keep(modelFolder path: String) {
        folders.append(path)
    }

    /// Adds the file that standard output goes to, if there is one.
    package mutating func keepStandardOutput() {
        if let node = FileNode(descriptor: StandardStream.output.rawValue), node.isFile { kept[node] = .standardOutput }
    }

    /// Throws when no file can be written to `path`.
    ///
    /// - Parameters:
    ///   - replacing: whether a regular file of that name may be replaced.
    ///   - exception: the role of files that may be replaced although they are read.
    /// - Throws: ``Fault`` `file.is-needed`, `file.link`, `file.exists`, `file.not-regular`, `file.missing` (the
    ///   folder).
    package func check(_ path: String, replacing: Bool, except exception: Role? = nil) throws(Fault) {
        guard !StandardStream.isOutput(path) else { throw .standardOutput(path) }
        if let node = FileNode(following: path), let role = try role(of: node, path), role != exception {
            throw .outputIsNeeded(path, role)
        }
        try AtomicFile.checkPlace(path, replacing: replacing)
    }

    /// Whether `path` leads to an input.
    package func isInput(_ path: String) -> Bool {
        FileNode(following: path).map { kept[$0] == .input } ?? false
    }

    /// The first of several outputs that would replace an earlier one; nil when all are different.
    package static func repeated(_ paths: [String]) -> String? {
        var destinations: Set<Destination> = []
        return paths.first { !destinations.insert(Destination($0)).inserted }
    }

    private func role(of node: FileNode, _ path: String) throws(Fault) -> Role? {
        if let role = kept[node] { return role }
        guard node.isFile else { return nil }
        for folder in folders where try Self.holds(folder, node) { return .model(folder) }
        return nil
    }

    private static func holds(_ root: String, _ node: FileNode) throws(Fault) -> Bool {
        var seen: Set<FileNode> = []
        var open = [root]
        var entries = 0
        while let folder = open.popLast() {
            guard let identity = FileNode(following: folder), seen.insert(identity).inserted else { continue }
            for name in try Folder.names(in: folder) {
                entries += 1
                guard entries <= ByteIOLimits.modelFolderEntries else { throw .folderTooLarge(root) }
                let path = FilePath.join(folder, name)
                guard let found = FileNode(following: path) else { continue }
                if found == node { return true }
                if found.isFolder { open.append(path) }
            }
        }
        return false
    }
}

extension OutputPlaces {
    /// A file or folder, whatever its names.
    private struct FileNode: Hashable {
        let device: dev_t
        let inode: ino_t
        let kind: mode_t

        var isFile: Bool { kind == S_IFREG }
        var isFolder: Bool { kind == S_IFDIR }

        init?(following path: String) {
            guard !RemotePlaces.isRemote(path) else { return nil }
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        init?(descriptor: Int32) {
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0 else { return nil }
            self.init(status)
        }

        private init(_ status: stat) {
            device = status.st_dev
            inode = status.st_ino
            kind = status.st_mode & S_IFMT
        }
    }

    /// Where an output goes.
    private enum Destination: Hashable {
        case standardOutput
        case existing(FileNode)
        case new(folder: FileNode, name: String)
        case nowhere(String)

        init(_ path: String) {
            if StandardStream.isOutput(path) {
                self = .standardOutput
            } else if let node = FileNode(following: path) {
                self = .existing(node)
            } else if let folder = FileNode(following: FilePath.folder(of: path)) {
                self = .new(folder: folder, name: FilePath.name(of: path))
            } else {
                self = .nowhere(path)
            }
        }
    }
}
