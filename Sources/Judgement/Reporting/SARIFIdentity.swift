internal import ByteIO
internal import JSONText
internal import Verification

/// The path of a file as a URI reference (RFC 3986), the form that SARIF requires.
///
/// A relative path stays relative; an absolute path becomes a `file` URI. Segments without meaning are removed, because
/// SARIF, section 3.10.1, asks for one spelling per file.
struct ArtifactURI: CustomStringConvertible {
    let description: String

    init(path: String) {
        let segments = PathSegments(path)
        let encoded = segments.names.map(Self.encoded).joined(separator: "/")
        description = segments.isAbsolute ? "file:///" + encoded : encoded.isEmpty ? "." : encoded
    }

    /// Percent-encodes the UTF-8 bytes of all but the unreserved characters (RFC 3986, section 2.3).
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

/// The names between the slashes of a path, without empty names and `.`.
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

    /// The rest of `other` after these names; nil when it does not begin with them, or nothing follows.
    func rest(of other: PathSegments) -> String? {
        guard isAbsolute == other.isAbsolute, other.names.count > names.count, other.names.starts(with: names) else {
            return nil
        }
        return other.names.dropFirst(names.count).joined(separator: "/")
    }
}

/// A fingerprint by which a finding is recognised in the next run, from its rule, its subject and its file within the
/// model.
///
/// It does not change when the model's folder is moved, when tensors move within their file, or when a message is
/// reworded. It is the SHA-256 of a JSON array of the three, cut to 128 bits, and a number that distinguishes equal
/// findings of one model.
struct FindingFingerprint: CustomStringConvertible {
    let description: String

    private init(_ finding: Finding, modelPath: String, ordinal: Int) {
        let key: [String] = [
            finding.rule.number, Self.relative(finding.subject, to: modelPath) ?? finding.subject,
            Self.file(finding, modelPath: modelPath),
        ]
        var hash = SHA256()
        hash.add(JSONWriter.compact(.texts(key)))
        description = "\(hash.hex(byteCount: 16)):\(ordinal)"
    }

    /// The fingerprints of all findings of a report, in their order.
    static func all(_ report: VerifyReport) -> [FindingFingerprint] {
        var counts: [String: Int] = [:]
        return report.findings.map { judged in
            let first = FindingFingerprint(judged.finding, modelPath: report.path, ordinal: 1)
            let count = counts[first.description, default: 0] + 1
            counts[first.description] = count
            return count == 1 ? first : FindingFingerprint(judged.finding, modelPath: report.path, ordinal: count)
        }
    }

    /// The path of the file relative to the model; `.` for the model itself.
    private static func file(_ finding: Finding, modelPath: String) -> String {
        guard let file = finding.file, PathSegments(file) != PathSegments(modelPath) else { return "." }
        return relative(file, to: modelPath) ?? FilePath.name(of: file)
    }

    private static func relative(_ path: String, to modelPath: String) -> String? {
        guard path.utf8.contains(UInt8(ascii: "/")) else { return nil }
        return PathSegments(modelPath).rest(of: PathSegments(path))
    }
}
