import ArgumentParser
import ByteIO
import Conversion
import Formats
import ModelSchema
import Remote
import Tensors
import Verification

/// Writes a checkpoint in another format, unless parameters of its class are missing.
struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert a checkpoint to another format.",
        discussion: """
            INPUT is a file (model.safetensors, pytorch_model.bin, tf_model.h5), the index of a sharded set, a \
            checkpoint of TensorFlow (bert_model.ckpt), or a model folder. The name of OUTPUT decides its format: \
            .safetensors, .bin (.pt, .pth) or .h5. With --to, OUTPUT is a model folder, and config.json, tokenizer and \
            other files are copied into it. So it is if its name ends in /, or if INPUT is a folder or a checkpoint \
            of TensorFlow and OUTPUT has another name; its format is then safetensors.

            The class and the sizes come from a config.json beside the input, or else from the tensors. If a \
            parameter of the class is missing from the input, nothing is written and the exit status is 1: a loader \
            would fill it with random numbers.

            The output never replaces the input, a link or a device, and is refused where loaders would take other \
            weights than the output. --dry-run prints what the run would print, exits as it would, and writes nothing.

            Examples:
              bertconv convert tf_model.h5 model.safetensors
              bertconv convert bert-base-uncased/ model.safetensors
              bertconv convert bert-base-uncased/ out/
              bertconv convert bert_model.ckpt out/
              bertconv convert bert-base-uncased/ out/ --to safetensors --dtype f16
              bertconv convert model.safetensors tf_model.h5
              bertconv convert tf_model.h5 model.safetensors --as BertForMaskedLM
              bertconv convert tf_model.h5 model.safetensors --dry-run --format json
            """)

    @Argument(
        help: "A checkpoint file, a shard index, a checkpoint of TensorFlow or a model folder.", completion: .file())
    var input: String

    @Argument(
        help: "The file to write, whose name decides its format; with --to, or / at its end, a folder.",
        completion: .file())
    var output: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The model class to write, e.g. BertForMaskedLM.", valueName: "class"),
        completion: SchemaOptions.classCompletion)
    var className: String?

    @OptionGroup var schemas: SchemaOptions

    @Option(help: ArgumentHelp("The type of the weights; integers keep theirs.", valueName: "type"))
    var dtype = WeightType.keep

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Strip this prefix from names, e.g. encoder.bert.; may be given several times.", valueName: "prefix"))
    var stripPrefix: [String] = []

    @Option(
        help: ArgumentHelp(
            "Turn square kernels that are stored the other way round (BC801): query, key, value, attention-output, or "
                + "one tensor's name. Can be repeated.", valueName: "kind"))
    var transpose: [String] = []

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

    @OptionGroup var remote: RemoteOptions

    /// Whether the input is a folder, or a checkpoint of TensorFlow, which has no single file: then the output is a
    /// folder, unless its name is a file's.
    ///
    /// A file without weights is refused later, with the command for its folder.
    private var isFromFolder: Bool {
        let place = RemoteOpener.place(of: input)
        return PathKind(of: place) == .folder || BundlePlace.isBundle(place) || Companion(place) != nil
    }

    func validate() throws {
        try schemas.checkClass(className)
        // An input that is missing is named first, as it is what decides whether the output is a folder.
        guard PathKind(of: input) != .nothing || BundlePlace.isBundle(input) else { return }
        try writing.validate(output, isFromFolder: isFromFolder)
    }

    func run() throws {
        let known = try schemas.architectures()
        let opened = try remote.open(input)
        let input = opened.path
        // What a remote place is, is known only now.
        if opened.isRemote { try writing.validate(output, isFromFolder: isFromFolder) }
        // Opening an input that is not there fails, whatever the output is.
        let format =
            PathKind(of: input) == .nothing && !BundlePlace.isBundle(input)
            ? OutputFormat.safetensors : try writing.target(output, isFromFolder: isFromFolder)
        let order = PreparedConversion.Order(
            input: input, format: format, className: className,
            prefixes: stripPrefix, known: known, elementType: dtype.elementType,
            dropsUnmapped: dropUnmapped, allowsIncomplete: allowIncomplete, allowsNonFloat: allowNonFloat,
            transposed: transpose)
        let place = writing.place(output, isFromFolder: isFromFolder)
        let reader = CheckpointReader(helperPath: Installation.helperPath())
        let diagnosis = InputDiagnosis(path: input, className: className, known: known, reader: reader)
        let conversion: PreparedConversion
        do throws(Fault) {
            conversion = try PreparedConversion(
                order, to: place, reader: reader,
                scratchFolder: Installation.scratchFolder(for: writing.dryRun ? nil : output))
        } catch {
            throw diagnosis.explaining(error)
        }
        var report = ConvertReport(
            inspection: conversion.model, findings: conversion.findings, plan: conversion.plan, output: output,
            files: place.description(conversion.sharding), placeNotes: conversion.placeNotes)
        report.isBlocked = !conversion.blocking.isEmpty
        report.castType = conversion.castType
        report.isFolder = place.isFolder
        if writing.dryRun { report.planned = conversion.fileNames }
        if report.isBlocked { report.helps = diagnosis.helpsOfMissing() }
        if !report.isBlocked, !writing.dryRun {
            report.written = try conversion.write(
                elementType: dtype.configurationName, keepsCode: keepCode, allowsOverflow: allowOverflow,
                isQuiet: writing.quiet)
        }
        try opened.finish(isQuiet: writing.quiet)
        switch writing.format {
        case .json: Terminal.printResult(report.json)
        case .text: report.print(isQuiet: writing.quiet)
        }
        if report.isBlocked { throw ExitCode(1) }
    }
}
