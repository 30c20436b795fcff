internal import ByteIO

/// The folders of a model, each once however many links lead to it: those that are no links come first, so that a
/// folder goes under its own name and not under that of a link to it.
struct SideFolders {
    struct Entry {
        /// From the model's folder; empty for that itself.
        let path: String
        let depth: Int
    }

    private let root: String
    private let maximumDepth: Int
    private var open = [Entry(path: "", depth: 0)]
    private var links: [Entry] = []
    private var seen: Set<FolderIdentity> = []
    /// Links to folders that go along already, and what is deeper than ``maximumDepth``.
    private(set) var passedOver: [String] = []

    init(_ root: String, maximumDepth: Int) {
        self.root = root
        self.maximumDepth = maximumDepth
    }

    /// Adds a folder, or a link to one, that was found in `folder`.
    mutating func add(_ path: String, below folder: Entry) {
        let entry = Entry(path: path, depth: folder.depth + 1)
        if entry.depth > maximumDepth {
            passedOver.append(path)
        } else if FolderIdentity.isFolderItself(FilePath.join(root, path)) {
            open.append(entry)
        } else {
            links.append(entry)
        }
    }

    /// The next folder; nil when there is none.
    mutating func next() -> Entry? {
        while let entry = open.popLast() ?? (links.isEmpty ? nil : links.removeFirst()) {
            let path = entry.path.isEmpty ? root : FilePath.join(root, entry.path)
            if let identity = FolderIdentity(of: path), seen.insert(identity).inserted { return entry }
            passedOver.append(entry.path)
        }
        return nil
    }
}
