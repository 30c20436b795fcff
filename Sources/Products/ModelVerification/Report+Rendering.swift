internal import ByteIO
internal import Reporting
internal import Verification

extension Report {
    /// A form for other programs.
    public enum Form: Sendable, CaseIterable {
        /// An object by `Schemas/report.schema.json`, indented, whose `reports` has this report.
        case json
        /// This report alone, by the same schema, on one line.
        case jsonLine
        /// SARIF 2.1.0, for code scanning.
        case sarif
        /// JUnit XML, for whatever shows test results.
        case junit
        /// Workflow commands of GitHub Actions.
        case github
        /// Issues for GitLab's Code Quality.
        case gitlab
        /// Markdown, for a job's summary or a comment.
        case markdown
        /// A page with a picture of the model.
        case html
        /// The picture alone.
        case svg
    }

    /// The report in a form for other programs, with a line feed at its end.
    public func rendered(as form: Form) -> String {
        let format: VerifyReportFormat =
            switch form {
            case .json: .json
            case .jsonLine: .jsonl
            case .sarif: .sarif
            case .junit: .junit
            case .github: .github
            case .gitlab: .gitlab
            case .markdown: .markdown
            case .html: .html
            case .svg: .svg
            }
        let run = ReportRun(toolVersion: Version.current, failOn: failOn, modelCount: 1)
        return format.rendered([facts], run) ?? text
    }

    /// The report as a JSON object by `Schemas/report.schema.json`, as `bertconv verify --format json` prints it.
    public var json: String { rendered(as: .json) }

    /// The report for a person, without colour, each line with a line feed at its end.
    ///
    /// It has the verdict, how much of the model is loaded, the findings with the gravest first, and what was checked.
    public var text: String {
        let title = "\(facts.label) \(facts.path): \(facts.headline)"
        let shares = [facts.comparison, facts.loadedShare, facts.untrainedShare, facts.neverTrainedShare]
            .compactMap(\.self)
        var lines = [title] + facts.weights.map { "  \($0.file): \($0.sentence)" } + shares.map { "  " + $0 }
        lines += facts.groups.flatMap(Self.lines)
        for group in facts.uncheckedGroups {
            let text = facts.lines(ofUnchecked: group)
            lines += ["not checked: " + text[0]] + text.dropFirst()
        }
        lines += facts.findings.filter { $0.acceptance != nil }.map {
            "accepted[\($0.finding.rule.number)]: \($0.finding.subject)"
        }
        lines += facts.notes.map { "note: " + $0 } + [facts.coverage]
        return lines.map { escapingControls($0) + "\n" }.joined()
    }

    /// Findings of one cause are one paragraph.
    private static func lines(_ group: FindingGroup) -> [String] {
        let label = "\(group.severity.rawValue)[\(group.rule.number)]: "
        let statements = group.statements.enumerated().flatMap { index, statement -> [String] in
            let start = index == 0 ? label : "  and "
            guard statement.subjects.count > 1 else {
                return [start + "\(statement.subjects.first ?? "") \(statement.message)"]
            }
            return [start + "\(statement.count); each \(statement.message)"]
                + statement.foldedSubjects.map { "    " + $0 }
        }
        return statements + group.helps.map { "  help: " + $0 }
    }
}

extension Report: CustomStringConvertible {
    /// The same as ``text``.
    public var description: String { text }
}
