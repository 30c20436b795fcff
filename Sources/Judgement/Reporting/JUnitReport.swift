internal import ByteIO
internal import Verification

/// Writes the report as JUnit XML: a suite for each model, a case for each rule.
///
/// The format has no specification. This is the part that the XML schema of Jenkins (`junit-10.xsd`) allows. A case has
/// one answer, because some readers only read the first: an error before a failure before a skip. Everything else is
/// its output.
struct JUnitReport: ReportWriter {
    /// The lowest severity that fails; nil: none does.
    let failOn: Severity?
    /// The cases, failures and errors of all suites so far.
    private var total = (tests: 0, failures: 0, errors: 0)

    init(failOn: Severity?) {
        self.failOn = failOn
    }

    var headComesLast: Bool { true }

    func head() -> String {
        XMLElement.declaration
            + XMLElement(
                "testsuites",
                [
                    ("name", "bertconv verify"), ("tests", "\(total.tests)"), ("failures", "\(total.failures)"),
                    ("errors", "\(total.errors)"), ("time", "0"),
                ]
            ).opening
    }

    mutating func body(_ report: VerifyReport) -> String {
        let cases = cases(report)
        total.tests += cases.count
        total.failures += cases.count { $0.answer == .failure }
        total.errors += cases.count { $0.answer == .error }
        return XMLElement(
            "testsuite",
            [("name", report.path)] + Self.counts(cases) + [("skipped", Self.count(.skipped, cases)), ("time", "0")],
            children: [Self.properties(report)] + cases.map { $0.element(suite: report.path) }
        ).text(indentation: "  ")
    }

    func tail() -> String { "</testsuites>\n" }

    /// A test case with its answer.
    private struct Case {
        enum Answer: String {
            case passed, failure, error, skipped
        }

        let name: String
        var answer = Answer.passed
        /// The answer on one line.
        var message = ""
        /// The kind of failure or error.
        var type = ""
        var text = ""
        /// Findings that do not decide the answer.
        var output = ""

        func element(suite: String) -> XMLElement {
            var children: [XMLElement] = []
            switch answer {
            case .passed: break
            case .skipped: children.append(XMLElement("skipped", [("message", message)], text: text))
            case .failure, .error:
                children.append(
                    XMLElement(answer.rawValue, [("message", message), ("type", type)], text: text))
            }
            if !output.isEmpty { children.append(XMLElement("system-out", text: output)) }
            return XMLElement(
                "testcase", [("name", name), ("classname", suite), ("time", "0")], children: children)
        }
    }

    private static func counts(_ cases: [Case]) -> [(name: String, value: String)] {
        [("tests", "\(cases.count)"), ("failures", count(.failure, cases)), ("errors", count(.error, cases))]
    }

    private static func count(_ answer: Case.Answer, _ cases: [Case]) -> String {
        "\(cases.count { $0.answer == answer })"
    }

    private func cases(_ report: VerifyReport) -> [Case] {
        let unchecked = report.unchecked.map { unchecked in
            Case(
                name: "checked \(unchecked.subject)", answer: .error, message: unchecked.description,
                type: unchecked.code,
                text: unchecked.causes.map { "cause: \(escapingControls($0))" }.joined(separator: "\n"))
        }
        return unchecked + Rule.all.map { self.case(of: $0, report) }
    }

    private func `case`(of rule: Rule, _ report: VerifyReport) -> Case {
        let found = report.findings.filter { $0.finding.rule == rule }
        let failing = found.filter { judged in
            judged.acceptance == nil && (failOn.map { judged.severity >= $0 } ?? false)
        }
        let accepted = found.filter { $0.acceptance != nil }
        let milder = found.filter { judged in judged.acceptance == nil && !failing.contains(judged) }
        var result = Case(name: "\(rule.number) \(rule.name)")
        if !failing.isEmpty {
            result.answer = .failure
            result.message = Self.summary(failing)
            result.type = failing.map(\.severity).max()?.rawValue ?? rule.severity.rawValue
            result.text = failing.map(Self.line).joined(separator: "\n")
            result.output = (milder + accepted).map(Self.line).joined(separator: "\n")
        } else if !accepted.isEmpty, milder.isEmpty {
            result.answer = .skipped
            result.message = "accepted: " + Self.summary(accepted)
            result.text = accepted.map(Self.line).joined(separator: "\n")
        } else if !found.isEmpty {
            result.output = found.map(Self.line).joined(separator: "\n")
        } else if let reason = Self.reasonNotChecked(rule, report.summary, isOpen: report.className != nil) {
            result.answer = .skipped
            result.message = reason
        }
        return result
    }

    /// Why a rule without findings was not fully checked; nil when it was.
    private static func reasonNotChecked(_ rule: Rule, _ summary: VerifyReport.Summary, isOpen: Bool) -> String? {
        guard isOpen else { return "not checked: no model could be opened" }
        guard rule.needs == .values else { return nil }
        guard summary.depth == Examination.Depth.values.rawValue else {
            return "not checked: the rule needs the values"
        }
        guard summary.checkedTensors < summary.tensors else { return nil }
        return "not fully checked: \(Quantity.count(summary.checkedTensors)) of "
            + "\(Quantity.count(summary.tensors, "tensor")) could be read"
    }

    private static func summary(_ findings: [JudgedFinding]) -> String {
        guard let first = findings.first?.finding else { return "" }
        let rest = findings.count == 1 ? "" : "; and \(Quantity.count(findings.count - 1)) more"
        return "\(first.subject) \(first.message)\(rest)"
    }

    private static func line(_ judged: JudgedFinding) -> String {
        let finding = judged.finding
        let file = finding.file.map { "\($0): " } ?? ""
        let accepted = judged.acceptance.map { acceptance in
            "accepted by \(acceptance.source)" + (acceptance.reason.map { " (\($0))" } ?? "") + ": "
        }
        return escapingControls(
            "\(accepted ?? "")\(judged.severity.rawValue): \(file)\(finding.subject) \(finding.message); "
                + "help: \(finding.help)" + (finding.fix.map { "; fix: \($0.command)" } ?? ""))
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
