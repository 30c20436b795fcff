/// A finding after everything that the user said about what to accept.
package struct JudgedFinding: Sendable, Equatable {
    /// Who accepted a finding, and why.
    package struct Acceptance: Sendable, Equatable {
        /// For example, `--allow`, or the path of a policy or a baseline.
        package let source: String
        package let reason: String?

        package init(source: String, reason: String? = nil) {
            self.source = source
            self.reason = reason
        }
    }

    package let finding: Finding
    /// What it counts as, after a policy raised or lowered it.
    package let severity: Severity
    /// Nil when it counts.
    package let acceptance: Acceptance?

    package init(_ finding: Finding, severity: Severity? = nil, acceptance: Acceptance? = nil) {
        self.finding = finding
        self.severity = severity ?? finding.severity
        self.acceptance = acceptance
    }
}
