import ArgumentParser
import ByteIO
import Forensics
import Formats
import JSONText
import ModelSchema
import Reporting
import Tensors
import Verification

/// Prints the tensors of a checkpoint, and with `--stats` the statistics of their values.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show the tensors of a checkpoint: names, types, shapes, values.",
        discussion: """
            PATH is a file, the index of a sharded set, or a model folder. Only headers are read. With --stats, all \
            values are read too: their moments, and the evidence of the tests for untrained weights \
            (docs/untrained.md).

            Examples:
              bertconv inspect tf_model.h5
              bertconv inspect model.safetensors --format json
              bertconv inspect model/ --stats --format csv
            """)

    @Argument(help: "A checkpoint file, a shard index or a model folder.", completion: .file())
    var path: String

    @Option(help: "The form of the result; csv needs --stats.")
    var format = InspectFormat.text

    @Flag(help: "Read all values: their moments, and the evidence for untrained weights.")
    var stats = false

    @Option(help: ArgumentHelp("With --stats, more seeds to try than the usual ones, e.g. 0-9999.", valueName: "range"))
    var seeds: SeedRange?

    func validate() throws {
        if format == .csv, !stats { throw ValidationError("--format csv needs --stats") }
    }

    func run() throws {
        let reader = CheckpointReader(helperPath: Installation.helperPath())
        let place = try ModelPlace(path, library: try Library.newest())
        let checkpoint = try place.open(reader)
        let names = try ModelNames.read(checkpoint, at: place)
        let (binding, architecture) = (names?.binding, names?.architecture)
        let statistics =
            stats ? try statistics(of: checkpoint, binding, architecture, reader: reader) : nil
        switch format {
        case .csv: statistics?.csv.forEach(Terminal.printResult)
        case .json: Terminal.printResult(Self.json(checkpoint, binding, statistics))
        case .text where statistics != nil: statistics?.text.forEach(Terminal.printResult)
        case .text:
            Self.lines(checkpoint, binding).forEach(Terminal.printResult)
            for note in checkpoint.notes { Terminal.printNote("note: " + escapingControls(note)) }
        }
    }

    /// - Throws: ``Fault`` of the first tensor that cannot be read: a part of the table would look like all of it.
    private func statistics(
        of checkpoint: Checkpoint, _ binding: Binding?, _ architecture: Architecture?, reader: CheckpointReader
    ) throws -> StatisticsReport {
        let decoded = try reader.decoded(checkpoint, scratchFolder: Installation.temporaryFolder())
        let bar = ProgressBar("reading", total: decoded.table.byteCount, isQuiet: false)
        defer { bar.finish() }
        let (rows, unchecked) = try TensorStatistics.read(
            decoded, binding, architecture, seeds: SeedReplay.usualSeeds + (seeds?.seeds ?? []),
            progress: bar.advance(by:))
        if let first = unchecked.first { throw first.fault }
        return StatisticsReport(rows: rows)
    }

    private static func lines(_ checkpoint: Checkpoint, _ binding: Binding?) -> [String] {
        let table = checkpoint.table
        let separator: Character = binding?.dialect.separator ?? (checkpoint.format == .kerasHDF5 ? "/" : ".")
        return [escapingControls(checkpoint.line(binding?.dialect))] + TensorTree(table, separator: separator).lines
    }

    private static func json(
        _ checkpoint: Checkpoint, _ binding: Binding?, _ statistics: StatisticsReport?
    ) -> String {
        let isSharded = checkpoint.files.count > 1
        let parameters = binding?.parameters ?? [:]
        let tensors = checkpoint.table.entries.map { entry -> JSONValue in
            var object = JSONObject([
                ("name", .string(entry.name)),
                ("dtype", .string(entry.elementType.rawValue)),
                ("shape", .dimensions(entry.shape.dimensions)),
                ("parameter", .text(parameters[entry.name]?.description)),
                ("offset", .count(entry.range.map { Int($0.offset) })),
                ("bytes", .integer(entry.byteCount)),
            ])
            if let statistics { _ = object.append("stats", statistics.json(entry.name)) }
            if isSharded { _ = object.append("file", .string(entry.file.path)) }
            return .object(object)
        }
        var report = JSONObject([
            ("file", .string(checkpoint.path)), ("format", .string(checkpoint.format.rawValue)),
            ("dialect", .text(binding?.dialect.name)), ("tensors", .array(tensors)),
        ])
        if !checkpoint.notes.isEmpty { _ = report.append("notes", .texts(checkpoint.notes)) }
        return JSONWriter.pretty(.object(report)).escapingInvisible
    }
}
