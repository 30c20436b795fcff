import ByteIO
import Formats
import ModelSchema
import Reporting
import Tensors
import Verification

/// The parameters that no file gives, one line for all layers that lack the same one.
struct MissingTable {
    private let rows: [MissingGroup]

    init(_ missing: [VerifyReport.Missing]) {
        rows = MissingGroup.groups(missing)
    }

    /// The rows in columns, indented.
    var lines: [String] {
        let nameWidth = rows.map(\.name.count).max() ?? 0
        let shapeWidth = rows.map(\.shape.count).max() ?? 0
        return rows.map { row in
            "    \(padded(row.name, nameWidth))  \(padded(row.shape, shapeWidth))  \(row.initializer)"
        }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension MissingTable {
    /// What a conversion says of what is missing, with its heading; nothing when nothing is.
    static func lines(_ inspection: ModelCase, _ style: Style) -> [String] {
        let missing = inspection.coverage.missing
        guard !missing.isEmpty else { return [] }
        let tree = inspection.tree
        let count = inspection.coverage.missingElementCount
        let heading =
            "\(inspection.checkpoint.path): \(Quantity.count(missing.count)) of "
            + "\(Quantity.count(tree.parameters.count, "parameter")) of \(tree.modelClass.name) "
            + "\(missing.count == 1 ? "is" : "are") not in the file: "
            + (missing.contains { $0.shape == nil }
                ? "how much of the model that is, only a config.json tells"
                : "\(Quantity.count(count)) of \(Quantity.count(tree.elementCount)) values, "
                    + "\(Quantity.percent(count, of: tree.elementCount)) of the model")
        return [style.red("error[BC101]: ") + escapingControls(heading), "  a loader would fill them in, untrained:"]
            + MissingTable(missing.map { VerifyReport.Missing($0, of: tree) }).lines
    }
}
