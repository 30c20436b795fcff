internal import ByteIO
internal import JSONText
internal import Verification

/// The place of a file as a URI reference (RFC 3986), the form that SARIF requires.
///
/// A file of the repository has its path from the root, any other file of this machine a `file` URI, and one of another
/// machine its own. Segments without meaning are
/// removed, because SARIF, section 3.10.1, asks for one spelling per file.
struct ArtifactURI: CustomStringConvertible {
    let description: String
    /// Whether it is relative to the root of the repository.
    let isRelative: Bool

    init(_ place: RepositoryPath) {
        switch place {
        case .inside(let path):
            let names = PathSegments(path).names
            description = names.isEmpty ? "." : names.map(Self.encoded).joined(separator: "/")
            isRelative = true
        case .outside(let path, _):
            description = Self.file(path)
            isRelative = false
        case .remote(let path):
            description = Self.remote(path)
            isRelative = false
        }
    }

    /// The `file` URI of a folder, which ends with a slash.
    static func folder(_ path: String) -> String {
        let uri = file(path)
        return uri.hasSuffix("/") ? uri : uri + "/"
    }

    private static func file(_ path: String) -> String {
        "file:///" + PathSegments(path).names.map(encoded).joined(separator: "/")
    }

    /// A URL is encoded already; the names of a model on a hub and of an object are not.
    private static func remote(_ path: String) -> String {
        guard path.hasPrefix("hf://") || path.hasPrefix("s3://") else { return path }
        let names = path.dropFirst("hf://".count).split(separator: "/", omittingEmptySubsequences: false)
        return path.prefix("hf://".count) + names.map(encoded).joined(separator: "/")
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
        description = "\(Self.digits(key)):\(ordinal)"
    }

    /// The SHA-256 of a JSON array, cut to 128 bits: 32 hexadecimal digits.
    static func digits(_ key: [String]) -> String {
        var hash = SHA256()
        hash.add(JSONWriter.compact(.texts(key)))
        return hash.hex(byteCount: 16)
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
