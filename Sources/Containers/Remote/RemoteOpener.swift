package import ByteIO

/// Opens the remote places that a user names.
package enum RemoteOpener {
    /// What opens the folder of a place: a model on a hub, a folder of a bucket or of a web server.
    ///
    /// - Parameter variable: the value of an environment variable; nil: it is not set.
    package static func opener(
        client: WebClient, variable: @escaping @Sendable (String) -> String?
    ) -> RemotePlaces.Opener {
        { (path) throws(Fault) in
            if path.hasPrefix("hf://") {
                return try hub(try HubName(path), try HubSettings(variable: variable), client)
            }
            if path.hasPrefix("s3://") {
                return try BucketFolder(path, try BucketSettings(variable: variable), client)
            }
            guard let address = WebAddress(path) else { throw notAnAddress(path) }
            let settings = try HubSettings(variable: variable)
            if let name = try HubName(place(of: path), at: settings.endpoint) { return try hub(name, settings, client) }
            return try web(path, address, client)
        }
    }

    private static func hub(
        _ name: HubName, _ settings: HubSettings, _ client: WebClient
    ) throws(Fault) -> any RemoteFolder {
        settings.isOffline ? try CachedFolder(name, settings) : try HubFolder(name, settings, client)
    }

    private static func web(
        _ path: String, _ address: WebAddress, _ client: WebClient
    ) throws(Fault) -> any RemoteFolder {
        let shown = place(of: path)
        guard shown.hasSuffix("/") else {
            if address.query != nil { return try SignedFile(shown, address, client) }
            let folder = FilePath.folder(of: shown)
            guard let address = WebAddress(folder + "/") else { throw notAnAddress(path) }
            return WebFolder(folder, address, client)
        }
        guard address.query == nil else {
            throw .place(shown, "is a folder with a query, which is not read", remedy: "leave out what follows the '?'")
        }
        return WebFolder(FilePath.withoutTrailingSlash(shown), address, client)
    }

    private static func notAnAddress(_ path: String) -> Fault {
        .place(
            place(of: path), "is no URL that can be read: it needs a host, and has no user name, spaces or backslashes",
            remedy: "correct it")
    }

    /// The path by which the file of a place is known: without a query, which can be a signature.
    package static func place(of path: String) -> String {
        guard path.hasPrefix("https://") || path.hasPrefix("http://") else { return path }
        return String(path.prefix { $0 != "?" && $0 != "#" })
    }
}
