internal import ByteIO
internal import Verification

/// Writes the report as workflow commands, which GitHub Actions shows as annotations.
///
/// Of one model each finding is an annotation. Of several models each that needs people has one, the worst first, so
/// that the annotations that GitHub shows are not spent on one model.
///
/// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
struct GitHubAnnotations: ReportWriter {
    /// The most annotations of a level that GitHub shows for one step; it drops others silently.
    private static let shown = 10

    private let run: ReportRun
    private var selections: [Level: Selection] = [:]
    private var models: [Level: (count: Int, worst: WorstFirst<Annotation>)] = [:]
    private var modelCount = 0

    init(_ run: ReportRun) {
        self.run = run
    }

    mutating func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        modelCount += 1
        guard run.hasSeveral else {
            for annotation in annotations(report) {
                selections[annotation.level, default: Selection()].add(annotation)
            }
            return
        }
        guard let annotation = annotation(report) else { return }
        var models = models[annotation.level] ?? (0, WorstFirst(budget: Self.shown))
        models.count += 1
        models.worst.add(annotation, Badness(report, index: modelCount))
        self.models[annotation.level] = models
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        for level in Level.allCases {
            var lines = selections[level]?.lines(level) ?? []
            if let (count, worst) = models[level] {
                let kept = worst.elements.map(\.element)
                lines = Self.lines(kept, of: count, level, "model")
            }
            for line in lines { try write(line + "\n") }
        }
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
        var kind = ""

        var line: String {
            let properties = [
                file.map { "file=\(escaped($0, inProperty: true))" }, "title=\(escaped(title, inProperty: true))",
            ]
            return "::\(level.rawValue) \(properties.compactMap(\.self).joined(separator: ","))::\(escaped(message))"
        }
    }

    /// The annotation of one of several models; nil: it passes without warnings.
    private func annotation(_ report: VerifyReport) -> Annotation? {
        let warnings = report.groups.filter { $0.severity == .warning }
        let passes = report.summary.verdict == .pass
        guard !passes || !warnings.isEmpty else { return nil }
        let unopened = report.summary.tensors == 0 ? report.unchecked.first?.description : nil
        let details = unopened ?? report.coverage
        let message =
            passes
            ? warnings.map(report.words).joined(separator: "; ") : "\(report.headline); \(details)"
        return Annotation(
            level: passes ? .warning : .error, file: run.place(of: report).shown,
            title: "\(report.label) \(report.path)", message: message)
    }

    /// The annotations of the only model.
    private func annotations(_ report: VerifyReport) -> [Annotation] {
        let file = run.place(of: report).shown
        let unchecked = report.unchecked.map { unchecked in
            Annotation(
                level: .error, file: file, title: "not checked: \(unchecked.subject)",
                message: ([unchecked.description] + unchecked.causes.map { "cause: \($0)" }).joined(separator: "; "),
                kind: "unchecked")
        }
        let findings = report.findings.filter { $0.acceptance == nil }.map { judged in
            let finding = judged.finding
            return Annotation(
                level: Level(judged.severity), file: run.place(of: finding, in: report).shown,
                title: "\(finding.rule.number) \(finding.rule.name)",
                message: "\(finding.subject) \(finding.message); help: \(finding.help)"
                    + finding.commands,
                kind: finding.rule.number)
        }
        let notes = report.notes.map { note in
            Annotation(level: .notice, file: file, title: "note", message: note, kind: "note")
        }
        return unchecked + findings + notes
    }

    /// The lines of `kept`, the first of `count` annotations; the last line counts those that are not shown.
    private static func lines(_ kept: [Annotation], of count: Int, _ level: Level, _ noun: String) -> [String] {
        guard count > shown else { return kept.map(\.line) }
        let rest = Annotation(
            level: level, file: nil, title: "bertconv verify",
            message: "and \(Quantity.count(count - shown + 1, "more \(noun)")); "
                + "the formats json and jsonl list all of them")
        return kept.prefix(shown - 1).map(\.line) + [rest.line]
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

        /// The lines of all annotations, or of as many as are shown.
        func lines(_ level: Level) -> [String] {
            // One of each kind comes before a second one of any kind.
            let chosen = (first + repeated).prefix(count > shown ? shown - 1 : shown).sorted { $0.index < $1.index }
            return GitHubAnnotations.lines(chosen.map(\.annotation), of: count, level, level.rawValue)
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
