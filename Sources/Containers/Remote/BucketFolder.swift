internal import ByteIO

/// What the environment says about buckets, by the variables of Amazon's programs.
struct BucketSettings: Sendable {
    /// `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`; nil: Amazon's own.
    let endpoint: WebAddress?
    let region: String
    /// Nil: there are no credentials, and requests are not signed.
    let signing: FetchRequest.Signing?
    /// `AWS_SESSION_TOKEN`.
    let sessionToken: String?

    /// - Throws: ``Fault`` `remote.place` for an endpoint that is no URL.
    init(variable: (String) -> String?) throws(Fault) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap(variable).first { !$0.isEmpty }
        }
        let region = value("AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1"
        self.region = region
        if let stated = value("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL") {
            guard let address = WebAddress(FilePath.withoutTrailingSlash(stated)), address.query == nil else {
                throw .place(stated, "AWS_ENDPOINT_URL is no URL of http or https", remedy: "correct it")
            }
            endpoint = address
        } else {
            endpoint = nil
        }
        let isRegion = region.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isRegion else { throw .place(region, "AWS_REGION is no name of a region", remedy: "correct it") }
        let key = value("AWS_ACCESS_KEY_ID")
        let secret = value("AWS_SECRET_ACCESS_KEY")
        signing = key.flatMap { key in
            secret.map { FetchRequest.Signing(region: region, keyName: key, secret: $0) }
        }
        sessionToken = signing == nil ? nil : value("AWS_SESSION_TOKEN")
    }
}

/// A folder of a bucket: the objects whose keys begin with a prefix and a slash.
final class BucketFolder: RemoteFolder {
    let root: String
    private let prefix: String
    private let access: BucketAccess
    private let tree: FileTree
    private let open = Monitor<[String: RangeFile]>([:])

    /// Lists what a place means: the folder of that name, or, if there is none, the folder that holds the object.
    ///
    /// - Parameter place: `s3://BUCKET[/PREFIX]`.
    /// - Throws: ``Fault`` `remote.*`.
    init(_ place: String, _ settings: BucketSettings, _ client: WebClient) throws(Fault) {
        let place = FilePath.withoutTrailingSlash(place)
        let parts = place.dropFirst("s3://".count).split(separator: "/", maxSplits: 1).map(String.init)
        guard let bucket = parts.first, let access = BucketAccess(bucket, settings, client) else {
            throw .place(place, "has no name of a bucket", remedy: "write s3://BUCKET/PREFIX")
        }
        let prefix = parts.count > 1 ? parts[1] : ""
        guard prefix.isEmpty || FileTree.isPath(prefix) else {
            throw .place(place, "has an empty name, '.' or '..' in it", remedy: "write s3://BUCKET/PREFIX")
        }
        self.access = access
        let folder = try access.tree(below: prefix.isEmpty ? "" : prefix + "/", place)
        guard folder.count == 0, !prefix.isEmpty else {
            (root, self.prefix, tree) = (place, prefix.isEmpty ? "" : prefix + "/", folder)
            return
        }
        root = FilePath.folder(of: place)
        let above = FilePath.folder(of: prefix)
        self.prefix = above == "." ? "" : above + "/"
        tree = try access.tree(below: self.prefix, root)
        // The prefix of a TensorFlow checkpoint is no object itself.
        let start = FilePath.name(of: prefix)
        let isStart = tree.names(in: "")?.contains { $0.utf8.starts(with: (start + ".").utf8) } ?? false
        guard tree[start] != nil || isStart else {
            throw Fault(
                .remoteMissing, file: place, reason: "the bucket has no such object and nothing below it",
                remedy: "check the name")
        }
    }

    var listsFiles: Bool { true }

    var notes: [String] { [] }

    func kind(of path: String) -> PathKind { tree.kind(of: path) }

    func names(in path: String) throws(Fault) -> [String] {
        guard let names = tree.names(in: path) else { throw .remoteAbsent(FilePath.join(root, path)) }
        return names
    }

    func open(_ path: String) throws(Fault) -> RemoteFile {
        let shown = FilePath.join(root, path)
        guard let size = tree[path]?.byteCount else { throw .remoteAbsent(shown) }
        if let content = open.withLock({ $0[path] }) { return .remote(content) }
        let (access, key) = (access, prefix + path)
        let content = RangeFile(shown, byteCount: size) { (range) throws(Fault) in
            try access.answer(range, of: size, key: key)
        }
        open.withLock { $0[path] = content }
        return .remote(content)
    }

    func checkComplete() throws(Fault) {}
}

/// Requests to a bucket.
private struct BucketAccess: Sendable {
    private let address: WebAddress
    private let settings: BucketSettings
    private let client: WebClient

    /// - Returns: nil when the bucket's name cannot be in a URL.
    init?(_ bucket: String, _ settings: BucketSettings, _ client: WebClient) {
        let host = "s3.\(settings.region).amazonaws.com"
        // The certificate for all buckets is for names without a dot.
        let own = bucket.utf8.contains(UInt8(ascii: ".")) ? "https://\(host)/\(bucket)" : "https://\(bucket).\(host)"
        guard Self.isName(bucket), let address = settings.endpoint?.at(below: "/" + bucket) ?? WebAddress(own) else {
            return nil
        }
        (self.address, self.settings, self.client) = (address, settings, client)
    }

    /// The objects whose keys begin with `prefix`, by what follows it.
    func tree(below prefix: String, _ place: String) throws(Fault) -> FileTree {
        var tree = FileTree()
        var continuation: String?
        var emptyPages = 0
        repeat {
            let known = tree.count
            // The parameters are in the order of their names, in which they are signed.
            let start = continuation.map { "continuation-token=\(WebAddress.encoded($0))&" } ?? ""
            let query = start + "list-type=2&max-keys=1000&prefix=\(WebAddress.encoded(prefix))"
            var order = WebClient.Order(address: address.at(address.path, query: query))
            order.bodyLimit = UInt64(RemoteLimits.listingBytes)
            let response = try perform(order)
            guard response.status == 200 else { throw .bucket(place, response.answer) }
            let page: BucketListing
            do throws(Fault) {
                page = try BucketListing(try response.body())
            } catch {
                throw error.inFile(place)
            }
            for object in page.objects {
                let path = String(decoding: object.key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
                // Consoles make objects without bytes that stand for folders.
                if object.byteCount == 0, path.isEmpty || path.hasSuffix("/") { continue }
                guard object.key.utf8.starts(with: prefix.utf8),
                    tree.add(path, FileTree.File(byteCount: object.byteCount))
                else { throw .listing(place, "the bucket lists '\(object.key)', which is no path below it, or twice") }
            }
            guard tree.count <= RemoteLimits.listedFiles else {
                throw .listing(place, "the bucket has more than \(RemoteLimits.listedFiles) objects below it")
            }
            emptyPages += tree.count == known ? 1 : 0
            guard emptyPages <= RemoteLimits.emptyPages else {
                throw .listing(place, "more than \(RemoteLimits.emptyPages) pages of the bucket's list have no file")
            }
            continuation = page.continuation
        } while continuation != nil
        return tree
    }

    func answer(_ range: Range<UInt64>, of byteCount: UInt64, key: String) throws(Fault) -> WebResponse {
        let place = address.at(below: "/" + WebAddress.encodedPath(key))
        return try perform(WebClient.Order(reading: range, of: byteCount, at: place))
    }

    private func perform(_ order: WebClient.Order) throws(Fault) -> WebResponse {
        var order = order
        order.signing = settings.signing
        if settings.signing != nil { order.signedHeaders = [("x-amz-content-sha256", "UNSIGNED-PAYLOAD")] }
        if let token = settings.sessionToken { order.signedHeaders.append(("x-amz-security-token", token)) }
        return try client.perform(order)
    }

    /// Lower-case letters, digits, `-` and `.`, 3 to 63 of them, as Amazon has it; other servers allow capitals and `_`.
    private static func isName(_ text: String) -> Bool {
        (3...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2D, 0x2E, 0x5F].contains(byte)
            }
            && !text.hasPrefix(".") && !text.hasPrefix("-")
    }
}

extension Fault {
    fileprivate static func bucket(_ place: String, _ answer: FetchAnswer) -> Fault {
        var fault = Fault.remoteStatus(place, answer)
        if let region = answer["x-amz-bucket-region"], [301, 307, 400].contains(answer.status) {
            fault.remedy = "set AWS_REGION to \(region)"
        }
        return fault
    }
}
