package import ByteIO
package import Verification

/// What `--allow RULE[=GLOB]` accepts.
package struct Allowance: Sendable {
    /// What the report gives as the source of the acceptance.
    package static let source = "--allow"

    package let rule: Rule
    /// The subjects it is about; nil: all.
    package let subjects: Glob?
    /// As it was typed.
    package let text: String

    /// - Throws: ``Fault`` `policy.allowance`, `policy.glob`.
    package init(_ text: String) throws(Fault) {
        self.text = text
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, let rule = Rule(String(name)) else { throw .allowanceRule(text) }
        self.rule = rule
        guard parts.count == 2 else {
            subjects = nil
            return
        }
        guard !parts[1].isEmpty else { throw .allowanceGlob(text) }
        subjects = try Glob(String(parts[1]))
    }

    func matches(_ finding: Finding) -> Bool {
        finding.rule == rule && (subjects?.matches(finding.subject) ?? true)
    }
}
