/// Draws a map in SVG: tables as bars, a grid of layers and modules, and what is in no layer.
struct SVGMap {
    private static let left = 268
    private static let right = SVGCanvas.width - 20

    private let map: ModelMap
    /// Pixels from one layer to the next.
    private let pitch: Int

    init(_ map: ModelMap) {
        self.map = map
        let count = max(1, map.layers.count)
        pitch = max(6, min(max(48, 352 / count), (Self.right - Self.left) / count))
    }

    func draw(on canvas: inout SVGCanvas) {
        for table in map.tables { draw(table, on: &canvas) }
        if !map.tables.isEmpty { canvas.skip(6) }
        drawGrid(on: &canvas)
        drawOthers(on: &canvas)
    }

    /// A table as a bar, whose bands are its rows.
    private func draw(_ table: ModelMap.Cell, on canvas: inout SVGCanvas) {
        label(table.label, on: &canvas)
        // As wide as the grid, if there is one.
        let width = map.rows.isEmpty ? Self.right - Self.left : map.layers.count * pitch - 2
        let bands = table.parts.flatMap(\.bands).map { band in
            let (first, last) = (band.hundredths.lowerBound * width / 100, band.hundredths.upperBound * width / 100)
            return rectangle(band.shade, Self.left + first, canvas.y, last - first, 16)
        }
        canvas.add("<g>\(title(table))\(bands.joined())</g>")
        canvas.skip(20)
    }

    private func drawGrid(on canvas: inout SVGCanvas) {
        guard !map.rows.isEmpty else { return }
        let every = max(1, (22 + pitch - 1) / pitch)
        for (index, layer) in map.layers.enumerated() where pitch >= 20 || index.isMultiple(of: every) {
            canvas.text("\(layer)", "z d", x: Self.left + index * pitch + pitch / 2 - 1)
        }
        canvas.skip(18)
        for row in map.rows {
            if row.isFirstOfPart { canvas.skip(6) }
            label(row.label, on: &canvas)
            let cells = row.cells.enumerated().map { index, cell in
                cell.map { draw($0, x: Self.left + index * pitch, y: canvas.y, width: max(pitch - 2, 4)) } ?? ""
            }
            canvas.add(cells.joined())
            canvas.skip(24)
        }
        if map.hiddenCount > 0 {
            canvas.text("\(Quantity.count(map.hiddenCount, "more module")) without room here", "d")
        }
        canvas.skip(6)
    }

    /// A cell: a square for the weight, a line for its bias.
    private func draw(_ cell: ModelMap.Cell, x: Int, y: Int, width: Int) -> String {
        let parts = cell.shades.enumerated().map { index, shade in
            rectangle(shade, x, index == 0 ? y : y + 12 + index * 4, width, index == 0 ? 15 : 4)
        }
        return "<g>\(title(cell))\(parts.joined())</g>"
    }

    private func drawOthers(on canvas: inout SVGCanvas) {
        let columns = 3
        for (index, cell) in map.others.enumerated() {
            let x = 20 + index % columns * 275
            canvas.add(draw(cell, x: x, y: canvas.y, width: 24))
            canvas.text(cell.label, "n", x: x + 32, limit: 30)
            if index % columns == columns - 1 || index == map.others.count - 1 { canvas.skip(26) }
        }
    }

    private func label(_ name: String, on canvas: inout SVGCanvas) {
        canvas.text(name, "n e", x: Self.left - 10, limit: 32)
    }

    private func title(_ cell: ModelMap.Cell) -> String {
        "<title>\(cell.words)</title>"
    }

    private func rectangle(_ shade: Shade, _ x: Int, _ y: Int, _ width: Int, _ height: Int) -> String {
        "<rect class=\"\(shade.code)\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\"/>"
    }
}
