import BertModel
import ByteIO
import Formats
import Tensors
import Verification

/// The parameters that no file gives, one line for all layers that lack the same one.
struct MissingTable {
    private let inspection: Inspection

    init(_ inspection: Inspection) {
        self.inspection = inspection
    }

    var isEmpty: Bool { inspection.coverage.missing.isEmpty }

    /// The table with its heading; none when nothing is missing.
    func lines(_ style: Style) -> [String] {
        let missing = inspection.coverage.missing
        guard !missing.isEmpty else { return [] }
        let tree = inspection.tree
        let count = inspection.coverage.missingElementCount
        let rows = rows
        let nameWidth = rows.map(\.name.count).max() ?? 0
        let shapeWidth = rows.map(\.shape.count).max() ?? 0
        let heading =
            "\(inspection.checkpoint.path): \(Quantity.count(missing.count)) of "
            + "\(Quantity.count(tree.parameters.count, "parameter")) of \(tree.modelClass.name) "
            + "\(missing.count == 1 ? "is" : "are") not in the file: "
            + (missing.contains { $0.shape == nil }
                ? "how much of the model that is, only a config.json tells"
                : "\(Quantity.count(count)) of \(Quantity.count(tree.elementCount)) values, "
                    + "\(Quantity.percent(count, of: tree.elementCount)) of the model")
        return [style.red("error[BC101]: ") + escapingControls(heading), "  a loader would fill them in, untrained:"]
            + rows.map { row in
                "    \(padded(row.name, nameWidth))  \(padded(row.shape, shapeWidth))  \(row.initializer)"
            }
    }

    private var rows: [(name: String, shape: String, initializer: String)] {
        let tree = inspection.tree
        var order: [String] = []
        var groups: [String: [Parameter]] = [:]
        for parameter in inspection.coverage.missing {
            let template = parameter.path.template
            if groups[template] == nil { order.append(template) }
            groups[template, default: []].append(parameter)
        }
        return order.compactMap { template in
            guard let group = groups[template], let first = group.first else { return nil }
            let layers = group.compactMap(\.path.layer)
            return (
                group.count == 1 ? first.name : name(of: first, in: layers),
                first.shape?.description ?? "size unknown",
                first.initializer.description(tree.configuration)
            )
        }
    }

    /// For example, `bert.encoder.layer.{0-11}.output.dense.weight`.
    private func name(of parameter: Parameter, in layers: [Int]) -> String {
        let tree = inspection.tree
        let folded = ParameterPath(template: parameter.path.template, layer: nil)
        let name = tree.architecture.stateName(of: folded, in: tree.modelClass)
        guard let range = name.firstRange(of: "{layer}") else { return name }
        return name[..<range.lowerBound] + LayerNumbers(layers).description + name[range.upperBound...]
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
