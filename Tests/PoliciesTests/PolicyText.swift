import ByteIO
import Policies
import Testing
import Verification

/// A policy of one entry, of which a test can change each line.
struct PolicyText {
    var rule = "BC101"
    var action = "allow"
    var reason = "our service uses mean pooling"
    /// Further lines, indented as keys of the entry.
    var rest: [String] = []

    var text: String {
        """
        version: 1
        entries:
          - rule: \(rule)
            action: \(action)
            reason: \(reason)

        """ + rest.map { "    \($0)\n" }.joined()
    }

    static func read(_ text: String) throws(Fault) -> Policy {
        try Policy(Array(text.utf8), path: "policy.yml")
    }

    var entry: Policy.Entry {
        get throws { try #require(try Self.read(text).entries.first) }
    }
}

/// The day written as `2027-03-01`.
func day(_ text: String) throws -> CalendarDay {
    try #require(CalendarDay(text))
}

extension Finding {
    /// A finding of which a test needs only what it is known by.
    init(_ rule: Rule, _ subject: String, in file: String? = "model/model.safetensors", severity: Severity? = nil) {
        self.init(rule, severity: severity, subject: subject, file: file, message: "is not right", help: "fix it")
    }

    /// A finding about a parameter, which the file spells in its own way.
    init(_ rule: Rule, parameter: String, spelled: String, in file: String = "model/tf_model.h5") {
        self = Finding(rule, spelled, in: file).named(parameter, alias: spelled, isInWeights: true)
    }
}

/// Judges the findings of one model; the notes are those about it and about the run.
func judging(
    _ findings: [Finding], _ policy: Policy? = nil, allow: [String] = [], baseline: Baseline? = nil,
    model: String = "model", skipped: Set<Rule> = []
) throws -> (findings: [JudgedFinding], notes: [String]) {
    var allowances: [Allowance] = []
    for text in allow { allowances.append(try Allowance(text)) }
    var judge = Judge(
        today: try day("2026-12-01"), skipped: skipped, allowances: allowances, baseline: baseline)
    let (judged, notes) = judge.judge(findings, of: model, by: policy)
    return (judged, notes + judge.notes)
}

extension Policy {
    /// A policy of these entries, each `(rule, action, patterns)`, from line 3 on, five lines each.
    static func entries(_ entries: [(String, Action, [String])], expires: String? = nil) throws(Fault) -> Policy {
        var text = "version: 1\nentries:\n"
        for (rule, action, patterns) in entries {
            text += "  - rule: \(rule)\n    action: \(action.rawValue)\n    reason: for this test\n"
            text +=
                patterns.isEmpty
                ? "    # no patterns\n" : "    parameters: [\(patterns.map { "'\($0)'" }.joined(separator: ", "))]\n"
            text += expires.map { "    expires: \($0)\n" } ?? "    # for ever\n"
        }
        return try PolicyText.read(text)
    }
}
