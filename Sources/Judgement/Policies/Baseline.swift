package import ByteIO
package import Verification

/// The findings that a model had on a certain day, so that only new ones count.
///
/// A finding is known by its rule, its subject, its file's name within the model, and how much it mattered: one that
/// counts for more than it did is new. What it says may change.
package struct Baseline: Sendable {
    package struct Entry: Sendable, Equatable {
        package let rule: Rule
        package let subject: String
        /// Relative to the model's folder.
        package let file: String?
        /// What it counted as, after the policy.
        package let severity: Severity
        /// For people; not compared.
        package let message: String
    }

    /// The version of the file format.
    package static let version = 1

    /// The file as the user named it.
    package let path: String
    /// By rule, file, subject.
    package let entries: [Entry]

    /// Reads a baseline.
    ///
    /// - Throws: ``Fault`` `file.…`, `json.…`, `policy.size`, `policy.baseline`.
    package init(path: String) throws(Fault) {
        let file = try InputFile(path: path)
        guard file.byteCount <= UInt64(Limits.baselineBytes) else {
            throw .tooLarge(path, byteCount: file.byteCount, limit: Limits.baselineBytes)
        }
        let bytes = try file.bytes(at: 0, count: Int(file.byteCount))
        do {
            self.init(path: path, entries: try Self.entries(bytes))
        } catch {
            throw error.inFile(path)
        }
    }

    /// What is wrong with a model today and is accepted by nobody, or only by the baseline that this one replaces.
    package init(_ findings: [JudgedFinding], of model: String, replacing old: Baseline?, path: String) {
        let kept = findings.filter { judged in
            judged.acceptance.map { $0.source == old?.path } ?? true
        }
        self.init(
            path: path,
            entries: kept.map { judged in
                Entry(
                    rule: judged.finding.rule, subject: judged.finding.subject,
                    file: judged.finding.file.map { Self.relative($0, to: model) }, severity: judged.severity,
                    message: judged.finding.message)
            })
    }

    private init(path: String, entries: [Entry]) {
        self.path = path
        self.entries = entries.sorted { $0.comesBefore($1) }
    }

    /// The name of a file within a model, which is a folder or a file in one.
    static func relative(_ file: String, to model: String) -> String {
        var folder = model
        while folder.utf8.count > 1, folder.utf8.last == UInt8(ascii: "/") { folder.removeLast() }
        let start = folder == "/" ? folder : folder + "/"
        guard file.utf8.starts(with: start.utf8) else { return FilePath.name(of: file) }
        return String(decoding: file.utf8.dropFirst(start.utf8.count), as: UTF8.self)
    }
}

extension Baseline.Entry {
    /// The same order on every machine: by bytes.
    fileprivate func comesBefore(_ other: Self) -> Bool {
        let parts = [rule.number, file ?? "", subject, severity.rawValue, message]
        let others = [other.rule.number, other.file ?? "", other.subject, other.severity.rawValue, other.message]
        for (part, other) in zip(parts, others) where !part.utf8.elementsEqual(other.utf8) {
            return part.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return false
    }
}
