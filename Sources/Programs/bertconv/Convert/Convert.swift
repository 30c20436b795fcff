import ArgumentParser
import ByteIO
import Conversion
import Formats
import ModelSchema
import Tensors
import Verification

/// Writes a checkpoint in another format, unless parameters of its class are missing.
struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert a checkpoint to another format.",
        discussion: """
            INPUT is a file (model.safetensors, pytorch_model.bin, tf_model.h5), the index of a sharded set, or a \
            model folder. The name of OUTPUT decides its format: .safetensors, .bin (.pt, .pth) or .h5. With --to, \
            OUTPUT is a model folder, and config.json, tokenizer and other files are copied into it.

            The class and the sizes come from a config.json beside the input, or else from the tensors. If a \
            parameter of the class is missing from the input, nothing is written and the exit status is 1: a loader \
            would fill it with random numbers.

            The output never replaces the input, a link or a device, and is refused where loaders would take other \
            weights than the output. --dry-run prints what the run would print, exits as it would, and writes nothing.

            Examples:
              bertconv convert tf_model.h5 model.safetensors
              bertconv convert bert-base-uncased/ model.safetensors
              bertconv convert bert-base-uncased/ out/ --to safetensors --dtype f16
              bertconv convert model.safetensors tf_model.h5
              bertconv convert tf_model.h5 model.safetensors --as BertForMaskedLM
              bertconv convert tf_model.h5 model.safetensors --dry-run --format json
            """)

    @Argument(help: "A checkpoint file, a shard index or a model folder.", completion: .file())
    var input: String

    @Argument(help: "The file to write, whose name decides its format; with --to, a folder.", completion: .file())
    var output: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The model class to write, e.g. BertForMaskedLM.", valueName: "class"),
        completion: ClassName.completion,
        transform: { try ClassName.checked($0) })
    var className: String?

    @Option(help: ArgumentHelp("The type of the weights; integers keep theirs.", valueName: "type"))
    var dtype = WeightType.keep

    @Option(help: ArgumentHelp("Strip this prefix from names, e.g. encoder.bert.", valueName: "prefix"))
    var stripPrefix: String?

    @Flag(help: "Let values that are too large for --dtype become infinite.")
    var allowOverflow = false

    @Flag(help: "Write what is there although parameters are missing.")
    var allowIncomplete = false

    @Flag(help: "Write integers and packed values as they are, even for parameters.")
    var allowNonFloat = false

    @Flag(help: "With --to, also copy code and pickles, and keep 'auto_map' in the configurations.")
    var keepCode = false

    @Flag(help: "Drop tensors that the model has no place for, instead of copying them.")
    var dropUnmapped = false

    @OptionGroup var writing: OutputOptions

    func validate() throws {
        try writing.validate(output)
    }

    func run() throws {
        let target = try writing.target(output)
        let reader = CheckpointReader(helperPath: Installation.helperPath())
        let source = try ModelPlace(input, library: try Library.newest())
        let checkpoint = try source.open(reader)
        let place = writing.place(output)
        let places = Self.places(of: checkpoint)
        try place.check(places)
        try checkPrefix(checkpoint)
        // Everything that names and shapes can tell is checked before anything is decoded.
        let model = try ModelCase(checkpoint, at: source, as: className, ignoring: stripPrefix, .strict)
            .decoded(reader, scratchFolder: Installation.scratchFolder(for: writing.dryRun ? nil : output))
        let findings = try Check.convert(model)
        let plan = try ConversionPlan(
            model, format: target, elementType: dtype.elementType, droppingUnmapped: dropUnmapped)
        let sharding = try place.sharding(plan)
        var placeNotes = try place.check(sharding, places)
        if place.isFolder, checkpoint.configurationPath == nil {
            placeNotes.append(
                "the input has no config.json, so the output has none, and no library can load it without one")
        }
        let blocking = findings.filter { $0.severity == .error && !isAllowed($0) }

        var report = ConvertReport(
            inspection: model, findings: findings, plan: plan, output: output,
            files: place.description(sharding), placeNotes: placeNotes)
        report.isBlocked = !blocking.isEmpty
        report.castType = dtype == .keep ? model.unwrittenType : nil
        report.isFolder = place.isFolder
        if blocking.isEmpty, !writing.dryRun {
            let edits = ConfigurationEdits(
                elementType: dtype.configurationName, castType: dtype == .keep ? model.unwrittenType?.word : nil,
                className: className == nil ? nil : model.tree.modelClass.name, keepsCode: keepCode)
            report.written = try write(sharding, to: place, places, from: checkpoint, edits)
        }
        switch writing.format {
        case .json: Terminal.printResult(report.json)
        case .text: report.print(isQuiet: writing.quiet)
        }
        if !blocking.isEmpty { throw ExitCode(1) }
    }

    private func isAllowed(_ finding: Finding) -> Bool {
        switch finding.rule {
        case .missingParameter, .indexDisagrees: allowIncomplete
        case .notFloat: allowNonFloat
        default: false
        }
    }

    /// The files of the input, which an output must not replace: weights, index and configuration.
    private static func places(of checkpoint: Checkpoint) -> OutputPlaces {
        var places = OutputPlaces()
        for file in checkpoint.inputs { places.keep(file) }
        places.keep(checkpoint.path, as: .input)
        if let path = checkpoint.configurationPath { places.keep(path, as: .input) }
        places.keepStandardOutput()
        return places
    }

    /// A prefix that no name has is a mistake: the output would not be what the user asked for.
    ///
    /// - Throws: ``Fault`` of the prefix.
    private func checkPrefix(_ checkpoint: Checkpoint) throws(Fault) {
        guard let stripPrefix, !checkpoint.table.entries.contains(where: { $0.name.hasPrefix(stripPrefix) }) else {
            return
        }
        throw .prefixIsNowhere(stripPrefix, in: checkpoint.path, example: checkpoint.table.entries.first?.name)
    }

    private func write(
        _ sharding: Sharding, to place: OutputPlace, _ places: OutputPlaces, from checkpoint: Checkpoint,
        _ edits: ConfigurationEdits
    ) throws -> WrittenOutput {
        let bar = ProgressBar("converting", total: sharding.sourceByteCount, isQuiet: writing.quiet)
        defer { bar.finish() }
        var writer = OutputWriter(
            inputs: checkpoint.inputs, places: places, helperPath: Installation.helperPath(),
            replacing: writing.force, allowsOverflow: allowOverflow, progress: bar.advance(by:))
        return try writer.write(sharding, to: place) { folder, written throws(Fault) in
            let files = try SideFiles.copy(
                from: FilePath.folder(of: checkpoint.configurationPath ?? checkpoint.path),
                isModelFolder: PathKind(of: input) == .folder, to: folder,
                edits: edits)
            let read = Set((checkpoint.files.map(\.path) + [checkpoint.path]).map(FilePath.name))
            written.copied = files.copied
            written.left = files.left.filter { !read.contains($0) }
            written.notes = files.notes
        }
    }
}
