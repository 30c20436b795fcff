package import ByteIO

/// What the environment says about hubs, by the variables of `huggingface_hub` 2.4 (`constants.py`).
package struct HubSettings: Sendable {
    /// `HF_ENDPOINT`.
    let endpoint: WebAddress
    /// The value of `Authorization`; nil: there is no token.
    let authorization: String?
    /// The folder of the local cache; nil: it has none, as there is no home.
    let cache: String?
    /// Whether only the cache may be read.
    let isOffline: Bool

    /// - Parameter variable: the value of an environment variable; nil or empty: it is not set.
    /// - Throws: ``Fault`` `remote.place` for an endpoint or a token that cannot be used.
    package init(variable: (String) -> String?) throws(Fault) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap(variable).first { !$0.isEmpty }
        }
        func path(_ text: String?) -> String? {
            guard let text, text == "~" || text.hasPrefix("~/") else { return text }
            return value("HOME").map { $0 + text.dropFirst() }
        }
        let stated = value("HF_ENDPOINT") ?? "https://huggingface.co"
        guard let endpoint = WebAddress(FilePath.withoutTrailingSlash(stated)), endpoint.query == nil else {
            throw .place(stated, "HF_ENDPOINT is no URL of http or https", remedy: "correct it")
        }
        self.endpoint = endpoint
        let base = path(value("XDG_CACHE_HOME")) ?? value("HOME").map { FilePath.join($0, ".cache") }
        let home = path(value("HF_HOME")) ?? base.map { FilePath.join($0, "huggingface") }
        cache = path(value("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")) ?? home.map { FilePath.join($0, "hub") }
        isOffline = [value("HF_HUB_OFFLINE"), value("TRANSFORMERS_OFFLINE")].contains { text in
            ["1", "ON", "YES", "TRUE"].contains(text?.uppercased())
        }
        let file = path(value("HF_TOKEN_PATH")) ?? home.map { FilePath.join($0, "token") }
        var token = value("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
        if token == nil, let file, PathKind(of: file) == .file { token = try Self.firstLine(of: file) }
        let plain = token.map { text in
            String(decoding: text.utf8.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }, as: UTF8.self)
        }
        guard plain.map({ $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }) ?? true else {
            throw .place(file ?? "HF_TOKEN", "the token has characters that no token has", remedy: "log in again")
        }
        authorization = plain.flatMap { $0.isEmpty ? nil : "Bearer " + $0 }
    }

    private static let tokenBytes: UInt64 = 4096

    private static func firstLine(of path: String) throws(Fault) -> String {
        let file = try InputFile(path: path)
        return String(
            decoding: try file.bytes(at: 0, count: Int(min(file.byteCount, tokenBytes))), as: UTF8.self)
    }
}
