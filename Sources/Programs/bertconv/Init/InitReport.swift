import ByteIO
import Conversion
import Formats
import Glibc
import Initialization
import JSONText
import ModelSchema
import Reporting
import Tensors

/// What `init` made or would make.
struct InitReport {
    let model: FreshModel
    let seed: UInt32
    let plan: ConversionPlan
    let output: String
    /// The files that `output` becomes, as a sentence names them.
    let files: String
    /// What the user should know about their place.
    let placeNotes: [String]
    /// What was written; nil when nothing was.
    var written: WrittenOutput?
}

extension InitReport {
    /// Prints the result to standard output, and notes to standard error.
    func print() {
        let style = Style(stream: STDERR_FILENO)
        for note in notes { Terminal.printNote(style.dim("note: ") + escapingControls(note)) }
        for line in summary { Terminal.printResult(escapingControls(line)) }
    }

    /// What the user should know about the output.
    private var notes: [String] {
        placeNotes + plan.notes + (written?.notes ?? []) + (written?.losses.notes ?? [])
    }

    private var summary: [String] {
        let tree = model.tree
        let tensors = Quantity.count(plan.order.count, "tensor")
        var lines = [
            "\(model.configurationPath): \(tree.modelClass.name), "
                + "\(Quantity.count(tree.parameters.count, "parameter")), "
                + "\(Quantity.count(tree.elementCount, "value"))",
            "initialized by \(distribution), seed \(seed)",
        ]
        if let written {
            let files = written.files.count > 1 ? " in \(written.files.count) files" : ""
            lines.append("wrote \(self.files): \(tensors), \(Quantity.bytes(Int(written.byteCount)))\(files)")
            if !written.copied.isEmpty { lines.append("copied \(written.copied.joined(separator: ", "))") }
        } else {
            lines.append("would write \(files): \(tensors), \(Quantity.bytes(plan.byteCount))")
        }
        return lines
    }

    /// The initialiser with its parameters: `truncated-normal(0, 0.02)`.
    private var distribution: String {
        guard let range else { return model.initializer.rawValue }
        return "\(model.initializer.rawValue)(0, \(range))"
    }

    /// The standard deviation as the configuration spells it; nil if the initialiser does not use it.
    private var range: String? {
        model.initializer.usesConfiguration ? model.tree.configuration.text("initializer_range") : nil
    }

    /// The report as one JSON object.
    var json: String {
        let tree = model.tree
        return JSONWriter.pretty([
            "schemaVersion": 1,
            "tool": ["name": "bertconv", "version": .string(Version.current)],
            "configuration": .string(model.configurationPath),
            "output": .string(output),
            "written": .bool(written != nil),
            "bytes": .count(written.map { Int($0.byteCount) }),
            "files": .texts(written?.files ?? []),
            "copied": .texts(written?.copied ?? []),
            "architecture": .string(tree.architecture.name),
            "schema": .text(tree.architecture.schemaPath),
            "class": .string(tree.modelClass.name),
            "initializer": .string(model.initializer.rawValue),
            "initializerRange": range.map { .decimal($0) } ?? .null,
            "seed": .integer(Int(seed)),
            "summary": [
                "expected": .integer(tree.parameters.count),
                "parameters": .integer(tree.elementCount),
                "tensors": .integer(plan.order.count),
            ],
            "tensors": .texts(plan.order),
            "leftBehind": .texts(written?.left ?? []),
            "notes": .texts(notes),
        ]).escapingInvisible
    }
}
