package import ByteIO
package import Verification

/// What a project decided about the findings of its models: which it accepts or denies, why, and until when.
///
/// The first entry of the file that matches a finding decides it.
package struct Policy: Sendable {
    /// What an entry does with a finding.
    package enum Action: String, Sendable, CaseIterable {
        /// The finding is accepted.
        case allow
        /// It counts as a warning, whatever its rule says.
        case warn
        /// It counts as an error, and neither the command line nor a baseline accepts it.
        case deny
    }

    package struct Entry: Sendable {
        package let rule: Rule
        package let action: Action
        /// The models that it is for; nil: all models.
        package let models: ModelScope?
        /// Patterns for the names of what findings are about; nil: all of them.
        package let parameters: [Glob]?
        /// The reason, on one line.
        package let reason: String
        /// The last day on which the entry applies; nil: it does not expire.
        package let expires: CalendarDay?
        /// The line of the file at which it begins.
        package let line: Int
    }

    /// The version of the file format.
    package static let version = 1

    /// The path as the user gave it.
    package let path: String
    package let entries: [Entry]

    /// The folder from which the paths of models are written.
    var folder: String { FilePath.folder(of: path) }

    /// Reads a policy.
    ///
    /// - Throws: ``Fault`` `file.…`, `policy.…`.
    package init(path: String) throws(Fault) {
        let file = try InputFile(path: path)
        guard file.byteCount <= UInt64(PolicyLimits.policyBytes) else {
            throw .tooLarge(path, byteCount: file.byteCount, limit: PolicyLimits.policyBytes)
        }
        try self.init(try file.bytes(at: 0, count: Int(file.byteCount)), path: path)
    }

    /// Reads a policy from the bytes of its file.
    ///
    /// - Throws: ``Fault`` `policy.…`, with line and column.
    package init(_ bytes: [UInt8], path: String) throws(Fault) {
        self.path = path
        do {
            entries = try PolicyReader.entries(YAMLText(bytes))
        } catch {
            throw error.inFile(path)
        }
    }
}

extension Policy.Entry {
    func isExpired(on day: CalendarDay) -> Bool {
        expires.map { $0 < day } ?? false
    }
}

extension Glob {
    /// Whether the pattern matches the canonical name of what the finding is about, or its name in the file.
    func matches(_ finding: Finding) -> Bool {
        matches(finding.name) || finding.alias.map(matches) ?? false
    }
}
