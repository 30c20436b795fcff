/// One thing that is wrong, or worth knowing, about a checkpoint.
///
/// Findings accumulate; they stop nothing.
package struct Finding: Sendable, Equatable {
    package let rule: Rule
    package let severity: Severity
    /// The tensor, parameter or file it is about.
    package let subject: String
    package let file: String?
    /// A sentence without a full stop, lower case unless a name begins it.
    package let message: String
    /// What to do about it.
    package let help: String

    package init(
        _ rule: Rule, severity: Severity? = nil, subject: String, file: String? = nil, message: String, help: String
    ) {
        self.rule = rule
        self.severity = severity ?? rule.severity
        self.subject = subject
        self.file = file
        self.message = message
        self.help = help
    }
}
