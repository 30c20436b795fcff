package import Verification

/// Decides the severity of each finding and who accepts it, from the policy, the command line and the baseline.
///
/// 1. The first entry of the policy that matches and has not expired decides: `allow` accepts the finding, `warn` makes
///    it a warning, `deny` an error.
/// 2. A finding that the policy denies counts, whatever the following say.
/// 3. Of the findings that the policy does not accept, `--allow` accepts those that match.
/// 4. Of the rest, the baseline accepts those that it has, unless they are more severe now.
///
/// Something that was not checked cannot be accepted: the verdict stays partial even if its finding is accepted.
package struct Judge: Sendable {
    private let model: String
    private let policy: Policy?
    private let allowances: [Allowance]
    private let baseline: Baseline?

    /// - Parameter model: the path that was verified; names of files in a baseline are relative to it.
    package init(model: String, policy: Policy? = nil, allowances: [Allowance] = [], baseline: Baseline? = nil) {
        self.model = model
        self.policy = policy
        self.allowances = allowances
        self.baseline = baseline
    }

    /// The findings in their order, and notes about entries that are stale, expired or without effect.
    ///
    /// - Parameter skipped: rules that were not checked in this run; entries about them are not called stale.
    package func judge(
        _ findings: [Finding], today: CalendarDay, skipped: Set<Rule> = []
    ) -> (findings: [JudgedFinding], notes: [String]) {
        var ruling = policy.map { PolicyRuling($0, today: today) }
        var permits = AllowanceRuling(allowances)
        var known = baseline.map { BaselineRuling($0, model: model) }
        var judged: [JudgedFinding] = []
        for finding in findings {
            let entry = ruling?.decide(finding)
            let severity = entry.map { Self.severity(of: finding, $0.action) } ?? finding.severity
            let isDenied = entry?.action == .deny
            // Each is asked even if the finding is decided already, so that it records what it would match.
            let allowed = permits.accept(finding, isDenied: isDenied)
            let wasKnown = known?.accept(finding, severity: severity, isDenied: isDenied) ?? false
            var acceptance: JudgedFinding.Acceptance?
            if let entry, entry.action == .allow, let policy {
                acceptance = JudgedFinding.Acceptance(source: policy.path, reason: entry.reason)
            } else if allowed {
                acceptance = JudgedFinding.Acceptance(source: Allowance.source)
            } else if wasKnown, let baseline {
                acceptance = JudgedFinding.Acceptance(source: baseline.path)
            }
            judged.append(JudgedFinding(finding, severity: severity, acceptance: acceptance))
        }
        let notes =
            (ruling?.notes(skipped: skipped) ?? []) + permits.notes(skipped: skipped)
            + (known?.notes(skipped: skipped) ?? [])
        return (judged, notes)
    }

    private static func severity(of finding: Finding, _ action: Policy.Action) -> Severity {
        switch action {
        case .allow: finding.severity
        case .warn: .warning
        case .deny: .error
        }
    }
}
