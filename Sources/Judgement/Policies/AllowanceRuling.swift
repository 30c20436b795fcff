internal import Verification

/// What the allowances of the command line accept in one run, and which of them had an effect.
struct AllowanceRuling {
    private let allowances: [Allowance]
    private var matches: [Int]
    /// Findings that match but that the policy denies.
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
            return "\(name) matches no finding; take it out"
        }
    }

    private func count(_ number: Int) -> String {
        number == 1 ? "1 finding" : "\(number) findings"
    }
}
