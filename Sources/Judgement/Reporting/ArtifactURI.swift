/// The path of a file as a URI reference (RFC 3986), as SARIF wants it.
///
/// A relative path stays relative, an absolute one becomes a `file` URI. Segments that mean nothing are left out:
/// SARIF, section 3.10.1, wants one spelling for one file.
struct ArtifactURI: CustomStringConvertible {
    let description: String

    init(path: String) {
        let segments = PathSegments(path)
        let encoded = segments.names.map(Self.encoded).joined(separator: "/")
        description = segments.isAbsolute ? "file:///" + encoded : encoded.isEmpty ? "." : encoded
    }

    /// Everything but the unreserved characters of RFC 3986, section 2.3, by its UTF-8 bytes.
    private static func encoded(_ name: Substring) -> String {
        var text = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }
}

/// The names between the slashes of a path, without empty ones and `.`.
struct PathSegments: Equatable, CustomStringConvertible {
    let names: [Substring]
    let isAbsolute: Bool

    init(_ path: String) {
        names = path.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init).filter { $0 != "." }
        isAbsolute = path.utf8.first == UInt8(ascii: "/")
    }

    /// The path in its shortest spelling.
    var description: String {
        let path = names.joined(separator: "/")
        return isAbsolute ? "/" + path : path.isEmpty ? "." : path
    }

    /// What follows these in `other`; nil when it does not begin with them, or nothing follows.
    func rest(of other: PathSegments) -> String? {
        guard isAbsolute == other.isAbsolute, other.names.count > names.count, other.names.starts(with: names) else {
            return nil
        }
        return other.names.dropFirst(names.count).joined(separator: "/")
    }
}
