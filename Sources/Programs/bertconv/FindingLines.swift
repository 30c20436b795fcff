import ByteIO
import Reporting
import Verification

/// Findings as a person reads them: those that say the same of several tensors are one paragraph.
enum FindingLines {
    /// How many names of one paragraph are shown; those of all layers together are one.
    private static let shown = 24

    static func lines(_ findings: [Finding], _ style: Style) -> [String] {
        lines(findings.map { JudgedFinding($0) }, style)
    }

    static func lines(_ findings: [JudgedFinding], _ style: Style) -> [String] {
        FindingGroup.groups(findings).flatMap { paragraph($0, style) }
    }

    private static func paragraph(_ group: FindingGroup, _ style: Style) -> [String] {
        let label = style.label(group.severity) + "[\(group.rule.number)]: "
        let help = style.dim(escapingControls("  help: " + group.help))
        guard group.subjects.count > 1 else {
            return [label + escapingControls("\(group.subjects.first ?? "") \(group.message)"), help]
        }
        let names = group.foldedSubjects
        var lines = [label + escapingControls("\(Quantity.count(group.subjects.count)) tensors; each \(group.message)")]
        lines += names.prefix(shown).map { "    " + escapingControls($0) }
        if names.count > shown {
            lines.append("    and \(Quantity.count(names.count - shown)) more; --format json lists all")
        }
        return lines + [help]
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
