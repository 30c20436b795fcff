import ArgumentParser
import ByteIO
import Comparison
import Formats
import JSONText
import Reporting
import Tensors

/// Compares the values of two checkpoints.
struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two checkpoints, of any formats, weight by weight.",
        discussion: """
            Weights are matched by the names that Hugging Face's PyTorch classes give them, and compared in PyTorch's \
            orientation. Weights of different types are compared by value, and both types are printed.

            Exit status: 0 the same, 1 different, 2 a checkpoint cannot be read.

            Examples:
              bertconv diff tf_model.h5 model.safetensors
              bertconv diff old/ new/ --tolerance 1e-6
            """)

    @Argument(help: "The first checkpoint.", completion: .file())
    var first: String

    @Argument(help: "The second checkpoint.", completion: .file())
    var second: String

    @Option(help: ArgumentHelp("Values that differ by at most this count as the same.", valueName: "number"))
    var tolerance = 0.0

    @Option(help: "The form of the result.")
    var format = ReportFormat.text

    @Flag(name: .shortAndLong, help: "Print nothing; only the exit status answers.")
    var quiet = false

    func validate() throws {
        guard tolerance >= 0, tolerance.isFinite else { throw ValidationError("--tolerance must be 0 or more") }
    }

    func run() throws {
        let (before, after) = (try CanonicalCheckpoint(first), try CanonicalCheckpoint(second))
        let bar = ProgressBar("comparing", total: before.byteCount, isQuiet: quiet)
        let difference = try CheckpointDifference(before, after, tolerance: tolerance, progress: bar.advance(by:))
        bar.finish()
        if !quiet {
            let report = DiffReport(difference: difference, first: first, second: second)
            switch format {
            case .text: report.lines.forEach(Terminal.printResult)
            case .json: Terminal.printResult(report.json)
            }
        }
        if !difference.isSame { throw ExitCode(1) }
    }
}

/// The differences of two checkpoints, as text and as JSON.
struct DiffReport {
    let difference: CheckpointDifference
    let first: String
    let second: String
}

extension DiffReport {
    /// One line for each weight that is not identical, then the verdict.
    var lines: [String] {
        let rows = difference.rows.filter { $0.kind != .identical }
        var lines = rows.map { row in "\(row.isSame ? "=" : "!") \(row.name): \(text(row.kind))" }
        let same = difference.rows.count(where: \.isSame)
        let identical = difference.rows.count { $0.kind == .identical }
        let verdict = difference.isSame ? "the same" : "different"
        lines.append(
            "\(verdict): \(Quantity.count(same)) of \(Quantity.count(difference.rows.count, "weight")) the same, "
                + "\(Quantity.count(identical)) bit for bit")
        return lines.map(escapingControls)
    }

    private func text(_ kind: CheckpointDifference.Kind) -> String {
        switch kind {
        case .identical: return "identical"
        case .onlyInFirst: return "only in \(first)"
        case .onlyInSecond: return "only in \(second)"
        case .shapes(let first, let second): return "shape \(first) and \(second)"
        case .other(let first, let second):
            return first == second ? "\(first.rawValue) values differ" : "type \(first.rawValue) and \(second.rawValue)"
        case .values(let distance, let first, let second):
            let types = first == second ? "" : "\(first.rawValue) and \(second.rawValue); "
            guard distance.differing > 0, let place = distance.largestDifference, let start = distance.firstDifference
            else {
                return types + "values equal"
            }
            return types
                + "\(Quantity.count(distance.differing)) of \(Quantity.count(distance.elementCount)) values differ, "
                + "first at \(start.index) (\(start.first) and \(start.second)), "
                + "most at \(place.index) (\(place.first) and \(place.second)); "
                + "largest difference \(distance.largestAbsolute), relative \(distance.largestRelative)"
        }
    }

    var json: String {
        let rows = difference.rows.map { row -> JSONValue in
            var object = JSONObject([
                ("name", .string(row.name)), ("same", .bool(row.isSame)), ("kind", .string(kind(row.kind))),
            ])
            if case .values(let distance, let first, let second) = row.kind {
                _ = object.append("types", .texts([first.rawValue, second.rawValue]))
                _ = object.append("differing", .integer(distance.differing))
                _ = object.append("elements", .integer(distance.elementCount))
                _ = object.append("largestAbsolute", .number(distance.largestAbsolute))
                _ = object.append("largestRelative", .number(distance.largestRelative))
                _ = object.append("at", .dimensions(distance.largestDifference?.index))
            }
            return .object(object)
        }
        return JSONWriter.pretty([
            "first": .string(first), "second": .string(second), "same": .bool(difference.isSame),
            "weights": .array(rows),
        ]).escapingInvisible
    }

    private func kind(_ kind: CheckpointDifference.Kind) -> String {
        switch kind {
        case .identical: "identical"
        case .onlyInFirst: "only-in-first"
        case .onlyInSecond: "only-in-second"
        case .shapes: "shapes"
        case .other: "not-numbers"
        case .values(let distance, _, _): distance.differing == 0 ? "types" : "values"
        }
    }
}
