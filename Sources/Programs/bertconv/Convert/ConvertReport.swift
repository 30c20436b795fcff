import ByteIO
import Conversion
import Formats
import Glibc
import JSONText
import ModelSchema
import Reporting
import Tensors
import Verification

/// What `convert` wrote, or why it wrote nothing.
struct ConvertReport {
    let inspection: ModelCase
    let findings: [Finding]
    let plan: ConversionPlan
    let output: String
    /// The files that `output` becomes, as a sentence names them.
    let files: String
    /// What the user should know about their place.
    let placeNotes: [String]
    /// Whether findings forbid writing.
    var isBlocked = false
    /// The type to which the library casts the input, if the weights of the output do not have it.
    var castType: ElementType?
    /// Whether the output has a config.json of its own.
    var isFolder = false
    /// What to do about missing parameters.
    var helps: [String] = []
    /// The names of the files that would be written, where only that was asked.
    var planned: [String] = []
    /// What was written; nil when nothing was.
    var written: WrittenOutput?
}

extension ConvertReport {
    /// Prints the result, if there is one, to standard output, and findings and missing parameters to standard error.
    func print(isQuiet: Bool) {
        let style = Style(stream: STDERR_FILENO)
        let shown = findings.filter { $0.rule != .missingParameter && (!isQuiet || $0.severity == .error) }
        for line in FindingLines.lines(shown, style) { Terminal.printNote(line) }
        if !isQuiet { for note in notes { Terminal.printNote(style.dim("note: ") + escapingControls(note)) } }
        for line in MissingTable.lines(inspection, style) { Terminal.printNote(line) }
        for help in helps { Terminal.printNote(style.dim(escapingControls("  help: " + help))) }
        if isBlocked {
            Terminal.printNote(
                "nothing was written" + (canBeAllowed ? "; --allow-incomplete writes what is there" : ""))
        }
        if !isQuiet, !isBlocked { for line in summary { Terminal.printResult(line) } }
    }

    private var summary: [String] {
        let tree = inspection.tree
        var lines = [
            inspection.checkpoint.line(inspection.binding.dialect),
            "\(tree.modelClass.name) (\(inspection.classSource))"
                + (tree.architecture.schemaPath.map { ", described by \($0)" } ?? "") + ": "
                + "\(Quantity.count(tree.parameters.count, "parameter")), "
                + "\(Quantity.count(tree.elementCount, "value")), "
                + (inspection.coverage.missing.isEmpty
                    ? "all in the file" : "\(Quantity.count(inspection.coverage.missing.count)) missing"),
        ]
        lines += plan.leftOut.isEmpty ? [] : ["dropped \(dropped)"]
        let tensors = Quantity.count(plan.order.count, "tensor")
        if let written {
            let files = written.files.count > 1 ? " in \(written.files.count) files" : ""
            lines.append("wrote \(self.files): \(tensors), \(Quantity.bytes(Int(written.byteCount)))\(files)")
            if !written.copied.isEmpty { lines.append("copied \(written.copied.joined(separator: ", "))") }
            if !written.left.isEmpty { lines.append("did not copy \(written.left.joined(separator: ", "))") }
            if let next { lines.append("next: \(next)") }
        } else if !isBlocked {
            lines.append("would write \(files): \(tensors), \(Quantity.bytes(plan.byteCount))")
        }
        return lines.map(escapingControls)
    }

    /// The command that verifies the output; nil: its words cannot be put into one line.
    private var next: String? {
        var words = ["bertconv", "verify", ShellWord.path(output)]
        // No other library reads HDF5, and a file has no config.json of its own that names the class.
        if plan.format == .kerasHDF5 { words += ["--loader", "transformers-4.44-tensorflow"] }
        if !isFolder || inspection.checkpoint.configurationPath == nil {
            words += ["--as", inspection.tree.modelClass.name]
        }
        return Fix(words: words, output: output)?.command
    }

    /// Whether `--allow-incomplete` would allow it: nothing but missing parameters forbids writing.
    private var canBeAllowed: Bool {
        findings.filter { $0.severity == .error }.allSatisfy {
            $0.rule == .missingParameter || $0.rule == .indexDisagrees
        }
    }

    /// What the user should know although it is no finding.
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
                "\(inspection.library.title) loads parameters from \(count) such as '\(name)', so they are converted"
            )
        }
        notes += plan.roundings(isWritten: written != nil)
        for (wrapping, count) in plan.unwrapped {
            notes.append("stripped '\(wrapping)' from \(Quantity.count(count, "name"))")
        }
        notes += plan.notes
        notes += (written?.notes ?? []) + (written?.losses.notes ?? [])
        return notes
    }

    /// The tensors that are not written, by reason: `5 equal copies of other tensors`; a single one by its name.
    private var dropped: String {
        var groups: [(reason: String, tensors: [LeftOut])] = []
        for tensor in plan.leftOut {
            if let index = groups.firstIndex(where: { $0.reason == tensor.reason.words(for: 2) }) {
                groups[index].tensors.append(tensor)
            } else {
                groups.append((tensor.reason.words(for: 2), [tensor]))
            }
        }
        return groups.map { group in
            guard group.tensors.count == 1, let tensor = group.tensors.first else {
                return "\(Quantity.count(group.tensors.count)) \(group.reason)"
            }
            return "'\(tensor.name)', which \(tensor.reason.description)"
        }.joined(separator: ", ")
    }
}

extension Checkpoint {
    /// The checkpoint in one line, in the words of `verify`: `a.h5: keras-hdf5, 47 tensors, 32.8 kB, names: …`.
    func line(_ dialect: Dialect?) -> String {
        "\(path): \(format.rawValue), \(Quantity.count(table.count, "tensor")), \(Quantity.bytes(table.byteCount)), "
            + "names: \(dialect?.name ?? "of no known dialect")"
    }
}

extension ConvertReport {
    /// The report as one JSON object.
    var json: String {
        let tree = inspection.tree
        let coverage = inspection.coverage
        let value: JSONValue = [
            "schemaVersion": 1,
            "tool": ["name": "bertconv", "version": .string(Version.current)],
            "input": .string(inspection.checkpoint.path),
            "output": .string(output),
            "written": .bool(written != nil),
            // Headers have no size before they are written: of what would be written, that of the tensors is known.
            "bytes": .count(written.map { Int($0.byteCount) } ?? (isPlanned ? plan.byteCount : nil)),
            "files": .texts(written?.files ?? (isPlanned ? planned : [])),
            "format": .string(inspection.checkpoint.format.rawValue),
            "dialect": .string(inspection.binding.dialect.name),
            "architecture": .string(tree.architecture.name),
            "schema": .text(tree.architecture.schemaPath),
            "class": .string(tree.modelClass.name),
            "summary": [
                "expected": .integer(tree.parameters.count),
                "missing": .integer(coverage.missing.count),
                "parameters": .integer(tree.elementCount),
                "missingParameters": .integer(coverage.missingElementCount),
                "tensors": .integer(plan.order.count),
            ],
            "missing": .array(coverage.missing.map(missing)),
            "tensors": .texts(plan.order),
            "carried": .texts(plan.unmapped),
            "leftOut": .array(
                plan.leftOut.map { ["name": .string($0.name), "reason": .string($0.reason.description)] }),
            "copied": .texts(written?.copied ?? []),
            "leftBehind": .texts(written?.left ?? []),
            "notes": .texts(notes),
            "unwrapped": .array(plan.unwrapped.map { ["prefix": .string($0.wrapping), "names": .integer($0.count)] }),
            "findings": .array(findings.map(\.json)),
        ]
        return JSONWriter.pretty(value).escapingInvisible
    }

    /// Whether it would be written, had that been asked.
    private var isPlanned: Bool { !isBlocked && !planned.isEmpty }

    private func missing(_ parameter: Parameter) -> JSONValue {
        [
            "name": .string(parameter.name),
            "shape": .dimensions(parameter.shape?.dimensions),
            "initializer": .string(parameter.initializer.description(inspection.tree.configuration)),
        ]
    }
}

extension Finding {
    var json: JSONValue {
        [
            "rule": .string(rule.number), "id": .string(rule.name), "severity": .string(severity.rawValue),
            "subject": .string(subject), "file": .text(file),
            "message": .string(message), "help": .string(help),
        ]
    }
}
