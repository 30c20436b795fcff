/// A map in HTML: tables as bars, a grid of layers and modules, what is in no layer, and the legend.
///
/// Bars and grid are one table, so that they share the column of labels and both edges.
///
/// Each module is a cell that can have the focus. Its label has everything about it. The style sheet shows the label at
/// the lower edge of the window, so no script is needed. A cell with a finding is a link to it.
struct HTMLMap {
    private let map: ModelMap
    /// What the identifiers of this model begin with.
    private let prefix: String

    init(_ map: ModelMap, prefix: String) {
        self.map = map
        self.prefix = prefix
    }

    var html: String {
        let tables = map.tables.map { cell in
            "<tr><th>\(label(cell))<td colspan=\(max(1, map.layers.count))>\(bar(cell))\n"
        }
        let grid =
            map.rows.isEmpty
            ? ""
            : "<tr class=h><th><td>" + map.layers.map { "\($0)" }.joined(separator: "<td>") + "\n"
                + map.rows.map(row).joined()
        let more =
            map.hiddenCount > 0
            ? "<p class=d>\(Quantity.count(map.hiddenCount, "more module")) without room here.</p>" : ""
        let others = map.others.map { "<span class=o>\(cell($0))<span>\(label($0))</span></span>" }.joined()
        return """
            <div class=x tabindex=0 role=region aria-label="Map of layers and modules">\
            <table>\(tables.joined())\(grid)</table></div>\(more)\
            <div class=w>\(others)</div>\(legend)

            """
    }

    private func row(_ row: ModelMap.Row) -> String {
        "<tr\(row.isFirstOfPart ? " class=s" : "")><th>\(HTMLText.text(row.label, bytes: 60))"
            + row.cells.map { "<td>" + ($0.map(cell) ?? "") }.joined() + "\n"
    }

    private func label(_ cell: ModelMap.Cell) -> String { HTMLText.text(cell.label, bytes: 60) }

    /// A cell: a square for the weight, a line for its bias.
    private func cell(_ cell: ModelMap.Cell) -> String {
        open(cell, "c") + cell.shades.map { "<i class=\($0.code)></i>" }.joined() + "</a>"
    }

    /// A table as a bar, whose bands are its rows.
    private func bar(_ cell: ModelMap.Cell) -> String {
        let bands = cell.parts.flatMap(\.bands).map { band in
            "<i class=\(band.shade.code) style=width:\(band.hundredths.count)%></i>"
        }
        return open(cell, "k") + bands.joined() + "</a>"
    }

    private func open(_ cell: ModelMap.Cell, _ name: String) -> String {
        let target = cell.rule.map { " href=#\(prefix)\($0)" } ?? " role=img"
        return "<a class=\(name)\(target) tabindex=0 aria-label=\"\(cell.words)\">"
    }

    private var legend: String {
        let items = map.legend.map { shade, count in
            "<li><i class=\(shade.code)></i>\(HTMLText.text(shade.title)) <b>\(Quantity.count(count))</b>"
        }
        return "<ul class=l aria-label=Legend>\(items.joined())</ul>"
    }
}
