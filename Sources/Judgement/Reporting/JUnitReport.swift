internal import ByteIO
internal import Glibc
internal import Verification

/// Writes the report as JUnit XML: a suite for each model, with a case for each rule that has findings.
///
/// Rules without findings share two cases, one for the rules that read headers and one for those that read values.
///
/// The format has no specification. This is the part that the XML schema of Jenkins (`junit-10.xsd`) allows. A case has
/// one answer, because some readers only read the first: an error before a failure before a skip. Everything else is
/// its output.
struct JUnitReport: ReportWriter {
    private let run: ReportRun
    private let suites: WaitingParts
    /// The cases, failures, errors and seconds of all suites so far.
    private var total = (tests: 0, failures: 0, errors: 0, seconds: 0.0)

    init(_ run: ReportRun) {
        self.run = run
        suites = WaitingParts(folder: run.scratchFolder)
    }

    mutating func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        let cases = cases(report)
        let counts = JUnitCase.counts(cases)
        total.tests += cases.count
        total.failures += counts.failures
        total.errors += counts.errors
        total.seconds += report.timing?.seconds ?? 0
        let suite = run.root.place(of: report.path).shown
        let file = run.place(of: report).shown
        // Readers sum the times of cases, so the whole time belongs to one.
        let children = cases.enumerated().map { index, item in
            item.element(suite: suite, file: file, seconds: index == 0 ? report.timing?.seconds : 0)
        }
        let element = XMLElement(
            "testsuite",
            [("name", suite), ("tests", "\(cases.count)")] + counts.attributes + [
                ("skipped", "\(counts.skipped)"), ("time", JUnitCase.time(report.timing?.seconds)),
            ] + (report.timing.map { [("timestamp", Self.timestamp($0.began))] } ?? []) + [("file", file)],
            children: [Self.properties(report)] + children)
        try suites.append(element.text(indentation: "  "))
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        let root = XMLElement(
            "testsuites",
            [
                ("name", "bertconv verify"), ("tests", "\(total.tests)"), ("failures", "\(total.failures)"),
                ("errors", "\(total.errors)"), ("time", JUnitCase.time(total.seconds)),
            ])
        try write(XMLElement.declaration + root.opening)
        try suites.drain(write)
        try write("</testsuites>\n")
    }

    /// ISO 8601 in UTC and without a zone, as the schemas of JUnit want it: `2026-11-28T18:49:43`.
    private static func timestamp(_ seconds: Int) -> String {
        var clock = time_t(seconds)
        var parts = unsafe tm()
        unsafe gmtime_r(&clock, &parts)
        let date = unsafe [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday]
        let time = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec]
        func joined(_ numbers: [Int32], _ separator: String) -> String {
            numbers.map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: separator)
        }
        return joined(date, "-") + "T" + joined(time, ":")
    }

    private func cases(_ report: VerifyReport) -> [JUnitCase] {
        let unchecked = report.unchecked.map { unchecked in
            JUnitCase(
                name: "checked \(unchecked.subject)", answer: .error, message: unchecked.description,
                type: unchecked.code,
                text: unchecked.causes.map { "cause: \(escapingControls($0))" }.joined(separator: "\n"))
        }
        let findings = Rule.all.compactMap { rule -> JUnitCase? in
            let found = report.findings.filter { $0.finding.rule == rule }
            return found.isEmpty ? nil : JUnitCase(rule, found, failOn: run.failOn)
        }
        let rules = ["names, shapes and files", "values", "what the model returns"]
        let others = zip(Examination.Depth.allCases, rules).filter { depth, _ in
            depth != .run || report.ran
        }.map { JUnitCase(name: "other rules of \($1)", skippedBecause: Self.reason($0, report)) }
        return others + unchecked + findings
    }

    /// Why rules without findings were not fully checked; nil when they were.
    private static func reason(_ needs: Examination.Depth, _ report: VerifyReport) -> String? {
        let summary = report.summary
        guard report.className != nil else { return "not checked: no model could be opened" }
        guard needs == .values else { return nil }
        guard summary.depth != Examination.Depth.headers.rawValue else { return "not checked: only headers were read" }
        guard summary.checkedTensors < summary.tensors else { return nil }
        return "not fully checked: \(Quantity.count(summary.checkedTensors)) of "
            + "\(Quantity.count(summary.tensors, "tensor")) could be read"
    }

    private static func properties(_ report: VerifyReport) -> XMLElement {
        let summary = report.summary
        let facts: [(String, String?)] = [
            ("verdict", summary.verdict.rawValue), ("depth", summary.depth), ("architecture", report.architecture),
            ("class", report.className), ("loader", report.loader), ("expected", "\(summary.expected)"),
            ("loaded", "\(summary.loaded)"), ("missing", "\(summary.missing)"),
            ("unexpected", "\(summary.unexpected)"), ("mismatched", "\(summary.mismatched)"),
            ("parameters", summary.parameters.map(String.init)),
            ("randomParameters", summary.randomParameters.map(String.init)),
            ("untrainedParameters", "\(summary.untrainedParameters)"), ("tensors", "\(summary.tensors)"),
            ("checkedTensors", "\(summary.checkedTensors)"),
        ]
        let known = facts.compactMap { name, value in value.map { (name, $0) } } + report.notes.map { ("note", $0) }
        return XMLElement(
            "properties",
            children: known.map { name, value in XMLElement("property", [("name", name), ("value", value)]) })
    }
}
