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

        /// The worst of its shades.
        var worst: Shade? { parts.map(\.shade).max { $0.rank < $1.rank } }
        var rule: String? { parts.lazy.compactMap(\.rule).first }
    }

    /// A module of each layer.
    struct Row: Sendable {
        let label: String
        /// Whether the modules of a new part of the layer begin.
        let isFirstOfPart: Bool
        /// By layer; nil: the layer does not have it.
        let cells: [Cell?]
    }

    /// Modules that are shown at most, so that a document has a limit.
    private static let cellLimit = 500
    /// Bytes of words at most; beyond that, parameters have only the words of their shade.
    private static let wordsLimit = 56_000

    let tables: [Cell]
    let layers: [Int]
    let rows: [Row]
    /// What is in no layer, and no table.
    let others: [Cell]
    /// How many layers have no room.
    let hiddenLayerCount: Int
    /// The shades that occur, the best first, with the number of parameters.
    package let legend: [(shade: Shade, count: Int)]

    /// - Parameter prefix: what labels leave out: `bert.`.
    package init(_ entries: [Entry], prefix: String = "") {
        let hasRoom = entries.reduce(0) { $0 + $1.words.utf8.count } <= Self.wordsLimit
        var cells: [String: Cell] = [:]
        var order: [String] = []
        for entry in entries {
            let entry = hasRoom ? entry : entry.shortened
            if cells[entry.module] == nil {
                order.append(entry.module)
                cells[entry.module] = Cell(
                    module: entry.module,
                    label: String(entry.module.dropFirst(entry.module.hasPrefix(prefix) ? prefix.count : 0)),
                    layer: entry.layer, parts: [])
            }
            if entry.leaf == "weight" {
                cells[entry.module]?.parts.insert(entry, at: 0)
            } else {
                cells[entry.module]?.parts.append(entry)
            }
        }
        let all = order.compactMap { cells[$0] }
        tables = all.filter { $0.layer == nil && $0.parts.contains { !$0.bands.isEmpty } }
        others = all.filter { $0.layer == nil && !$0.parts.contains { !$0.bands.isEmpty } }
        let layered = all.filter { $0.layer != nil }
        var templates: [String] = []
        var byTemplate: [String: [Int: Cell]] = [:]
        for cell in layered {
            guard let template = cell.parts.first?.template, let layer = cell.layer else { continue }
            if byTemplate[template] == nil { templates.append(template) }
            byTemplate[template, default: [:]][layer] = cell
        }
        let known = Set(layered.compactMap(\.layer)).sorted()
        let shown = Array(known.prefix(max(1, Self.cellLimit / max(1, templates.count))))
        layers = shown
        hiddenLayerCount = known.count - shown.count
        var rows: [Row] = []
        var part: Substring?
        for template in templates.prefix(Self.cellLimit) {
            let label = Self.label(template)
            let first = label.prefix { $0 != "." }
            rows.append(
                Row(
                    label: label, isFirstOfPart: part != nil && part != first,
                    cells: shown.map { byTemplate[template]?[$0] }))
            part = first
        }
        self.rows = rows
        var counts: [Shade: Int] = [:]
        for entry in entries { counts[entry.shade, default: 0] += 1 }
        legend = counts.sorted { $0.key.rank < $1.key.rank }.map { ($0.key, $0.value) }
    }

    /// What follows the layer's number: `attention.self.query`.
    private static func label(_ template: String) -> String {
        template.firstRange(of: "{layer}.").map { String(template[$0.upperBound...]) } ?? template
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

    fileprivate var shortened: Self {
        Self(
            module: module, leaf: leaf, template: template, layer: layer, shade: shade, words: shade.title, rule: rule,
            bands: bands)
    }
}

extension ModelMap.Cell {
    /// The lines that tell what the cell shows: the module, then each parameter.
    var lines: [String] { [module] + parts.map { ($0.leaf.isEmpty ? "" : $0.leaf + " ") + $0.words } }
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
