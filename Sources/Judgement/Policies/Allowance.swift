package import ByteIO
package import Verification

/// The findings that one `--allow RULE[=GLOB]` accepts.
package struct Allowance: Sendable {
    /// The source of the acceptance, as the report names it.
    package static let source = "--allow"

    package let rule: Rule
    /// The pattern for the subjects; nil: all subjects.
    package let subjects: Glob?
    /// The value as it was typed.
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
        finding.rule == rule && (subjects?.matches(finding) ?? true)
    }
}

/// Applies the allowances of the command line to the models of a run, and records which of them had an effect.
struct AllowanceRuling {
    private let allowances: [Allowance]
    private var matches: [Int]
    /// For each allowance, how many findings match that the policy denies.
    private var denied: [Int]

    init(_ allowances: [Allowance]) {
        self.allowances = allowances
        matches = allowances.map { _ in 0 }
        denied = matches
    }

    /// Whether one of them accepts the finding.
    mutating func accept(_ finding: Finding, isDenied: Bool) -> Bool {
        var isAllowed = false
        for index in allowances.indices where allowances[index].matches(finding) {
            matches[index] += 1
            if isDenied { denied[index] += 1 }
            isAllowed = !isDenied
        }
        return isAllowed
    }

    func notes(skipped: Set<Rule>) -> [String] {
        allowances.indices.compactMap { index in
            let name = "\(Allowance.source) \(allowances[index].text)"
            if denied[index] > 0 { return "\(name) has no effect on \(count(denied[index])) that the policy denies" }
            if matches[index] > 0 || skipped.contains(allowances[index].rule) { return nil }
            return "unused \(name)"
        }
    }

    private func count(_ number: Int) -> String {
        number == 1 ? "1 finding" : "\(number) findings"
    }
}
