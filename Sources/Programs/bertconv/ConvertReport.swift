import ByteIO
import Conversion
import Formats
import Glibc
import JSONText
import ModelSchema
import Reporting
import Tensors
import Verification

/// What `convert` says of what it did or would not do.
struct ConvertReport {
    let inspection: ModelCase
    let findings: [Finding]
    let plan: ConversionPlan
    let output: String
    /// The files that `output` becomes, as a sentence names them.
    let files: String
    /// What should be known of where they are.
    let placeNotes: [String]
    /// Whether findings stand against writing.
    var isBlocked = false
    /// The type that the library casts the input to, where nothing in the output's weights says so.
    var castType: ElementType?
    /// Whether the output has a config.json of its own.
    var isFolder = false
    /// What was written; nil when nothing was.
    var written: WrittenOutput?
}

extension ConvertReport {
    /// Prints the result, when there is one, on standard output; findings and what is missing on standard error.
    func print(isQuiet: Bool) {
        let style = Style(stream: STDERR_FILENO)
        let said = findings.filter { $0.rule != .missingParameter && (!isQuiet || $0.severity == .error) }
        for line in FindingLines.lines(said, style) { Terminal.printNote(line) }
        if !isQuiet { for note in notes { Terminal.printNote(style.dim("note: ") + escapingControls(note)) } }
        for line in MissingTable.lines(inspection, style) { Terminal.printNote(line) }
        if isBlocked {
            Terminal.printNote(
                "nothing was written" + (canBeAllowed ? "; --allow-incomplete writes what is there" : ""))
        }
        if !isQuiet, !isBlocked { for line in summary { Terminal.printResult(line) } }
    }

    private var summary: [String] {
        let tree = inspection.tree
        let checkpoint = inspection.checkpoint
        var lines = [
            "\(checkpoint.path): \(checkpoint.format.title), \(Quantity.count(checkpoint.table.count, "tensor")), "
                + "\(Quantity.bytes(checkpoint.table.byteCount)), names of \(inspection.binding.dialect.title)",
            "\(tree.modelClass.name) (\(inspection.classSource)): \(Quantity.count(tree.parameters.count, "parameter")), "
                + "\(Quantity.count(tree.elementCount, "value")), "
                + (inspection.coverage.missing.isEmpty
                    ? "all in the file" : "\(Quantity.count(inspection.coverage.missing.count)) missing"),
        ]
        lines += plan.leftOut.isEmpty ? [] : ["left out: \(leftOut)"]
        let tensors = Quantity.count(plan.order.count, "tensor")
        if let written {
            let files = written.files.count > 1 ? " in \(written.files.count) files" : ""
            lines.append("wrote \(self.files): \(tensors), \(Quantity.bytes(Int(written.byteCount)))\(files)")
            if !written.copied.isEmpty { lines.append("copied \(written.copied.joined(separator: ", "))") }
            if !written.left.isEmpty { lines.append("left behind \(written.left.joined(separator: ", "))") }
        } else if !isBlocked {
            lines.append("would write \(files): \(tensors), \(Quantity.bytes(plan.byteCount))")
        }
        return lines.map(escapingControls)
    }

    /// Whether all that stands against writing is that something is missing.
    private var canBeAllowed: Bool {
        findings.filter { $0.severity == .error }.allSatisfy {
            $0.rule == .missingParameter || $0.rule == .indexDisagrees
        }
    }

    /// What is no finding and should be known.
    var notes: [String] {
        var notes = inspection.checkpoint.notes
        if !isBlocked { notes += placeNotes }
        if let castType {
            notes.append(
                "\(inspection.library.title) casts the input to \(castType.word): "
                    + (isFolder ? "config.json of the output says so" : "set 'dtype' in the config.json of the output"))
        }
        if let name = inspection.binding.adopted.min() {
            let count = Quantity.count(inspection.binding.adopted.count, "name")
            notes.append(
                "\(count) such as '\(name)' taken for the parameters that \(inspection.library.title) loads from them")
        }
        for (wrapping, count) in plan.unwrapped {
            notes.append("'\(wrapping)' was taken out of \(Quantity.count(count, "name")); no loader knows it")
        }
        notes += plan.notes
        notes += (written?.notes ?? []) + (written?.losses.notes ?? [])
        return notes
    }

    /// For example, `5 equal copies of other tensors`.
    private var leftOut: String {
        var order: [LeftOut.Reason] = []
        var counts: [String: Int] = [:]
        for tensor in plan.leftOut {
            let kind = tensor.reason.words(for: 2)
            if counts[kind] == nil { order.append(tensor.reason) }
            counts[kind, default: 0] += 1
        }
        return order.map { reason in
            let count = counts[reason.words(for: 2)] ?? 0
            return "\(Quantity.count(count)) \(reason.words(for: count))"
        }.joined(separator: ", ")
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
