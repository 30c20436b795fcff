internal import ByteIO
internal import Verification

/// Writes a document in SVG with the picture of one model, or of several with small maps, the worst first.
struct SVGReport: ReportWriter {
    /// The most models that are drawn.
    private static let rowLimit = 200

    /// What is drawn of one of several models.
    private struct Row: Sendable {
        let picture: Picture
        let map: SmallMap?
        let reason: String
    }

    private var only: VerifyReport?
    private let hasSeveral: Bool
    private var tally = VerdictTally()
    private var rows = WorstFirst<Row>(budget: rowLimit)

    init(_ run: ReportRun) {
        hasSeveral = run.hasSeveral
    }

    mutating func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        guard hasSeveral else {
            only = report
            return
        }
        var picture = report.picture
        let map = picture.map.map { SmallMap($0) }
        (picture.map, picture.items, picture.lists, picture.commands) = (nil, [], [], [])
        let badness = Badness(report, index: tally.count)
        tally.add(report.summary.verdict)
        let reason = [report.className, ModelRow(report, index: 0).reason].compactMap(\.self).joined(separator: ": ")
        rows.add(Row(picture: picture, map: map, reason: reason), badness)
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        if let only { return try write(SVGPage.page(only.picture)) }
        var canvas = SVGCanvas(VerifyShade.all)
        canvas.text(tally.sentence, "h")
        canvas.text(tally.description, "d")
        for row in rows.elements.map(\.element) {
            canvas.row(row.picture, row.reason, row.map)
        }
        let left = tally.count - rows.elements.count
        if left > 0 { canvas.text("\(Quantity.count(left, "more model")) without room here", "d") }
        canvas.skip(10)
        canvas.legend(VerifyShade.all.map { ($0, nil) })
        try write(canvas.document(title: tally.sentence))
    }
}
