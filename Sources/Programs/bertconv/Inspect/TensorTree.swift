import ByteIO
import Reporting
import Tensors
import Verification

/// The names of a checkpoint as a tree; layers that hold the same are one branch, `layer.{0-11}`.
struct TensorTree {
    /// The number of parts of a name that become branches; the rest stays in one piece, so depth is bounded.
    private static let maximumDepth = 32

    /// A part of a name and what is below it.
    private struct Node: Hashable {
        var label: String
        /// Type, shape and size of the tensor whose name ends here; nil if none does.
        var leaf: [String]?
        var children: [Node] = []
        /// The index of each child by its label; empty once the tree is built.
        var positions: [String: Int] = [:]
    }

    /// What siblings must have in common to become one branch.
    private struct Likeness: Hashable {
        let prefix: String
        let leaf: [String]?
        let children: [Node]
    }

    private let roots: [Node]

    init(_ entries: [TensorEntry], separator: Character) {
        var root = Node(label: "")
        for entry in entries {
            let parts = entry.name.split(
                separator: separator, maxSplits: Self.maximumDepth, omittingEmptySubsequences: false
            ).map(String.init)
            let leaf = [entry.elementType.rawValue, entry.shape.description, Quantity.bytes(entry.byteCount)]
            Self.insert(parts[...], leaf, into: &root)
        }
        roots = Self.folded(root.children).map { Self.joined($0, separator) }
    }

    /// The tree as lines, with types, shapes and sizes in columns.
    var lines: [String] {
        var rows: [(text: String, leaf: [String])] = []
        for (index, root) in roots.enumerated() {
            Self.draw(root, indent: "", isLast: index == roots.count - 1, into: &rows)
        }
        let widths = (0..<3).map { column in rows.map { $0.leaf.isEmpty ? 0 : $0.leaf[column].count }.max() ?? 0 }
        let textWidth = rows.map(\.text.count).max() ?? 0
        return rows.map { row in
            guard !row.leaf.isEmpty else { return escapingControls(row.text) }
            let columns = zip(row.leaf, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let padding = String(repeating: " ", count: textWidth - row.text.count)
            let line = escapingControls(row.text) + padding + "  " + columns.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    private static func insert(_ parts: ArraySlice<String>, _ leaf: [String], into node: inout Node) {
        guard let label = parts.first else {
            node.leaf = leaf
            return
        }
        let position = node.positions[label] ?? node.children.count
        if position == node.children.count {
            node.children.append(Node(label: label))
            node.positions[label] = position
        }
        insert(parts.dropFirst(), leaf, into: &node.children[position])
    }

    /// Siblings that differ only in one number and hold the same become one.
    private static func folded(_ siblings: [Node]) -> [Node] {
        var groups: [(prefix: String, numbers: [Int], node: Node)] = []
        var positions: [Likeness: Int] = [:]
        for sibling in siblings {
            var node = sibling
            node.children = folded(sibling.children)
            node.positions = [:]
            let digits = String(node.label.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
            guard let number = Int(digits), String(number) == digits else {
                groups.append((node.label, [], node))
                continue
            }
            let prefix = String(node.label.dropLast(digits.count))
            let likeness = Likeness(prefix: prefix, leaf: node.leaf, children: node.children)
            if let position = positions[likeness] {
                groups[position].numbers.append(number)
            } else {
                positions[likeness] = groups.count
                groups.append((prefix, [number], node))
            }
        }
        return groups.map { group in
            var node = group.node
            if !group.numbers.isEmpty { node.label = group.prefix + LayerNumbers(group.numbers).description }
            return node
        }
    }

    /// A branch with a single child is written on one line with it.
    private static func joined(_ node: Node, _ separator: Character) -> Node {
        var node = node
        while node.leaf == nil, node.children.count == 1 {
            node.label += String(separator) + node.children[0].label
            node.leaf = node.children[0].leaf
            node.children = node.children[0].children
        }
        node.children = node.children.map { joined($0, separator) }
        return node
    }

    private static func draw(
        _ node: Node, indent: String, isLast: Bool, into rows: inout [(text: String, leaf: [String])]
    ) {
        rows.append((indent + (isLast ? "└─ " : "├─ ") + node.label, node.leaf ?? []))
        for (index, child) in node.children.enumerated() {
            draw(
                child, indent: indent + (isLast ? "   " : "│  "), isLast: index == node.children.count - 1, into: &rows)
        }
    }
}
