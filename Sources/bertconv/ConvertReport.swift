import BertModel
import ByteIO
import Conversion
import Formats
import Glibc
import JSONText
import Tensors
import Verification

/// What `convert` says of what it did or would not do.
struct ConvertReport {
    let inspection: Inspection
    let findings: [Finding]
    let plan: ConversionPlan
    let output: String
    let isDryRun: Bool
    let isBlocked: Bool
    /// Bytes of the output; nil when nothing was written.
    let byteCount: UInt64?
}

extension ConvertReport {
    /// Prints the result, when there is one, on standard output; findings and what is missing on standard error.
    func print(isQuiet: Bool) {
        let style = Style(stream: STDERR_FILENO)
        let said = findings.filter { $0.rule != .missingParameter && (!isQuiet || $0.severity == .error) }
        for line in FindingLines.lines(said, style) { Terminal.printNote(line) }
        let missing = MissingTable(inspection)
        for line in missing.lines(style) { Terminal.printNote(line) }
        if isBlocked {
            Terminal.printNote(
                "nothing was written" + (missing.isEmpty ? "" : "; --allow-incomplete writes what is there"))
        }
        if !isQuiet, !isBlocked { for line in summary { Terminal.printResult(line) } }
    }

    private var summary: [String] {
        let tree = inspection.tree
        let checkpoint = inspection.checkpoint
        var lines = [
            "\(checkpoint.path): \(checkpoint.format.title), \(Quantity.count(checkpoint.table.count, "tensor")), "
                + "\(Quantity.bytes(checkpoint.table.byteCount)), names of \(inspection.binding.dialect.title)",
            "\(tree.modelClass.name) (\(classSource)): \(Quantity.count(tree.parameters.count, "parameter")), "
                + "\(Quantity.count(tree.elementCount, "value")), "
                + (inspection.coverage.missing.isEmpty
                    ? "all in the file" : "\(Quantity.count(inspection.coverage.missing.count)) missing"),
        ]
        lines += plan.leftOut.isEmpty ? [] : ["left out: \(leftOut)"]
        if let byteCount {
            lines.append(
                "wrote \(output): \(Quantity.count(plan.outputs.count, "tensor")), \(Quantity.bytes(Int(byteCount)))")
        } else if !isBlocked {
            lines.append(
                "would write \(output): \(Quantity.count(plan.outputs.count, "tensor")), \(Quantity.bytes(plan.byteCount))"
            )
        }
        return lines.map(escapingControls)
    }

    /// For example, `5 equal copies of other tensors`.
    private var leftOut: String {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for tensor in plan.leftOut {
            if counts[tensor.reason.plural] == nil { order.append(tensor.reason.plural) }
            counts[tensor.reason.plural, default: 0] += 1
        }
        return order.map { "\(Quantity.count(counts[$0] ?? 0)) \($0)" }.joined(separator: ", ")
    }

    private var classSource: String {
        switch inspection.classSource {
        case .stated: "as you said"
        case .configuration: "from config.json"
        case .heads(let others):
            others.isEmpty
                ? "by its heads" : "by its heads; \(others.joined(separator: " or ")) fits too, --as decides"
        }
    }
}

extension FileFormat {
    /// As a sentence names it.
    var title: String {
        switch self {
        case .safetensors: "safetensors"
        case .kerasHDF5: "Keras HDF5"
        case .torchArchive: "PyTorch archive"
        case .torchLegacy: "PyTorch file of a version before 1.6"
        case .shardIndex: "shard index"
        }
    }
}
