internal import ByteIO
internal import Verification

/// A test case of JUnit XML with its answer.
struct JUnitCase {
    enum Answer: String {
        case passed, failure, error, skipped
    }

    let name: String
    private(set) var answer = Answer.passed
    /// The answer on one line.
    private var message = ""
    /// The kind of failure or error.
    private var type = ""
    private var text = ""
    /// Findings that do not decide the answer.
    private var output = ""

    init(name: String, answer: Answer, message: String, type: String, text: String) {
        self.name = name
        self.answer = answer
        self.message = message
        self.type = type
        self.text = text
    }

    /// A case that passes, or is skipped for a reason.
    init(name: String, skippedBecause reason: String?) {
        self.name = name
        guard let reason else { return }
        answer = .skipped
        message = reason
    }

    /// The case of a rule with the findings of one model.
    ///
    /// - Parameter failOn: the lowest severity that fails; nil: none does.
    init(_ rule: Rule, _ found: [JudgedFinding], failOn: Severity?) {
        name = "\(rule.number) \(rule.name)"
        let failing = found.filter { judged in
            judged.acceptance == nil && (failOn.map { judged.severity >= $0 } ?? false)
        }
        let accepted = found.filter { $0.acceptance != nil }
        let milder = found.filter { judged in judged.acceptance == nil && !failing.contains(judged) }
        if !failing.isEmpty {
            answer = .failure
            message = Self.summary(failing)
            type = failing.map(\.severity).max()?.rawValue ?? rule.severity.rawValue
            text = failing.map(Self.line).joined(separator: "\n")
            output = (milder + accepted).map(Self.line).joined(separator: "\n")
        } else if milder.isEmpty {
            answer = .skipped
            message = "accepted: " + Self.summary(accepted)
            text = accepted.map(Self.line).joined(separator: "\n")
        } else {
            output = found.map(Self.line).joined(separator: "\n")
        }
    }
}

extension JUnitCase {
    /// - Parameter seconds: nil: the time is not known.
    func element(suite: String, file: String, seconds: Double?) -> XMLElement {
        var children: [XMLElement] = []
        switch answer {
        case .passed: break
        case .skipped: children.append(XMLElement("skipped", [("message", message)], text: text))
        case .failure, .error:
            children.append(XMLElement(answer.rawValue, [("message", message), ("type", type)], text: text))
        }
        if !output.isEmpty { children.append(XMLElement("system-out", text: output)) }
        return XMLElement(
            "testcase", [("name", name), ("classname", suite), ("file", file), ("time", Self.time(seconds))],
            children: children)
    }

    /// How many cases have each answer but the first.
    struct Counts {
        var failures = 0
        var errors = 0
        var skipped = 0

        /// The attributes that a suite and the document have.
        var attributes: [(name: String, value: String)] { [("failures", "\(failures)"), ("errors", "\(errors)")] }
    }

    static func counts(_ cases: [JUnitCase]) -> Counts {
        Counts(
            failures: cases.count { $0.answer == .failure }, errors: cases.count { $0.answer == .error },
            skipped: cases.count { $0.answer == .skipped })
    }

    /// Seconds with three decimals.
    static func time(_ seconds: Double?) -> String {
        let thousandths = Int(exactly: ((seconds ?? 0) * 1000).rounded(.up)) ?? 0
        let rest = thousandths % 1000
        return "\(thousandths / 1000).\(rest < 10 ? "00" : rest < 100 ? "0" : "")\(rest)"
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
                + "help: \(finding.help)" + finding.commands)
    }
}
