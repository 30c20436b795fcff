/// A URL of http or https, checked: it has a host, printable ASCII only, and no credentials.
package struct WebAddress: Sendable, Equatable {
    package let isSecure: Bool
    /// In lower case; an IPv6 address is in brackets.
    package let host: String
    package let port: Int
    /// Begins with `/`; percent-encoded.
    package let path: String
    /// What follows the `?`, which can be a signature; nil: there is none.
    package let query: String?

    /// - Returns: nil when the text is no such URL.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= RemoteLimits.addressBytes, bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C })
        else { return nil }
        let secure = text.lowercased().hasPrefix("https://")
        guard secure || text.lowercased().hasPrefix("http://") else { return nil }
        let rest = bytes.dropFirst(secure ? 8 : 7)
        let start = rest.firstIndex { [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains($0) }
        guard let (host, port) = Self.authority(rest[..<(start ?? rest.endIndex)], standard: secure ? 443 : 80) else {
            return nil
        }
        let tail = rest[(start ?? rest.endIndex)...].prefix { $0 != UInt8(ascii: "#") }
        let path = tail.prefix { $0 != UInt8(ascii: "?") }
        let query = tail.dropFirst(path.count + 1)
        self.init(
            isSecure: secure, host: host, port: port,
            path: path.isEmpty ? "/" : String(decoding: path, as: UTF8.self),
            query: tail.count > path.count ? String(decoding: query, as: UTF8.self) : nil)
    }

    private init(isSecure: Bool, host: String, port: Int, path: String, query: String?) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.path = path
        self.query = query
    }

    /// The host and the port of the part between `//` and the path.
    private static func authority(_ bytes: ArraySlice<UInt8>, standard: Int) -> (host: String, port: Int)? {
        let isBracketed = bytes.first == UInt8(ascii: "[")
        let end =
            isBracketed
            ? bytes.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 }
            : bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        guard let end else { return nil }
        let host = bytes[..<end]
        let isName = host.allSatisfy { byte in
            let isDigit = (0x30...0x39).contains(byte)
            let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isDigit || isLetter || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "_")
        }
        let isAddress = host.dropFirst().dropLast().allSatisfy { byte in
            (0x30...0x3A).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
                || byte == UInt8(ascii: ".")
        }
        guard !host.isEmpty, isBracketed ? isAddress && host.count > 2 : isName else { return nil }
        let name = String(decoding: host, as: UTF8.self).lowercased()
        guard end < bytes.endIndex else { return (name, standard) }
        let digits = bytes[(end + 1)...]
        guard bytes[end] == UInt8(ascii: ":"), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(String(decoding: digits, as: UTF8.self)), (1...65_535).contains(port)
        else { return nil }
        return (name, port)
    }
}

extension WebAddress {
    /// Scheme, host and port: `https://example.com`.
    package var origin: String {
        let start = (isSecure ? "https://" : "http://") + host
        return port == (isSecure ? 443 : 80) ? start : start + ":\(port)"
    }

    /// All of it, with the query: what is sent, and never printed.
    var text: String { shown + (query.map { "?" + $0 } ?? "") }

    /// Without the query, which can be a signature.
    package var shown: String { origin + path }

    /// Whether its host is this machine by its name.
    var isLoopback: Bool {
        host == "localhost" || host == "[::1]"
            || host.hasPrefix("127.") && host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    }

    /// The same host with another path, and a query.
    func at(_ path: String, query: String? = nil) -> WebAddress {
        WebAddress(isSecure: isSecure, host: host, port: port, path: path, query: query)
    }

    /// The address of a redirect (RFC 9110, 10.2.2): a URL, or a path on this host.
    ///
    /// - Returns: nil for anything else: other schemes, and relative paths, which no hub and no bucket sends.
    func redirected(to location: String) -> WebAddress? {
        if location.hasPrefix("//") { return WebAddress((isSecure ? "https:" : "http:") + location) }
        if location.hasPrefix("/") { return WebAddress(origin + location) }
        return WebAddress(location)
    }

    /// A name as a part of a path: all but letters, digits and `-._~` is percent-encoded.
    package static func encoded(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
            if isPlain {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return text
    }

    /// A path whose names are encoded, the slashes between them kept.
    package static func encodedPath(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { encoded(String($0)) }.joined(separator: "/")
    }

    /// A text with its percent-encoding undone; nil when that is malformed or gives no UTF-8.
    static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16), digits.first != "+" else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
