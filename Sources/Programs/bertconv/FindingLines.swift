import ByteIO
import Formats
import ModelSchema
import Reporting
import Tensors
import Verification

/// Findings for people; those of one cause are one paragraph.
enum FindingLines {
    /// The number of names that a paragraph shows; the names of all layers together count as one.
    private static let shown = 24

    static func lines(_ findings: [Finding], _ style: Style) -> [String] {
        FindingGroup.groups(findings.map { JudgedFinding($0) }).flatMap { lines($0, style) }
    }

    /// The paragraph of one cause: a line for each of its messages, and what to do about it.
    static func lines(_ group: FindingGroup, _ style: Style) -> [String] {
        let label = style.label(group.severity) + "[\(group.rule.number)]: "
        var paragraphs = group.statements.prefix(shown).enumerated().flatMap { index, statement in
            let lines = lines(statement)
            return index == 0 ? [label + lines[0]] + lines.dropFirst() : ["  and " + lines[0]] + lines.dropFirst()
        }
        if group.statements.count > shown {
            paragraphs.append("  and \(Quantity.count(group.statements.count - shown)) more; --format json lists all")
        }
        return paragraphs + group.helps.map { style.dim(escapingControls("  help: " + $0)) }
    }

    private static func lines(_ statement: FindingGroup.Statement) -> [String] {
        guard statement.subjects.count > 1 else {
            return [escapingControls("\(statement.subjects.first ?? "") \(statement.message)")]
        }
        let names = statement.foldedSubjects
        let first = "\(statement.count); each \(statement.message)"
        var lines = [escapingControls(first)] + names.prefix(shown).map { "    " + escapingControls($0) }
        if names.count > shown {
            lines.append("    and \(Quantity.count(names.count - shown)) more; --format json lists all")
        }
        return lines
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

/// The parameters that are missing, one line for all layers that lack the same one.
struct MissingTable {
    private let rows: [MissingGroup]

    init(_ missing: [VerifyReport.Missing]) {
        rows = MissingGroup.groups(missing)
    }

    /// The rows in columns, indented.
    var lines: [String] {
        let nameWidth = rows.map(\.name.count).max() ?? 0
        let shapeWidth = rows.map(\.shape.count).max() ?? 0
        return rows.map { row in
            "    \(padded(row.name, nameWidth))  \(padded(row.shape, shapeWidth))  \(row.initializer)"
        }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension MissingTable {
    /// What a conversion prints about missing parameters, with a heading; nothing if none is missing.
    static func lines(_ inspection: ModelCase, _ style: Style) -> [String] {
        let missing = inspection.coverage.missing
        guard !missing.isEmpty else { return [] }
        let tree = inspection.tree
        let count = inspection.coverage.missingElementCount
        let heading =
            "\(inspection.checkpoint.path): \(Quantity.count(missing.count)) of "
            + "\(Quantity.count(tree.parameters.count, "parameter")) of \(tree.modelClass.name) "
            + "\(missing.count == 1 ? "is" : "are") not in the file: "
            + (missing.contains { $0.shape == nil }
                ? "only a config.json tells how much of the model that is"
                : "\(Quantity.count(count)) of \(Quantity.count(tree.elementCount)) values, "
                    + "\(Quantity.percent(count, of: tree.elementCount)) of the model")
        let consequence = "  a loader would initialise them, untrained:"
        return [style.red("error[BC101]: ") + escapingControls(heading), consequence]
            + MissingTable(missing.map { VerifyReport.Missing($0, of: tree) }).lines
    }
}
