internal import ByteIO

/// The name of a model on a hub: `hf://[models/]NAMESPACE/NAME[@REVISION][/PATH]`, or the address of its page.
///
/// The grammar is that of `huggingface_hub` 2.4 (`utils/_hf_uris.py`).
struct HubName: Sendable, Equatable {
    let namespace: String
    let name: String
    /// Nil: the default one.
    let revision: String?
    /// What the user wrote, up to the path: the root of the place.
    let root: String

    private static let otherKinds = ["datasets", "spaces", "kernels", "buckets"]

    /// Reads `hf://…`.
    ///
    /// - Throws: ``Fault`` `remote.place`.
    init(_ text: String) throws(Fault) {
        let scheme = "hf://"
        var parts = Self.parts(String(text.dropFirst(scheme.count)))
        var start = scheme
        if let kind = parts.first, kind == "models" || Self.otherKinds.contains(kind) {
            guard kind == "models" else { throw .notAModel(text, kind) }
            start += parts.removeFirst() + "/"
        }
        guard parts.count >= 2 else { throw .hubName(text) }
        let named = parts[1].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var used = 2
        var stated = named.count > 1 ? named[1] : nil
        if stated == "refs", parts.count >= 4, ["pr", "convert"].contains(parts[2]) {
            stated = parts[1...3].joined(separator: "/").split(separator: "@", maxSplits: 1).last.map(String.init)
            used = 4
        }
        try self.init(
            text, parts[0], named[0], stated, root: start + parts.prefix(used).joined(separator: "/"),
            path: parts.dropFirst(used))
    }

    /// Reads the address of a page of the hub at `endpoint`: `…/NAMESPACE/NAME[/tree/REVISION[/PATH]]`.
    ///
    /// - Returns: nil for the address of another host.
    /// - Throws: ``Fault`` `remote.place`.
    init?(_ text: String, at endpoint: WebAddress) throws(Fault) {
        let start = endpoint.shown.hasSuffix("/") ? endpoint.shown : endpoint.shown + "/"
        guard text.utf8.starts(with: start.utf8) else { return nil }
        let parts = Self.parts(String(decoding: text.utf8.dropFirst(start.utf8.count), as: UTF8.self))
        if let kind = parts.first, Self.otherKinds.contains(kind) { throw .notAModel(text, kind) }
        guard parts.count >= 2 else { throw .hubName(text) }
        guard parts.count > 2 else {
            try self.init(text, parts[0], parts[1], nil, root: start + parts.joined(separator: "/"), path: [])
            return
        }
        guard ["tree", "blob", "resolve", "raw", "blame"].contains(parts[2]), parts.count > 3 else {
            throw .hubName(text)
        }
        let isLong = parts[3] == "refs" && parts.count >= 6
        let used = isLong ? 6 : 4
        try self.init(
            text, parts[0], parts[1], parts[3..<used].joined(separator: "/"),
            root: start + parts.prefix(used).joined(separator: "/"), path: parts.dropFirst(used))
    }

    private init(
        _ text: String, _ namespace: String, _ name: String, _ revision: String?, root: String, path: ArraySlice<String>
    ) throws(Fault) {
        guard Self.isName(namespace), Self.isName(name), !path.contains("") else { throw .hubName(text) }
        let decoded = revision.map { WebAddress.decoded($0) ?? "" }
        guard decoded.map(FileTree.isPath) ?? true else { throw .hubName(text) }
        (self.namespace, self.name, self.revision, self.root) = (namespace, name, decoded, root)
    }

    /// The names between the slashes; a slash at the end counts for nothing.
    private static func parts(_ text: String) -> [String] {
        let text = text.hasSuffix("/") ? String(text.dropLast()) : text
        return text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }

    /// Letters, digits and `-_.`, at most 96, without `--` and `..`.
    private static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let isPlain = bytes.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        let hasPair = zip(bytes, bytes.dropFirst()).contains { $0 == $1 && (0x2D...0x2E).contains($0) }
        let edges = [bytes.first, bytes.last]
        return (1...96).contains(bytes.count) && isPlain && !hasPair && !edges.contains(0x2D) && !edges.contains(0x2E)
    }
}

extension Fault {
    fileprivate static func hubName(_ text: String) -> Fault {
        .place(
            text, "is not the name of a model on a hub",
            remedy: "write hf://NAMESPACE/NAME, with @REVISION and /PATH after it if need be")
    }

    fileprivate static func notAModel(_ text: String, _ kind: String) -> Fault {
        .place(text, "is of the kind '\(kind)', and only models are read", remedy: "name a model")
    }
}
