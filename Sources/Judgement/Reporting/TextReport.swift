internal import ByteIO

/// The lines of the text report, which the program makes because it knows the terminal.
package struct TextLines {
    /// The lines about a model.
    let model: (VerifyReport) -> [String]
    /// The lines after several models.
    let closing: (ModelTable) -> [String]
    /// Whether the models that pass have lines too if there are several.
    let showsPassing: Bool

    package init(
        showsPassing: Bool, model: @escaping (VerifyReport) -> [String], closing: @escaping (ModelTable) -> [String]
    ) {
        self.model = model
        self.closing = closing
        self.showsPassing = showsPassing
    }
}

/// Writes text for a terminal: of several models those that do not pass, and then a table.
struct TextReport: ReportWriter {
    private let run: ReportRun
    private let lines: TextLines
    private var table = ModelTable()
    private var hasBlock = false

    init(_ run: ReportRun, _ lines: TextLines) {
        self.run = run
        self.lines = lines
    }

    mutating func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        table.add(report)
        guard !run.hasSeveral || lines.showsPassing || report.summary.verdict != .pass else { return }
        let block = lines.model(report)
        try write((hasBlock && block.count > 1 ? "\n" : "") + block.map { $0 + "\n" }.joined())
        hasBlock = true
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        guard run.hasSeveral else { return }
        let closing = lines.closing(table)
        try write((hasBlock && closing.count > 1 ? "\n" : "") + closing.map { $0 + "\n" }.joined())
    }
}
