/// A model as a map of layer × module, with its tables and what is in no layer: what a picture shows, in every form.
package struct ModelMap: Sendable {
    /// A parameter of the map.
    package struct Entry: Sendable {
        /// The name of its module, and its own: `bert.pooler.dense`, `weight`.
        let module: String
        let leaf: String
        /// The module with `{layer}` in the place of the layer's number.
        let template: String
        let layer: Int?
        let shade: Shade
        /// What people read about it: where it is, and what the tests show.
        let words: String
        /// The rule to which a link leads; nil: none.
        let rule: String?
        /// The bands of a table; empty: it is shown as a cell.
        var bands: [Band] = []
    }

    /// Rows of a table, in hundredths of its height, that have another shade than the rest.
    package struct Band: Sendable, Equatable {
        let hundredths: Range<Int>
        let shade: Shade
    }

    /// A module: the weight, and its bias below it.
    struct Cell: Sendable {
        let module: String
        /// What stands beside it.
        let label: String
        let layer: Int?
        fileprivate(set) var parts: [Entry]
        /// What it shows, in words: the module, and a line for each parameter; escaped.
        fileprivate(set) var words = ""

        /// The worst of its shades.
        var worst: Shade? { parts.map(\.shade).max { $0.rank < $1.rank } }
        var rule: String? { parts.lazy.compactMap(\.rule).first }
        /// The shades that are drawn, from the top.
        var shades: [Shade] { parts.prefix(4).map(\.shade) }
        var isTable: Bool { layer == nil && parts.contains { !$0.bands.isEmpty } }
    }

    /// A module of each layer.
    struct Row: Sendable {
        let label: String
        /// Whether the modules of a new part of the layer begin.
        let isFirstOfPart: Bool
        /// By layer; nil: the layer does not have it.
        let cells: [Cell?]
    }

    let tables: [Cell]
    let layers: [Int]
    let rows: [Row]
    /// What is in no layer, and no table.
    let others: [Cell]
    /// How many modules have no room.
    let hiddenCount: Int
    /// The shades that occur, the best first, with the number of parameters.
    package let legend: [(shade: Shade, count: Int)]

    /// - Parameter prefix: what labels leave out: `bert.`.
    package init(_ entries: [Entry], prefix: String = "") {
        let all = MapRoom.worded(Self.cells(entries, prefix: prefix))
        let tables = all.filter(\.isTable).prefix(MapRoom.tables)
        let others = all.filter { $0.layer == nil && !$0.isTable }.prefix(MapRoom.others)
        var templates: [String] = []
        var byTemplate: [String: [Int: Cell]] = [:]
        for cell in all {
            guard let template = cell.parts.first?.template, let layer = cell.layer else { continue }
            if byTemplate[template] == nil { templates.append(template) }
            byTemplate[template, default: [:]][layer] = cell
        }
        templates = Array(templates.prefix(MapRoom.rows))
        let room = (MapRoom.cells - tables.count - others.count) / max(1, templates.count)
        layers = Array(Set(all.compactMap(\.layer)).sorted().prefix(max(1, room)))
        var rows: [Row] = []
        var part: Substring?
        for template in templates {
            let label = Self.label(template)
            let first = label.prefix { $0 != "." }
            let cells = layers.map { byTemplate[template]?[$0] }
            rows.append(Row(label: label, isFirstOfPart: part != nil && part != first, cells: cells))
            part = first
        }
        let drawn = rows.reduce(0) { $0 + $1.cells.count { $0 != nil } }
        self.rows = rows
        self.tables = Array(tables)
        self.others = Array(others)
        hiddenCount = all.count - tables.count - others.count - drawn
        var counts: [Shade: Int] = [:]
        for entry in entries { counts[entry.shade, default: 0] += 1 }
        legend = counts.sorted { $0.key.rank < $1.key.rank }.map { ($0.key, $0.value) }
    }

    /// The modules in the order of their first parameters, each with its weight first.
    private static func cells(_ entries: [Entry], prefix: String) -> [Cell] {
        var cells: [String: Cell] = [:]
        var order: [String] = []
        for entry in entries {
            if cells[entry.module] == nil {
                order.append(entry.module)
                let label = entry.module.hasPrefix(prefix) ? entry.module.dropFirst(prefix.count) : entry.module[...]
                cells[entry.module] = Cell(
                    module: entry.module, label: String(label), layer: entry.layer, parts: [])
            }
            let place = entry.leaf == "weight" ? 0 : cells[entry.module]?.parts.count ?? 0
            cells[entry.module]?.parts.insert(entry, at: place)
        }
        return order.compactMap { cells[$0] }
    }

    /// What follows the layer's number: `attention.self.query`.
    private static func label(_ template: String) -> String {
        template.firstRange(of: "{layer}.").map { String(template[$0.upperBound...]) } ?? template
    }
}

/// How much a document has room for: at most 100 kB for a model, whatever its names and layers are.
enum MapRoom {
    /// How many tables, rows of the grid, modules in no layer, and modules in all are drawn.
    static let (tables, rows, others, cells) = (12, 60, 120, 380)
    /// Bytes of all words, and of these with the tags of the drawing.
    private static let (words, drawing) = (62_000, 90_000)
    /// Bytes of the tags of a module and of a parameter, about.
    private static let (cellTags, partTags) = (22, 57)

    /// The modules with their words: all that is known, or, if there is no room, the name and the worst shade.
    fileprivate static func worded(_ cells: [ModelMap.Cell]) -> [ModelMap.Cell] {
        var whole: [String] = []
        var left = drawing - cells.reduce(0) { $0 + cellTags + $1.parts.count * partTags }
        left = min(left, words)
        for cell in cells where left >= 0 {
            let lines = [cell.module] + cell.parts.map { ($0.leaf.isEmpty ? "" : $0.leaf + " ") + $0.words }
            whole.append(HTMLText.lines(lines))
            left -= whole.last?.utf8.count ?? 0
        }
        return cells.enumerated().map { index, cell in
            var cell = cell
            cell.words =
                left >= 0
                ? whole[index] : HTMLText.text(cell.module, bytes: 56) + "\n" + (cell.worst?.title ?? "")
            return cell
        }
    }
}

extension ModelMap.Entry {
    /// - Parameter template: the canonical name with `{layer}` in the place of the layer's number.
    package init(
        name: String, template: String, layer: Int?, _ shade: Shade, words: String, rule: String? = nil,
        bands: [ModelMap.Band] = []
    ) {
        func parts(_ name: String) -> (module: String, leaf: String) {
            guard let dot = name.lastIndex(of: ".") else { return (name, "") }
            return (String(name[..<dot]), String(name[name.index(after: dot)...]))
        }
        (module, leaf) = parts(name)
        self.template = parts(template).module
        self.layer = layer
        self.shade = shade
        self.words = words
        self.rule = rule
        self.bands = bands
    }
}

extension ModelMap {
    /// The layer that a name has, which is its first number, and the name with `{layer}` in that place.
    package static func place(of name: String) -> (template: String, layer: Int?) {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.dropLast() {
            guard let layer = Int(parts[index]), layer >= 0, String(layer) == parts[index] else { continue }
            parts[index] = "{layer}"
            return (parts.joined(separator: "."), layer)
        }
        return (name, nil)
    }
}
