import ByteIO
import Reporting
import Verification

/// Findings as a person reads them: those that say the same of several tensors are one paragraph.
enum FindingLines {
    /// How many subjects of one paragraph are named.
    private static let shown = 4

    private struct Sentence: Hashable {
        let rule: Rule
        let severity: Severity
        let message: String
        let help: String
    }

    static func lines(_ findings: [Finding], _ style: Style) -> [String] {
        lines(findings.map { JudgedFinding($0) }, style)
    }

    static func lines(_ findings: [JudgedFinding], _ style: Style) -> [String] {
        var order: [Sentence] = []
        var subjects: [Sentence: [String]] = [:]
        for judged in findings {
            let finding = judged.finding
            let sentence = Sentence(
                rule: finding.rule, severity: judged.severity, message: finding.message, help: finding.help)
            if subjects[sentence] == nil { order.append(sentence) }
            subjects[sentence, default: []].append(finding.subject)
        }
        return order.flatMap { paragraph($0, subjects[$0] ?? [], style) }
    }

    private static func paragraph(_ sentence: Sentence, _ subjects: [String], _ style: Style) -> [String] {
        let label = style.label(sentence.severity) + "[\(sentence.rule.number)]: "
        let help = "  help: " + sentence.help
        guard subjects.count > 1 else {
            return [
                label + escapingControls("\(subjects.first ?? "") \(sentence.message)"),
                style.dim(escapingControls(help)),
            ]
        }
        var lines = [label + escapingControls("\(Quantity.count(subjects.count)) tensors; each \(sentence.message)")]
        lines += subjects.prefix(shown).map { "    " + escapingControls($0) }
        if subjects.count > shown {
            lines.append("    and \(Quantity.count(subjects.count - shown)) more; --format json lists all")
        }
        return lines + [style.dim(escapingControls(help))]
    }
}

extension Style {
    func label(_ severity: Severity) -> String {
        switch severity {
        case .error: red("error")
        case .warning: yellow("warning")
        case .note: dim("note")
        }
    }
}
