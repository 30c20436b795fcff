internal import ByteIO
internal import JSONText

/// A model on a hub, at one commit: the hub's list says what there is, and files that are in the local cache are read
/// from there.
///
/// The protocol is that of `huggingface_hub` 2.4 (`hf_api.py`, `file_download.py`). The revision is looked up once;
/// everything is read at the commit that it stood for.
final class HubFolder: RemoteFolder {
    let root: String
    private let name: HubName
    private let settings: HubSettings
    private let client: WebClient
    private let commit: String
    private let tree: FileTree
    /// The folder of the commit in the local cache; nil: it is not there.
    private let snapshot: String?
    private let state = Monitor(State())

    private struct State {
        /// Each file that was opened: what was read of it is kept, and it stays the same file.
        var open: [String: RangeFile] = [:]
        /// The files that were read from the cache.
        var cached: Set<String> = []
    }

    /// Asks the hub for the commit and its files.
    ///
    /// - Throws: ``Fault`` `remote.*`.
    init(_ name: HubName, _ settings: HubSettings, _ client: WebClient) throws(Fault) {
        root = name.root
        (self.name, self.settings, self.client) = (name, settings, client)
        let revision = WebAddress.encoded(name.revision ?? "main")
        let path = "/api/models/\(name.namespace)/\(name.name)/revision/\(revision)"
        var order = WebClient.Order(address: settings.endpoint.at(below: path, query: "blobs=true"))
        order.authorization = settings.authorization
        order.bodyLimit = UInt64(RemoteLimits.listingBytes)
        let response = try client.perform(order)
        guard response.status == 200 else { throw Self.refusal(name, settings, response.answer) }
        let listed: (commit: String, tree: FileTree)
        do throws(Fault) {
            listed = try Self.listing(try JSONParser.parse(try response.body()))
        } catch {
            throw error.inFile(name.root)
        }
        (commit, tree) = listed
        snapshot = settings.cache.flatMap { HubCache(name, in: $0).snapshot(of: listed.commit) }
    }

    /// The commit and the files of the hub's answer.
    private static func listing(_ value: JSONValue) throws(Fault) -> (commit: String, tree: FileTree) {
        guard let object = value.object, let commit = object["sha"]?.string, HubCache.isCommit(commit),
            let entries = object["siblings"]?.array
        else { throw .hubListing("the hub's answer has no commit and no list of files") }
        guard entries.count <= RemoteLimits.listedFiles else {
            throw .hubListing("the model has more than \(RemoteLimits.listedFiles) files")
        }
        var tree = FileTree()
        for entry in entries {
            guard let path = entry.object?["rfilename"]?.string else {
                throw .hubListing("a file in the hub's list has no name")
            }
            let size = entry.object?["size"]?.integer ?? entry.object?["lfs"]?.object?["size"]?.integer
            guard tree.add(path, FileTree.File(byteCount: size.flatMap { UInt64(exactly: $0) })) else {
                throw .hubListing("the hub lists '\(path)', which is no path in the model, or twice")
            }
        }
        return (commit, tree)
    }

    var listsFiles: Bool { true }

    var notes: [String] {
        let count = state.withLock { $0.cached.count }
        guard count > 0, let snapshot else { return [] }
        return ["\(root): \(count == 1 ? "1 file was" : "\(count) files were") read from the local cache, \(snapshot)"]
    }

    func kind(of path: String) -> PathKind { tree.kind(of: path) }

    func names(in path: String) throws(Fault) -> [String] {
        guard let names = tree.names(in: path) else { throw .remoteAbsent(FilePath.join(root, path)) }
        return names
    }

    func checkComplete() throws(Fault) {}

    func open(_ path: String) throws(Fault) -> RemoteFile {
        let shown = FilePath.join(root, path)
        guard let file = tree[path] else { throw .remoteAbsent(shown) }
        if let copy = try cached(path, file) { return .local(copy) }
        if let open = state.withLock({ $0.open[path] }) { return .remote(open) }
        let address = settings.endpoint.at(
            below: "/\(name.namespace)/\(name.name)/resolve/\(commit)/\(WebAddress.encodedPath(path))")
        let size = if let size = file.byteCount { size } else { try askSize(address, shown) }
        let source = HubFile(address, byteCount: size, commit: commit, settings.authorization, client)
        let content = RangeFile(shown, byteCount: size) { (range) throws(Fault) in try source.answer(range) }
        state.withLock { $0.open[path] = content }
        return .remote(content)
    }

    /// The path of a file in the local cache; nil: it is not there.
    private func cached(_ path: String, _ file: FileTree.File) throws(Fault) -> String? {
        guard let snapshot else { return nil }
        let place = FilePath.join(snapshot, path)
        guard PathKind(of: place) == .file else { return nil }
        let size = try InputFile(path: place).byteCount
        guard size == file.byteCount ?? size else { throw .cacheDiffers(place, size, file.byteCount ?? size) }
        _ = state.withLock { $0.cached.insert(path) }
        return place
    }

    /// The size of a file that the hub's list does not give.
    private func askSize(_ address: WebAddress, _ shown: String) throws(Fault) -> UInt64 {
        var order = WebClient.Order(isHead: true, address: address)
        order.authorization = settings.authorization
        let response = try client.perform(order)
        guard response.status == 200 else { throw .remoteStatus(shown, response.answer) }
        let linked = ([response.answer] + response.hops).lazy.compactMap { $0["x-linked-size"] }.first
        guard let size = linked.map({ UInt64($0) }) ?? response.contentLength else { throw .noSize(shown) }
        return size
    }

    /// The fault of a hub that does not list a model.
    ///
    /// Without a token, 401 also means that it does not exist.
    private static func refusal(_ name: HubName, _ settings: HubSettings, _ answer: FetchAnswer) -> Fault {
        var fault = Fault.remoteStatus(name.root, answer)
        switch answer["x-error-code"] {
        case "GatedRepo": fault.remedy = "ask for access on the model's page, and set HF_TOKEN"
        case "RevisionNotFound": fault.remedy = "check the revision"
        default:
            guard [401, 403, 404].contains(answer.status) else { return fault }
            fault.remedy =
                settings.authorization == nil
                ? "check the name; a private model needs a token: set HF_TOKEN"
                : "check the name, and that the token may read it"
        }
        return fault
    }
}

/// Where the bytes of one file on a hub are: with the hub, or on a host that it redirects to, by a URL that expires.
private final class HubFile: Sendable {
    private let address: WebAddress
    private let byteCount: UInt64
    private let commit: String
    private let authorization: String?
    private let client: WebClient
    /// The last redirect; nil: the hub was not asked yet, or sends the bytes itself.
    private let target = Monitor<WebAddress?>(nil)

    init(
        _ address: WebAddress, byteCount: UInt64, commit: String, _ authorization: String?, _ client: WebClient
    ) {
        (self.address, self.byteCount, self.commit) = (address, byteCount, commit)
        (self.authorization, self.client) = (authorization, client)
    }

    func answer(_ range: Range<UInt64>) throws(Fault) -> WebResponse {
        if let target = target.withLock(\.self) {
            let response = try ask(target, range, authorization: nil)
            // The URL has expired: the hub gives a new one.
            guard [401, 403].contains(response.status) else { return response }
            response.skip()
        }
        let response = try ask(address, range, authorization: authorization)
        for answer in response.hops + [response.answer] {
            guard answer["x-repo-commit"] ?? commit == commit,
                answer["x-linked-size"].map({ UInt64($0) == byteCount }) ?? true
            else { throw .otherVersion(address.shown) }
        }
        let place = response.request.address
        if place.origin != address.origin { target.withLock { $0 = place } }
        return response
    }

    private func ask(_ address: WebAddress, _ range: Range<UInt64>, authorization: String?) throws(Fault) -> WebResponse
    {
        var order = WebClient.Order(reading: range, of: byteCount, at: address)
        order.authorization = authorization
        return try client.perform(order)
    }
}

extension Fault {
    fileprivate static func hubListing(_ reason: String) -> Fault {
        Fault(.remoteListing, reason: reason, remedy: "check HF_ENDPOINT")
    }

    fileprivate static func cacheDiffers(_ path: String, _ size: UInt64, _ listed: UInt64) -> Fault {
        Fault(
            .remoteListing, file: path,
            reason: "has \(size) bytes in the local cache, and \(listed) on the hub", remedy: "remove it from the cache"
        )
    }
}

extension WebAddress {
    /// An address whose path goes on from that of this one, which has no slash at its end.
    func at(below path: String, query: String? = nil) -> WebAddress {
        at(self.path == "/" ? path : self.path + path, query: query)
    }
}
