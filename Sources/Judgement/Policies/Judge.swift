package import Verification

/// Decides what each finding counts as, from what the policy, the command line and the baseline say.
///
/// 1. The first entry of the policy that matches and has not expired decides: `allow` accepts the finding, `warn` makes
///    it a warning, `deny` an error.
/// 2. What a policy denies counts. Nothing below accepts it.
/// 3. What the policy does not accept, `--allow` may, in the order of the command line.
/// 4. What is left, the baseline may, unless it counts for more now than it did then.
///
/// Nobody can accept that something was not checked: a verdict stays partial although its finding is accepted.
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

    /// The findings in their order, and what is to be said of entries that are stale, expired or without effect.
    ///
    /// - Parameter skipped: rules that were not looked at this time; an entry about one is not called stale.
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
            // Each is asked even when the matter is settled, so that it knows what it is still needed for.
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
