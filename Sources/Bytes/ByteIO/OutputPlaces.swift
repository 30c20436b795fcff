internal import Glibc

/// What a run reads, so that nothing is written over it.
///
/// Every command that writes asks before any work is done. Files are compared by what they are, not by how a path is
/// spelled: another spelling, a hard link and the target of a link are the file itself.
package struct OutputPlaces: Sendable {
    /// What a file is to the run.
    package enum Role: Sendable, Equatable {
        /// What is converted or verified.
        case input
        /// A file of the model at this path.
        case model(String)
        case policy
        case baseline
        /// Where standard output goes.
        case standardOutput
    }

    private var kept: [Node: Role] = [:]
    /// Folders in which every file belongs to a model.
    private var folders: [String] = []

    package init() {}

    /// Keeps what is at `path`, through links; nothing is kept where nothing is.
    package mutating func keep(_ path: String, as role: Role) {
        if let node = Node(following: path), kept[node] == nil { kept[node] = role }
    }

    package mutating func keep(_ file: InputFile) {
        if let node = Node(descriptor: file.descriptor) { kept[node] = .input }
    }

    /// Keeps every file of a model's folder and of the folders in it.
    package mutating func keep(modelFolder path: String) {
        folders.append(path)
    }

    /// Keeps the file that standard output goes to, if it goes to one.
    package mutating func keepStandardOutput() {
        if let node = Node(descriptor: StandardStream.output.rawValue), node.isFile { kept[node] = .standardOutput }
    }

    /// Throws when no file can be written to `path`.
    ///
    /// - Parameters:
    ///   - replacing: whether a regular file of that name may be replaced.
    ///   - exception: what may be replaced although it is read.
    /// - Throws: ``Fault`` `file.is-needed`, `file.link`, `file.exists`, `file.not-regular`, `file.missing` (the
    ///   folder).
    package func check(_ path: String, replacing: Bool, except exception: Role? = nil) throws(Fault) {
        guard !StandardStream.isOutput(path) else { throw .standardOutput(path) }
        if let node = Node(following: path), let role = try role(of: node, path), role != exception {
            throw .outputIsNeeded(path, role)
        }
        try AtomicFile.checkPlace(path, replacing: replacing)
    }

    /// Whether `path` leads to an input.
    package func isInput(_ path: String) -> Bool {
        Node(following: path).map { kept[$0] == .input } ?? false
    }

    /// The first of several outputs that goes where one before it goes; nil when each has a place of its own.
    package static func repeated(_ paths: [String]) -> String? {
        var places: Set<Place> = []
        return paths.first { !places.insert(Place($0)).inserted }
    }

    private func role(of node: Node, _ path: String) throws(Fault) -> Role? {
        if let role = kept[node] { return role }
        guard node.isFile else { return nil }
        for folder in folders where try Self.holds(folder, node) { return .model(folder) }
        return nil
    }

    private static func holds(_ root: String, _ node: Node) throws(Fault) -> Bool {
        var seen: Set<Node> = []
        var open = [root]
        var entries = 0
        while let folder = open.popLast() {
            guard let identity = Node(following: folder), seen.insert(identity).inserted else { continue }
            for name in try Folder.names(in: folder) {
                entries += 1
                guard entries <= ByteIOLimits.modelFolderEntries else { throw .folderTooLarge(root) }
                let path = FilePath.join(folder, name)
                guard let found = Node(following: path) else { continue }
                if found == node { return true }
                if found.isFolder { open.append(path) }
            }
        }
        return false
    }
}

extension OutputPlaces {
    /// Something on the disk, whatever its names.
    private struct Node: Hashable {
        let device: dev_t
        let inode: ino_t
        let kind: mode_t

        var isFile: Bool { kind == S_IFREG }
        var isFolder: Bool { kind == S_IFDIR }

        init?(following path: String) {
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
    private enum Place: Hashable {
        case standardOutput
        case existing(Node)
        case new(folder: Node, name: String)
        case nowhere(String)

        init(_ path: String) {
            if StandardStream.isOutput(path) {
                self = .standardOutput
            } else if let node = Node(following: path) {
                self = .existing(node)
            } else if let folder = Node(following: FilePath.folder(of: path)) {
                self = .new(folder: folder, name: FilePath.name(of: path))
            } else {
                self = .nowhere(path)
            }
        }
    }
}
