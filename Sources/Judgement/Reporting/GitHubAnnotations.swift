internal import ByteIO
internal import Verification

/// Writes the report as workflow commands, which GitHub Actions shows as annotations.
///
/// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
struct GitHubAnnotations: ReportWriter {
    /// The most annotations of a level that GitHub shows for one step; it drops others silently.
    private static let shown = 10

    private var selections: [Level: Selection] = [:]

    mutating func body(_ report: VerifyReport) -> String {
        for annotation in Self.annotations(report) {
            selections[annotation.level, default: Selection()].add(annotation)
        }
        return ""
    }

    func tail() -> String {
        Level.allCases.flatMap { selections[$0]?.lines($0) ?? [] }.map { $0 + "\n" }.joined()
    }

    private enum Level: String, CaseIterable {
        case error, warning, notice

        init(_ severity: Severity) {
            switch severity {
            case .error: self = .error
            case .warning: self = .warning
            case .note: self = .notice
            }
        }
    }

    private struct Annotation {
        let level: Level
        let file: String?
        let title: String
        let message: String
        /// Annotations of one kind have similar messages.
        let kind: String

        var line: String {
            let properties = [
                file.map { "file=\(escaped($0, inProperty: true))" }, "title=\(escaped(title, inProperty: true))",
            ]
            return "::\(level.rawValue) \(properties.compactMap(\.self).joined(separator: ","))::\(escaped(message))"
        }
    }

    private static func annotations(_ report: VerifyReport) -> [Annotation] {
        let unchecked = report.unchecked.map { unchecked in
            Annotation(
                level: .error, file: report.path, title: "not checked: \(unchecked.subject)",
                message: ([unchecked.description] + unchecked.causes.map { "cause: \($0)" }).joined(separator: "; "),
                kind: "unchecked \(report.path)")
        }
        let findings = report.findings.filter { $0.acceptance == nil }.map { judged in
            let finding = judged.finding
            return Annotation(
                level: Level(judged.severity), file: finding.file ?? report.path,
                title: "\(finding.rule.number) \(finding.rule.name)",
                message: "\(finding.subject) \(finding.message); help: \(finding.help)"
                    + (finding.fix.map { "; fix: \($0.command)" } ?? ""),
                kind: "\(finding.rule.number) \(report.path)")
        }
        let notes = report.notes.map { note in
            Annotation(level: .notice, file: report.path, title: "note", message: note, kind: "note \(report.path)")
        }
        return unchecked + findings + notes
    }

    /// The annotations of one level that are shown; others are only counted.
    private struct Selection {
        private var count = 0
        private var kinds: Set<String> = []
        /// The first of each kind, and further ones, each with its place among all.
        private var first: [(index: Int, annotation: Annotation)] = []
        private var repeated: [(index: Int, annotation: Annotation)] = []

        mutating func add(_ annotation: Annotation) {
            defer { count += 1 }
            if first.count < shown, kinds.insert(annotation.kind).inserted {
                first.append((count, annotation))
            } else if repeated.count < shown {
                repeated.append((count, annotation))
            }
        }

        /// The lines of all annotations, or of as many as are shown, the last of which counts the others.
        func lines(_ level: Level) -> [String] {
            // One of each kind comes before a second one of any kind.
            let chosen = (first + repeated).prefix(count > shown ? shown - 1 : shown).sorted { $0.index < $1.index }
            let lines = chosen.map(\.annotation.line)
            guard count > shown else { return lines }
            let rest = Annotation(
                level: level, file: nil, title: "bertconv verify",
                message: "and \(Quantity.count(count - chosen.count, "more \(level.rawValue)")); "
                    + "the formats json and markdown list all of them",
                kind: "")
            return lines + [rest.line]
        }
    }

    /// Escapes a text in the way that the runner undoes.
    ///
    /// Line ends are escaped already, so of the three escapes for messages only `%25` is needed.
    private static func escaped(_ text: String, inProperty: Bool = false) -> String {
        var shown = ""
        for scalar in escapingControls(text).unicodeScalars {
            switch scalar {
            case "%": shown += "%25"
            case ":" where inProperty: shown += "%3A"
            case "," where inProperty: shown += "%2C"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
