internal import ByteIO
internal import JSONText
internal import Verification

/// Writes the report for GitLab's Code Quality: a list with an issue for each finding that counts, and for what could
/// not be checked without one.
///
/// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
struct GitLabReport: ReportWriter {
    private let run: ReportRun
    private var hasIssue = false

    init(_ run: ReportRun) {
        self.run = run
    }

    mutating func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        for issue in issues(report) {
            let text = JSONWriter.pretty(issue).escapingInvisible
            try write((hasIssue ? "" : "[") + JSONNesting.element(text, indentation: "  ", isFirst: !hasIssue))
            hasIssue = true
        }
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        try write(hasIssue ? "\n]\n" : "[]\n")
    }

    private func issues(_ report: VerifyReport) -> [JSONValue] {
        // Two models of a repository can have the same finding, so an issue is known by the model's path, too.
        let model = run.root.place(of: report.path)
        let findings = zip(report.findings, FindingFingerprint.all(report)).compactMap { judged, fingerprint in
            judged.acceptance == nil
                ? issue(judged, FindingFingerprint.digits([model.relative, fingerprint.description]), report) : nil
        }
        let explained = Set(report.findings.compactMap { $0.finding.evidence["code"]?.string })
        var numbers: [String: Int] = [:]
        let unchecked = report.unchecked.filter { !explained.contains($0.code) }.map { unchecked in
            let key = "\(unchecked.code) \(unchecked.subject)"
            numbers[key, default: 0] += 1
            return Self.issue(
                unchecked.description, check: unchecked.code, severity: "critical",
                fingerprint: FindingFingerprint.digits([model.relative, key, "\(numbers[key] ?? 1)"]),
                place: run.place(of: report))
        }
        return unchecked + findings
    }

    private func issue(_ judged: JudgedFinding, _ fingerprint: String, _ report: VerifyReport) -> JSONValue {
        let finding = judged.finding
        let fix = finding.commands
        return Self.issue(
            "\(finding.subject) \(finding.message); help: \(finding.help)\(fix)",
            check: "\(finding.rule.number) \(finding.rule.name)", severity: Self.severity(judged),
            fingerprint: fingerprint, place: run.place(of: finding, in: report))
    }

    private static func severity(_ judged: JudgedFinding) -> String {
        switch judged.severity {
        case .note: "info"
        case .warning: "minor"
        case .error: judged.finding.rule.subject == .security ? "blocker" : "critical"
        }
    }

    private static func issue(
        _ description: String, check: String, severity: String, fingerprint: String, place: RepositoryPath
    ) -> JSONValue {
        [
            "description": .string(escapingControls(description)), "check_name": .string(check),
            "fingerprint": .string(fingerprint), "severity": .string(severity),
            // A line is required, and a file of weights has none.
            "location": ["path": .string(place.relative), "lines": ["begin": 1]],
        ]
    }
}
