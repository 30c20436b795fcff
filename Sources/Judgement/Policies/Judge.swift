internal import ByteIO
package import Verification

/// Decides the severity of each finding and who accepts it, from a policy, the command line and a baseline, for the
/// models of one run.
///
/// 1. The first entry of the policy that matches and has not expired decides: `allow` accepts the finding, `warn` makes
///    it a warning, `deny` an error.
/// 2. A finding that the policy denies counts, whatever the following say.
/// 3. Of the findings that the policy does not accept, `--allow` accepts those that match.
/// 4. Of the rest, the baseline accepts those that it has, unless they are more severe now.
///
/// Something that was not checked cannot be accepted: the verdict stays partial even if its finding is accepted.
package struct Judge: Sendable {
    private let today: CalendarDay
    private let skipped: Set<Rule>
    private var rulings: [String: PolicyRuling] = [:]
    private var permits: AllowanceRuling
    private var known: BaselineRuling?
    package let baseline: Baseline?

    /// - Parameter skipped: rules that are not checked in this run; entries about them are not called unused.
    package init(
        today: CalendarDay, skipped: Set<Rule> = [], allowances: [Allowance] = [], baseline: Baseline? = nil
    ) {
        self.today = today
        self.skipped = skipped
        self.baseline = baseline
        permits = AllowanceRuling(allowances)
        known = baseline.map { BaselineRuling($0) }
    }

    /// The findings of a model in their order, and notes about this model.
    ///
    /// - Parameters:
    ///   - model: the path that was verified.
    ///   - policy: the policy that applies to the model; nil: none does.
    package mutating func judge(
        _ findings: [Finding], of model: String, by policy: Policy? = nil
    ) -> (findings: [JudgedFinding], notes: [String]) {
        var ruling = policy.map { rulings.removeValue(forKey: $0.path) ?? PolicyRuling($0, today: today) }
        ruling?.begin(model)
        known?.begin(model)
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
        if let policy { rulings[policy.path] = ruling }
        return (judged, known?.modelNotes(skipped: skipped) ?? [])
    }

    /// Notes about the run: entries that no model used, that have expired, or that have no effect.
    package var notes: [String] {
        rulings.keys.sortedByBytes().flatMap { rulings[$0]?.notes(skipped: skipped) ?? [] }
            + permits.notes(skipped: skipped) + (known?.notes(skipped: skipped) ?? [])
    }

    private static func severity(of finding: Finding, _ action: Policy.Action) -> Severity {
        switch action {
        case .allow: finding.severity
        case .warn: .warning
        case .deny: .error
        }
    }
}
