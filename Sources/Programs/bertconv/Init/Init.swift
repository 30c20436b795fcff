import ArgumentParser
import ByteIO
import Conversion
import Formats
import Initialization
import ModelSchema
import Tensors
import Verification

/// Makes the checkpoint of a model that was never trained.
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a checkpoint that was never trained, from a config.json.",
        usage: "bertconv init [<options>] <config> <output>",
        discussion: """
            CONFIG is a config.json, or a folder with one. The name of OUTPUT decides its format: .safetensors, .bin \
            (.pt, .pth) or .h5. With --to, OUTPUT is a model folder: config.json is copied into it, and the \
            tokenizer too if CONFIG is a folder.

            Matrices and embeddings are drawn by --initializer. LayerNorms are ones and zeros, biases are zeros. \
            With 'normal' and a seed, the weights equal, bit for bit, those that transformers 5 makes with torch on \
            a CPU from the same configuration and seed. The same seed always makes the same file. docs/init.md \
            describes which number goes where.

            Examples:
              bertconv init config.json model.safetensors
              bertconv init bert-base-uncased/ fresh/ --to pytorch --as BertModel --seed 7
              bertconv init config.json tf_model.h5 --initializer truncated-normal
            """)

    @Argument(help: "A config.json, or a folder with one.", completion: .file())
    var config: String

    @Argument(
        help: "The file to write, whose name decides its format; with --to, or / at its end, a folder.",
        completion: .file())
    var output: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "The model class, e.g. BertForMaskedLM; by default the one in config.json.", valueName: "class"),
        completion: SchemaOptions.classCompletion)
    var className: String?

    @OptionGroup var schemas: SchemaOptions

    @Option(help: "The seed of the random numbers, as for torch.manual_seed: 0 to 4294967295.")
    var seed: UInt32 = 42

    @Option(help: ArgumentHelp("The distribution of matrices and embeddings.", valueName: "name"))
    var initializer = WeightInitializer.normal

    @Option(help: ArgumentHelp("The type of the weights.", valueName: "type"))
    var dtype = NewWeightType.f32

    @OptionGroup var writing: OutputOptions

    private var isFolder: Bool { PathKind(of: config) == .folder }

    func validate() throws {
        try writing.validate(output)
        try schemas.checkClass(className)
    }

    func run() throws {
        let target = try writing.target(output)
        let path = isFolder ? FilePath.join(config, "config.json") : config
        let known = try schemas.architectures()
        let model = try FreshModel(
            configurationPath: path, as: className, initializer: initializer, known: known)
        let file = try InputFile(path: path)
        var places = OutputPlaces()
        places.keep(file)
        places.keep(schemas)
        places.keepStandardOutput()
        let place = writing.place(output)
        try place.check(places)
        try target.checkHolds(model.tree)
        let fresh = try FreshCheckpoint(
            model, scratchFolder: Installation.scratchFolder(for: writing.dryRun ? nil : output))
        let inspection = try ModelCase(
            fresh.checkpoint, configuration: try ConfigurationFile(path: path, known: known), among: known,
            library: try Library.newest(), as: model.tree.modelClass.name, .strict)
        let plan = try ConversionPlan(
            inspection, format: target, elementType: dtype.type.elementType, droppingUnmapped: false)
        let sharding = try place.sharding(plan)
        let placeNotes = try place.check(sharding, places)

        var report = InitReport(
            model: model, seed: seed, plan: plan, output: output, files: place.description(sharding),
            placeNotes: placeNotes)
        if !writing.dryRun {
            report.written = try write(sharding, to: place, places, of: fresh, model, configuration: file)
        }
        switch writing.format {
        case .json: Terminal.printResult(report.json)
        case .text: if !writing.quiet { report.print() }
        }
    }

    private func write(
        _ sharding: Sharding, to place: OutputPlace, _ places: OutputPlaces, of fresh: borrowing FreshCheckpoint,
        _ model: FreshModel, configuration: InputFile
    ) throws -> WrittenOutput {
        let read = sharding.sourceByteCount
        let bar = ProgressBar(
            "initializing", total: fresh.checkpoint.table.byteCount.clampedSum(read), isQuiet: writing.quiet)
        defer { bar.finish() }
        try fresh.draw(seed: seed, progress: bar.advance(by:))
        var writer = OutputWriter(
            inputs: [configuration], places: places, helperPath: Installation.helperPath(), replacing: writing.force,
            allowsOverflow: false, progress: bar.advance(by:))
        let edits = ConfigurationEdits(
            elementType: dtype.type.configurationName, className: model.tree.modelClass.name)
        return try writer.write(sharding, to: place) { folder, written throws(Fault) in
            if isFolder {
                let files = try SideFiles.copy(from: config, isModelFolder: false, to: folder, edits: edits)
                (written.copied, written.left, written.notes) = (files.copied, files.left, files.notes)
            } else {
                let name = "config.json"
                written.notes = try SideFiles.copyConfiguration(
                    model.configurationPath, to: FilePath.join(folder, name), edits: edits)
                written.copied = [name]
            }
        }
    }
}
