internal import ByteIO

/// A model in the local cache, as `huggingface_hub` lays it out.
///
/// `refs/REVISION` holds a commit, and `snapshots/COMMIT` has the files, as links to `blobs`.
struct HubCache: Sendable {
    /// `models--NAMESPACE--NAME` in the cache.
    private let folder: String

    init(_ name: HubName, in cache: String) {
        folder = FilePath.join(cache, "models--\(name.namespace)--\(name.name)")
    }

    /// The commit that a revision stood for when it was downloaded; nil: it is not in the cache.
    ///
    /// - Throws: ``Fault`` `file.*`.
    func commit(of revision: String) throws(Fault) -> String? {
        if Self.isCommit(revision) { return revision }
        let path = FilePath.join(FilePath.join(folder, "refs"), revision)
        guard PathKind(of: path) == .file else { return nil }
        let file = try InputFile(path: path)
        let text = String(decoding: try file.bytes(at: 0, count: Int(min(file.byteCount, 64))), as: UTF8.self)
        return Self.isCommit(text) ? text : nil
    }

    /// The folder of a commit's files; nil: it is not in the cache.
    func snapshot(of commit: String) -> String? {
        let path = FilePath.join(FilePath.join(folder, "snapshots"), commit)
        return PathKind(of: path) == .folder ? path : nil
    }

    /// Whether it is the name of a commit: 40 hexadecimal digits.
    static func isCommit(_ text: String) -> Bool {
        text.utf8.count == 40
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// A model in the cache, when nothing may be fetched.
struct CachedFolder: RemoteFolder {
    let root: String
    private let snapshot: String

    /// - Throws: ``Fault`` `remote.offline`, `file.*`.
    init(_ name: HubName, _ settings: HubSettings) throws(Fault) {
        root = name.root
        let revision = name.revision ?? "main"
        guard let folder = settings.cache else {
            throw .notCached(name.root, revision, cache: "there is no home folder")
        }
        let cache = HubCache(name, in: folder)
        guard let commit = try cache.commit(of: revision), let snapshot = cache.snapshot(of: commit) else {
            throw .notCached(name.root, revision, cache: folder)
        }
        self.snapshot = snapshot
    }

    var listsFiles: Bool { true }

    var notes: [String] { ["\(root): offline, so all files are those of the cache, \(snapshot)"] }

    private func place(_ path: String) -> String { path.isEmpty ? snapshot : FilePath.join(snapshot, path) }

    func kind(of path: String) -> PathKind {
        path.isEmpty || FileTree.isPath(path) ? PathKind(of: place(path)) : .nothing
    }

    func names(in path: String) throws(Fault) -> [String] {
        guard kind(of: path) == .folder else { throw .remoteAbsent(FilePath.join(root, path)) }
        return try Folder.names(in: place(path))
    }

    func open(_ path: String) throws(Fault) -> RemoteFile {
        guard kind(of: path) != .nothing else { throw .remoteAbsent(FilePath.join(root, path)) }
        return .local(place(path))
    }

    func checkComplete() throws(Fault) {}
}

extension Fault {
    fileprivate static func notCached(_ path: String, _ revision: String, cache: String) -> Fault {
        Fault(
            .remoteOffline, file: path,
            reason: "revision '\(revision)' is not in the local cache (\(cache)), and HF_HUB_OFFLINE or "
                + "TRANSFORMERS_OFFLINE forbids to fetch it",
            remedy: "unset the variable, or download the model once")
    }
}
