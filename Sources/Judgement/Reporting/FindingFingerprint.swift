internal import ByteIO
internal import JSONText
internal import Verification

/// What makes a finding the same one in the next run: the rule, the subject and the file within the model.
///
/// It does not change when the model's folder is somewhere else, when tensors move in their file, or when a message
/// is worded anew. It is the SHA-256 of a JSON array of the three, cut to 128 bits, and a number that counts equal
/// ones of one model.
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

    /// Those of all findings of a report, in its order.
    static func all(_ report: VerifyReport) -> [FindingFingerprint] {
        var counts: [String: Int] = [:]
        return report.findings.map { judged in
            let first = FindingFingerprint(judged.finding, modelPath: report.path, ordinal: 1)
            let count = counts[first.description, default: 0] + 1
            counts[first.description] = count
            return count == 1 ? first : FindingFingerprint(judged.finding, modelPath: report.path, ordinal: count)
        }
    }

    /// The file as seen from the model; `.` for the model itself.
    private static func file(_ finding: Finding, modelPath: String) -> String {
        guard let file = finding.file, PathSegments(file) != PathSegments(modelPath) else { return "." }
        return relative(file, to: modelPath) ?? FilePath.name(of: file)
    }

    private static func relative(_ path: String, to modelPath: String) -> String? {
        guard path.utf8.contains(UInt8(ascii: "/")) else { return nil }
        return PathSegments(modelPath).rest(of: PathSegments(path))
    }
}
