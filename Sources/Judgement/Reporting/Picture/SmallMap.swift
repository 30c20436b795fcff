/// A map in the size of a thumbnail: a square for each module, in the worst of its shades.
struct SmallMap {
    private static let side = 8

    /// The squares of each shade as runs in their rows, in units of a square.
    private let runs: [(shade: Shade, runs: [(x: Int, y: Int, count: Int)])]
    let width: Int
    let height: Int

    init(_ map: ModelMap) {
        let height = max(map.rows.count, 4)
        var grid: [[Shade?]] = Array(repeating: [], count: height)
        func add(column cells: [Shade?]) {
            for y in 0..<height { grid[y].append(y < cells.count ? cells[y] : nil) }
        }
        func add(_ cells: [ModelMap.Cell]) {
            for start in stride(from: 0, to: cells.count, by: height) {
                add(column: cells[start..<min(start + height, cells.count)].map(\.worst))
            }
        }
        add(map.tables)
        for layer in map.layers.indices { add(column: map.rows.map { $0.cells[layer]?.worst }) }
        add(map.others)
        self.height = height * Self.side
        width = (grid.first?.count ?? 0) * Self.side
        var runs: [Shade: [(x: Int, y: Int, count: Int)]] = [:]
        for (y, row) in grid.enumerated() {
            var x = 0
            while x < row.count {
                let count = row[x...].prefix { $0 == row[x] }.count
                if let shade = row[x] { runs[shade, default: []].append((x, y, count)) }
                x += count
            }
        }
        self.runs = runs.sorted { $0.key.rank < $1.key.rank }.map { ($0.key, $0.value) }
    }

    /// The shapes of SVG.
    var paths: String {
        runs.map { shade, runs in
            let side = Self.side
            let path = runs.map { "M\($0.x * side) \($0.y * side)h\($0.count * side)v\(side)h-\($0.count * side)z" }
            return "<path class=\"\(shade.code)\" d=\"\(path.joined())\"/>"
        }.joined()
    }
}
