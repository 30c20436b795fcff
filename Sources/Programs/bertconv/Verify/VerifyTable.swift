import ByteIO
import Reporting

/// The end of the text report on several models: a row for each, the worst first, and how many there are.
struct VerifyTable {
    /// The most models of which those that pass have a row too: more would move the others off the screen.
    private static let shortCount = 20
    /// Columns at most for the path and for the class.
    private static let widest = 60

    private let table: ModelTable
    private let style: Style
    private let showsPassing: Bool

    /// - Parameter showsPassing: whether the models that pass have a row, however many there are.
    init(_ table: ModelTable, _ style: Style, showsPassing: Bool) {
        self.table = table
        self.style = style
        self.showsPassing = showsPassing || table.tally.count <= Self.shortCount
    }

    var lines: [String] {
        let rows = table.rows.filter { showsPassing || !$0.passes }
        let paths = rows.map { escapingControls($0.path) }
        let classes = rows.map { $0.className ?? "-" }
        let pathWidth = min(Self.widest, paths.map(\.count).max() ?? 0)
        let classWidth = min(Self.widest, classes.map(\.count).max() ?? 0)
        var lines = rows.indices.map { index in
            let label = rows[index].label
            let cells = [
                "  " + style.verdict(label) + padding(label, 7), paths[index] + padding(paths[index], pathWidth),
                classes[index]
                    + (rows[index].reason.map { padding(classes[index], classWidth) + "  " + escapingControls($0) }
                        ?? ""),
            ]
            return cells.joined(separator: "  ")
        }
        let expected = showsPassing ? table.tally.count : table.failingCount
        if expected > rows.count { lines.append("  and \(Quantity.count(expected - rows.count, "more model"))") }
        return lines + [table.tally.description]
    }

    private func padding(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count))
    }
}

extension Style {
    /// The label of a verdict, in the colour that says how good it is.
    func verdict(_ label: String) -> String {
        switch label {
        case "PASS": green(label)
        case "NOTHING": yellow(label)
        default: red(label)
        }
    }
}
