package import ByteIO
internal import JSONText
internal import Verification

/// Writes an in-toto Statement v1 (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md) for each model,
/// one a line.
///
/// Its subjects are the model (``VerifyReport/Subject``), its predicate is the object that ``VerifyReportFormat/jsonl``
/// has of the model. A statement is made whatever the verdict is; who relies on it reads `predicate.summary.verdict`.
struct InTotoReportWriter: ReportWriter {
    private static let type = "https://in-toto.io/Statement/v1"

    private let report: JSONReport

    init(_ run: ReportRun) {
        report = JSONReport(run)
    }

    func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        guard let subjects = try report.subjects?.get() else { throw .noSubjects(report.path) }
        let statement: JSONValue = [
            "_type": .string(Self.type), "subject": .array(subjects.map(\.json)),
            "predicateType": .string(JSONReport.schema), "predicate": self.report.object(report),
        ]
        try write(JSONWriter.compact(statement).escapingInvisible + "\n")
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {}
}

extension VerifyReport {
    /// What a statement is about, by its SHA-256: the model, its weights, or one of its files.
    package struct Subject: Sendable, Equatable {
        package let name: String
        /// The page that says how the digest is made; nil: it is that of a file, or of the model as OpenSSF model signing
        /// makes it.
        package let uri: String?
        package let sha256: String

        package init(file name: String, sha256: String) {
            self.name = name
            uri = nil
            self.sha256 = sha256
        }

        /// The weights, whatever file they are in: the last line of `bertconv digest`.
        package init(weights digest: String) {
            name = "bertconv digest"
            uri = "\(Published.site)docs/digest.md"
            sha256 = digest
        }

        fileprivate var json: JSONValue {
            var object = JSONObject([("name", .string(name))])
            if let uri { _ = object.append("uri", .string(uri)) }
            _ = object.append("digest", ["sha256": .string(sha256)])
            return .object(object)
        }
    }
}

extension Fault.Code {
    package static let noSubjects = Fault.Code("report.no-subjects")
}

extension Fault {
    fileprivate static func noSubjects(_ path: String) -> Fault {
        Fault(.noSubjects, file: path, reason: "the files of the model were not hashed, so no statement can name them")
    }
}
