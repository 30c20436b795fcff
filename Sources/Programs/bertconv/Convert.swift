import ArgumentParser
import ByteIO
import Conversion
import Formats
import ModelSchema
import Tensors
import Verification

/// For example, `bertconv convert INPUT OUTPUT`.
struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert a checkpoint to another format.",
        discussion: """
            INPUT is a file (model.safetensors, pytorch_model.bin, tf_model.h5), the index of a sharded set, or a \
            model folder. The format of OUTPUT is told by its name: .safetensors, .bin (.pt, .pth) or .h5. With \
            --to, OUTPUT is a model folder: config.json, tokenizer and other files go along.

            A config.json beside the input tells the class and the sizes; without one they are read off the \
            file. When a parameter of the class is not in the input, nothing is written and the exit status \
            is 1: a loader would fill the hole with random numbers.

            Nothing is written over the input, a link or a device, nor where loaders would take other weights than the \
            output. --dry-run says and exits what the run itself would.

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

    @Argument(help: "The file to write, whose name tells the format, or with --to a folder.", completion: .file())
    var output: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The model class to write, e.g. BertForMaskedLM.", valueName: "class"))
    var className: String?

    @Option(help: "The type of weights: keep, f32, f16 or bf16. Integers stay as they are.")
    var dtype = WeightType.keep

    @Option(help: ArgumentHelp("Take this out of the beginning of names, e.g. encoder.bert.", valueName: "prefix"))
    var stripPrefix: String?

    @Flag(help: "Let values that are too large for --dtype become infinite.")
    var allowOverflow = false

    @Flag(help: "Write what is there even if parameters are missing.")
    var allowIncomplete = false

    @Flag(help: "Write integers and other values that are no floats as they are, even for parameters.")
    var allowNonFloat = false

    @Flag(help: "With --to, copy code and pickles of the folder too, and leave 'auto_map' in its configurations.")
    var keepCode = false

    @Flag(help: "Leave out tensors that the model has no place for, instead of carrying them over.")
    var dropUnmapped = false

    @OptionGroup var writing: OutputOptions

    func validate() throws {
        try writing.validate(output)
    }

    func run() throws {
        let order = PreparedConversion.Order(
            input: input, format: try writing.target(output), className: className, prefix: stripPrefix,
            elementType: dtype.elementType, dropsUnmapped: dropUnmapped, allowsIncomplete: allowIncomplete,
            allowsNonFloat: allowNonFloat)
        let place = writing.place(output)
        let conversion = try PreparedConversion(
            order, to: place, reader: CheckpointReader(helperPath: Installation.helperPath()),
            scratchFolder: Installation.scratchFolder(for: writing.dryRun ? nil : output))
        var report = ConvertReport(
            inspection: conversion.inspection, findings: conversion.findings, plan: conversion.plan, output: output,
            files: place.description(conversion.sharding), placeNotes: conversion.placeNotes)
        report.isBlocked = !conversion.blocking.isEmpty
        report.castType = conversion.castType
        report.isFolder = place.isFolder
        if !report.isBlocked, !writing.dryRun {
            report.written = try conversion.write(
                elementType: dtype.configurationName, keepsCode: keepCode, allowsOverflow: allowOverflow,
                isQuiet: writing.quiet)
        }
        switch writing.format {
        case .json: Terminal.printResult(report.json)
        case .text: report.print(isQuiet: writing.quiet)
        }
        if report.isBlocked { throw ExitCode(1) }
    }
}
