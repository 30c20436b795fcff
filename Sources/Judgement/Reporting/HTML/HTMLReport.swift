internal import ByteIO
internal import Verification

/// Writes a page with the picture of one model, or of several with a table, the worst first, and small maps.
///
/// Of several models, those that do not pass have their picture below the table. It has at most 100 kB for each model,
/// and waits in a file until the last model is known. The table has the worst ``ModelTable/rowLimit`` models.
struct HTMLReport: ReportWriter {
    /// Bytes of the pictures below the table.
    private static let detailsLimit = 32_000_000

    private let run: ReportRun
    private var only: VerifyReport?
    private var tally = VerdictTally()
    private var rows = WorstFirst<String>(budget: ModelTable.rowLimit)
    private let details: WaitingParts
    private var detailsByteCount = 0

    init(_ run: ReportRun) {
        self.run = run
        details = WaitingParts(folder: run.scratchFolder)
    }

    mutating func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        guard run.hasSeveral else {
            only = report
            return
        }
        let number = tally.count
        tally.add(report.summary.verdict)
        let picture = report.picture
        var isLinked = false
        if report.summary.verdict != .pass {
            let body = HTMLPage.body(picture, prefix: "m\(number)-", heading: "h2")
            isLinked = detailsByteCount + body.utf8.count <= Self.detailsLimit
            if isLinked {
                detailsByteCount += body.utf8.count
                try details.append("<section id=m\(number)>\n\(body)</section>\n")
            }
        }
        let row = Self.row(picture, ModelRow(report, index: number), link: isLinked ? "m\(number)" : nil)
        rows.add(row, Badness(report, index: number))
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        if let only { return try write(HTMLPage.page(only.picture, toolVersion: run.toolVersion)) }
        let title = tally.sentence
        try write(
            HTMLPage.open(title: title, VerifyShade.all, patterns: true)
                + "<h1>\(title)</h1><p class=d>\(tally.description)</p>\n<table class=t>"
                + "<tr><th>verdict<th>model<th>map<th>what matters most\n")
        for row in rows.elements { try write(row.element) }
        try write("</table>\n" + HTMLPage.more(tally.count - rows.elements.count, "model") + Self.legend)
        try details.drain(write)
        try write(
            HTMLPage.more(tally.count - tally[.pass] - details.count, "picture")
                + HTMLPage.close(toolVersion: run.toolVersion))
    }

    private static func row(_ picture: Picture, _ row: ModelRow, link: String?) -> String {
        let name = HTMLText.code(row.path)
        let map = picture.map.map { map in
            let small = SmallMap(map)
            let words = map.legend.map { "\(Quantity.count($0.count)) \($0.shade.title)" }.joined(separator: ", ")
            return "<svg class=m width=\(small.width) height=\(small.height) role=img aria-label=\"\(words)\">"
                + "<title>\(words)</title>\(small.paths)</svg>"
        }
        return "<tr><td><span class=\"v \(picture.tone.rawValue)\">\(HTMLText.text(row.label))</span><td>"
            + (link.map { "<a href=#\($0)>\(name)</a>" } ?? name)
            + (row.className.map { "<br><span class=d>\(HTMLText.text($0))</span>" } ?? "")
            + "<td>\(map ?? "")<td>\(HTMLText.text(row.reason ?? ""))\n"
    }

    private static var legend: String {
        "<ul class=l aria-label=Legend>"
            + VerifyShade.all.map { "<li><i class=\($0.code)></i>\($0.title)" }.joined() + "</ul>\n"
    }
}
