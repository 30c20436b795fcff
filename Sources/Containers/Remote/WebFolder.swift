internal import ByteIO

/// A folder of a web server, which lists nothing: each name is asked for when it is looked for, once.
final class WebFolder: RemoteFolder {
    let root: String
    private let address: WebAddress
    private let client: WebClient
    private let state = Monitor(State())

    private struct State {
        var known: [String: Found] = [:]
        var fault: Fault?
    }

    /// What the server said of a name.
    private enum Found {
        case nothing
        case folder
        /// What was read of it is kept, and it stays the same file.
        case file(RangeFile)
    }

    /// - Parameters:
    ///   - root: the path of the folder, without a slash at its end.
    ///   - address: its address, with a slash at its end.
    init(_ root: String, _ address: WebAddress, _ client: WebClient) {
        (self.root, self.address, self.client) = (root, address, client)
    }

    var listsFiles: Bool { false }

    var notes: [String] {
        ["\(root): a web server lists no files, so only those were looked at that have the usual names"]
    }

    func checkComplete() throws(Fault) {
        if let fault = state.withLock(\.fault) { throw fault }
    }

    func kind(of path: String) -> PathKind {
        do throws(Fault) {
            switch try found(path) {
            case .nothing: return .nothing
            case .folder: return .folder
            case .file: return .file
            }
        } catch {
            state.withLock { state in state.fault = state.fault ?? error }
            return .nothing
        }
    }

    func names(in path: String) throws(Fault) -> [String] {
        guard case .folder = try found(path) else { throw .remoteAbsent(FilePath.join(root, path)) }
        let start = path.isEmpty ? "" : path + "/"
        return state.withLock(\.known).compactMap { known, found in
            guard known.utf8.starts(with: start.utf8), !known.isEmpty, known != path else { return nil }
            let name = known.utf8.dropFirst(start.utf8.count)
            if case .nothing = found { return nil }
            return name.contains(UInt8(ascii: "/")) ? nil : String(Substring(name))
        }.sortedByBytes()
    }

    func open(_ path: String) throws(Fault) -> RemoteFile {
        let shown = FilePath.join(root, path)
        guard case .file(let content) = try found(path) else { throw .remoteAbsent(shown) }
        return .remote(content)
    }

    private func address(of path: String) -> WebAddress { address.at(address.path + WebAddress.encodedPath(path)) }

    private func found(_ path: String) throws(Fault) -> Found {
        if path.isEmpty { return .folder }
        guard FileTree.isPath(path) else { return .nothing }
        if let found = state.withLock({ $0.known[path] }) { return found }
        let found = try ask(path)
        state.withLock { $0.known[path] = found }
        return found
    }

    private func ask(_ path: String) throws(Fault) -> Found {
        let shown = FilePath.join(root, path)
        let response = try client.perform(WebClient.Order(isHead: true, address: address(of: path)))
        switch response.status {
        case 404, 410: return .nothing
        case 200:
            // Servers redirect from the name of a folder to its address, which ends with a slash.
            if response.request.address.path.hasSuffix("/") { return .folder }
            guard let size = response.contentLength else { throw .noSize(shown) }
            return .file(RangeFile(shown, byteCount: size, at: address(of: path), client))
        default: throw .remoteStatus(shown, response.answer)
        }
    }
}

/// A file by a URL with a query, which can be a signature for this file alone; nothing beside it is looked for.
struct SignedFile: RemoteFolder {
    let root: String
    private let address: WebAddress
    private let client: WebClient
    private let byteCount: UInt64

    /// Asks for the size of the file: by its first byte, as the signature is for GET.
    ///
    /// - Parameter root: the address without its query.
    /// - Throws: ``Fault`` `remote.*`.
    init(_ root: String, _ address: WebAddress, _ client: WebClient) throws(Fault) {
        (self.root, self.address, self.client) = (root, address, client)
        let response = try client.perform(WebClient.Order(address: address, range: 0..<1, bodyLimit: 1))
        switch response.status {
        case 206:
            let size = response.answer["content-range"]?.split(separator: "/").last.flatMap { UInt64($0) }
            guard let size else { throw .noSize(root) }
            response.skip()
            byteCount = size
        case 200: throw .rangesIgnored(root)
        default: throw .remoteStatus(root, response.answer)
        }
    }

    var listsFiles: Bool { false }

    var notes: [String] { ["\(root): no file beside it was looked at, as the query is for this one"] }

    func kind(of path: String) -> PathKind { path.isEmpty ? .file : .nothing }

    func names(in path: String) throws(Fault) -> [String] { throw .remoteAbsent(FilePath.join(root, path)) }

    func open(_ path: String) throws(Fault) -> RemoteFile {
        guard path.isEmpty else { throw .remoteAbsent(FilePath.join(root, path)) }
        return .remote(RangeFile(root, byteCount: byteCount, at: address, client))
    }

    func checkComplete() throws(Fault) {}
}
