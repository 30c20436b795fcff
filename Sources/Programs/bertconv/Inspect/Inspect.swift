import ArgumentParser
import ByteIO
import Forensics
import Formats
import JSONText
import ModelSchema
import Policies
import Reporting
import Tensors
import Verification

/// Prints the tensors of a checkpoint, and with `--stats` the statistics of their values.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show the tensors of a checkpoint: names, types, shapes, values.",
        discussion: """
            PATH is a file, the index of a sharded set, or a model folder, here or on a hub (hf://org/name). NAME chooses tensors, by the name in the \
            file or by the one that Hugging Face's PyTorch classes give them; '*' stands for any characters. Only \
            headers are read. With --stats, the values are read too, and each tensor is judged: was it trained \
            (docs/untrained.md)?

            Examples:
              bertconv inspect tf_model.h5
              bertconv inspect model.safetensors --format json
              bertconv inspect model/ --stats
              bertconv inspect model/ 'classifier*' --stats --full
            """)

    @Argument(help: "A checkpoint file, a shard index or a model folder, also remote.", completion: .file())
    var path: String

    @Argument(help: ArgumentHelp("Show only tensors with such names, e.g. 'classifier*'.", valueName: "name"))
    var names: [String] = []

    @OptionGroup var schemas: SchemaOptions

    @OptionGroup var remote: RemoteOptions

    @Option(help: "The form of the result; csv needs --stats.")
    var format = InspectFormat.text

    @Flag(help: "Read the values, and say of each tensor whether it was trained.")
    var stats = false

    @Flag(help: "With --stats, print the numbers of all tests.")
    var full = false

    @Option(help: ArgumentHelp("With --stats, more seeds to try than the usual ones, e.g. 0-9999.", valueName: "range"))
    var seeds: SeedRange?

    func validate() throws {
        if format == .csv, !stats { throw ValidationError("--format csv needs --stats") }
        if full, !stats { throw ValidationError("--full needs --stats") }
        do {
            _ = try patterns()
        } catch {
            throw ValidationError(error.description)
        }
    }

    func run() throws {
        let reader = CheckpointReader(helperPath: Installation.helperPath())
        let opened = try remote.open(path)
        let place = try ModelPlace(opened.path, library: try Library.newest(), known: try schemas.architectures())
        let checkpoint = try place.open(reader)
        let model = InspectedModel(checkpoint, try ModelNames.read(checkpoint, at: place), try patterns())
        if !names.isEmpty, model.shown.isEmpty, model.unread.isEmpty { throw Fault.noSuchName(names, in: opened.path) }
        let statistics = stats ? try statistics(of: model, place, reader) : nil
        try opened.finish()
        switch format {
        case .csv: statistics?.csv.forEach(Terminal.printResult)
        case .json: Terminal.printResult(model.json(statistics))
        case .text:
            let columns = Terminal.columns
            let lines = statistics.map { full ? $0.fullText : $0.text(columns: columns) } ?? model.lines
            lines.forEach(Terminal.printResult)
            guard statistics == nil else { break }
            for note in model.notes { Terminal.printNote("note: " + escapingControls(note)) }
        }
        if let first = model.unread.first { throw Fault.unread(model.unread.map(\.name), first.fault, in: opened.path) }
    }

    private func patterns() throws(Fault) -> [Glob] {
        var patterns: [Glob] = []
        for name in names { patterns.append(try Glob(name)) }
        return patterns
    }

    /// - Throws: ``Fault`` of the first tensor that cannot be read: a part of the table would look like all of it.
    private func statistics(
        of model: InspectedModel, _ place: ModelPlace, _ reader: CheckpointReader
    ) throws -> StatisticsReport {
        let decoded = try reader.decoded(model.checkpoint, scratchFolder: Installation.temporaryFolder())
        let shown = Set(model.shown.map(\.name))
        let reading = StatisticsReading(decoded, model.names?.binding, model.names?.architecture) {
            shown.contains($0.name)
        }
        let bar = ProgressBar(
            "reading", total: reading.table.byteCount, isQuiet: false, showsRate: RemotePlaces.isRemote(path))
        defer { bar.finish() }
        let (rows, unchecked) = try reading.read(
            seeds: SeedReplay.usualSeeds + (seeds?.seeds ?? []), initializerRange: initializerRange(model, place),
            progress: bar.advance(by:))
        if let first = unchecked.first { throw first.fault }
        return StatisticsReport(rows: rows)
    }

    /// The standard deviation of fresh weights; nil: there is no config.json, or it does not say.
    private func initializerRange(_ model: InspectedModel, _ place: ModelPlace) -> Double? {
        guard let architecture = model.names?.architecture else { return nil }
        return place.configuration?.tolerantConfiguration(for: architecture, implied: nil, library: place.library)
            .configuration.double("initializer_range")
    }
}

/// A checkpoint, the meaning of its names, and the tensors that are shown.
struct InspectedModel {
    let checkpoint: Checkpoint
    /// Nil: no architecture knows any name.
    let names: ModelNames?
    /// The tensors that match a pattern, or all.
    let shown: [TensorEntry]
    /// What of them could not be read.
    let unread: [UnreadTensor]
    private let parameters: [String: ParameterPath]

    init(_ checkpoint: Checkpoint, _ names: ModelNames?, _ patterns: [Glob]) {
        let parameters = names?.binding.parameters ?? [:]
        self.checkpoint = checkpoint
        self.names = names
        self.parameters = parameters
        func isShown(_ name: String, _ canonical: String?) -> Bool {
            patterns.isEmpty || patterns.contains { $0.matches(name) || canonical.map($0.matches) ?? false }
        }
        shown = checkpoint.table.entries.filter { isShown($0.name, parameters[$0.name]?.description) }
        unread = UnreadTensor.all(in: checkpoint, names?.binding.dialect).filter { isShown($0.name, $0.parameter) }
    }
}

extension InspectedModel {
    /// What the reader remarked, and that other architectures have the same names.
    var notes: [String] {
        let others = names?.alternatives.map(\.title) ?? []
        guard let own = names?.architecture.title, let last = others.last else { return checkpoint.notes }
        let list = ([own] + others.dropLast()).joined(separator: ", ") + " and " + last
        return checkpoint.notes + ["\(list) have these names; config.json or --as decides which it is"]
    }

    /// The names as a tree.
    var lines: [String] {
        let separator: Character =
            names?.binding.dialect.separator ?? (checkpoint.format.isTensorFlows ? "/" : ".")
        return [escapingControls(checkpoint.line(names?.binding.dialect))]
            + TensorTree(shown, separator: separator).lines
    }

    func json(_ statistics: StatisticsReport?) -> String {
        let isSharded = checkpoint.files.count > 1
        let tensors = shown.map { entry -> JSONValue in
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
            ("dialect", .text(names?.binding.dialect.name)), ("tensors", .array(tensors)),
        ])
        if !unread.isEmpty {
            let entries = unread.map { ["name": .string($0.name), "why": .string($0.fault.reason)] as JSONValue }
            _ = report.append("unread", .array(entries))
        }
        if !notes.isEmpty { _ = report.append("notes", .texts(notes)) }
        return JSONWriter.pretty(.object(report)).escapingInvisible
    }
}

extension Fault.Code {
    static let noSuchName = Fault.Code("inspect.no-such-name")
    static let unread = Fault.Code("inspect.unread")
}

extension Fault {
    /// - Parameter first: why the first of them was not read.
    fileprivate static func unread(_ names: [String], _ first: Fault, in path: String) -> Fault {
        let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        let (are, tensors) = (names.count == 1 ? "is" : "are", Quantity.count(names.count, "tensor"))
        return Fault(
            .unread, file: path, reason: "\(tensors) could not be read and \(are) not in the list: \(shown)",
            remedy: first.remedy, causes: [first.description])
    }

    fileprivate static func noSuchName(_ patterns: [String], in path: String) -> Fault {
        Fault(
            .noSuchName, file: path,
            reason: "has no tensor of the name " + patterns.map { "'\($0)'" }.joined(separator: " or "),
            remedy: "inspect it without names to see all, and write * for any characters")
    }
}
