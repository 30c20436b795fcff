import ArgumentParser
import ByteIO
import Comparison
import Formats
import ModelSchema
import Probing
import Reporting

/// Runs a model on texts, and prints what it returns or how that differs from a record.
struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Run a model on texts: what it returns, and whether that is what it should be.",
        usage: "bertconv probe [<options>] <place> [<text> ...]",
        discussion: """
            PLACE is a checkpoint file, a shard index or a model folder. Each TEXT is split by the tokenizer in the \
            folder; without one, pass the numbers of tokens with --ids. The default text is 'This is an example.'. \
            A class that reads pairs (questions and texts, two sentences) takes two texts as one pair.

            It prints the shape of each output and its first values, and what they mean: the words for a mask, the \
            labels, the answer in a text, the similarities of texts. Computation is in 32-bit floats, whatever type \
            the weights have.

            --write saves what a model returns. --against compares with such a file, which other programs can \
            write too (docs/probe.md), or with another model, and names the first module that differs.

            Examples:
              bertconv probe bert-base-uncased/
              bertconv probe hf://org/name "A text."
              bertconv probe bert-base-uncased/ "The capital of France is [MASK]."
              bertconv probe all-MiniLM-L6-v2/ "A cat." "A kitten." "The stock market."
              bertconv probe model.safetensors --ids 101,7592,102
              bertconv probe model/ --write golden.json
              bertconv probe converted/ --against golden.json
              bertconv probe f16/ --against model/ --tolerance 0.01

            Exit status: 0 done; 1 the outputs differ from --against, or are not finite; 2 it could not be done; \
            64 wrong usage.
            """)

    @Argument(help: "A checkpoint file, a shard index or a model folder, also remote.", completion: .file())
    var place: String

    @Argument(help: ArgumentHelp("The texts.", valueName: "text"))
    var texts: [String] = []

    @Option(
        help: ArgumentHelp(
            "The numbers of a text's tokens, in place of a text; repeatable.", valueName: "n,n,…"))
    var ids: [TokenNumbers] = []

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "The model class, e.g. BertForMaskedLM; by default the one that a library takes.", valueName: "class"),
        completion: SchemaOptions.classCompletion)
    var className: String?

    @OptionGroup var schemas: SchemaOptions

    @OptionGroup var remote: RemoteOptions

    @Option(help: ArgumentHelp("Cut texts off after so many tokens.", valueName: "n"))
    var maxLength: Int?

    @Option(
        help: ArgumentHelp("Write what went in and came out as a safetensors file.", valueName: "file"),
        completion: .file(extensions: ["safetensors"]))
    var output: String?

    @Option(
        help: ArgumentHelp("Write a record of the outputs to compare with later.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var write: String?

    @Option(
        help: ArgumentHelp("Compare with a record, or with the outputs of another model.", valueName: "path"),
        completion: .file())
    var against: String?

    @Option(
        help: ArgumentHelp("The largest difference that --against accepts (default: 0.0001).", valueName: "number"))
    var tolerance: Double?

    @Option(help: ArgumentHelp("The form of the result.", valueName: "name"))
    var format = ReportFormat.text

    @Flag(name: .shortAndLong, help: "Print nothing; only the exit status answers.")
    var quiet = false

    func validate() throws {
        try schemas.checkClass(className)
        if let tolerance {
            guard tolerance >= 0, tolerance.isFinite else { throw ValidationError("--tolerance must be 0 or more") }
            guard against != nil else { throw ValidationError("--tolerance is for --against") }
        }
        if !ids.isEmpty || !texts.isEmpty, recordPath != nil {
            throw ValidationError("the record has its own texts: leave out texts and --ids")
        }
        if let maxLength, maxLength < 1 { throw ValidationError("--max-length must be 1 or more") }
        if !ids.isEmpty, !texts.isEmpty { throw ValidationError("pass either texts or --ids") }
        if let path = OutputPlaces.repeated([output, write].compactMap(\.self)) {
            throw ValidationError("two outputs go to '\(path)'")
        }
    }

    func run() throws {
        try checkPlaces()
        let known = try schemas.architectures()
        let opened = try remote.open(place)
        let probed = try ProbedModel(opened.path, as: className, known)
        let recorded = try againstRecord()
        let texts = try ProbeTexts(probed, texts: texts, ids: ids, maxLength: maxLength, recorded: recorded)
        let openedOther =
            try recorded == nil ? against.map { path throws(Fault) in try remote.open(path) } : nil
        let other = try openedOther.map { opened throws(Fault) in
            try ProbedModel(opened.path, as: className, known)
        }
        let bar = ProgressBar(
            "computing", total: probed.forward.byteCount.clampedSum(other?.forward.byteCount ?? 0), isQuiet: quiet)
        defer { bar.finish() }
        let places: ProbeRecord.Words = recorded.map { .like($0, mask: texts.maskID) } ?? .at(texts.maskID)
        let record = try ProbeRecord(
            probed.forward, texts.inputs, words: output == nil ? places : .all, progress: bar.advance(by:))
        var report = ProbeReport(place: opened.path, model: probed, texts: texts, record: record)
        if let expected = try recorded
            ?? other.map({ model throws(Fault) in
                try ProbeRecord(
                    model.forward, try texts.inputs(of: model, limit: maxLength),
                    words: .like(record, mask: texts.maskID),
                    progress: bar.advance(by:))
            })
        {
            report.comparison = ProbeComparison(
                expected, record, tolerance: tolerance ?? 1e-4,
                prefix: probed.forward.model.tree.architecture.backbonePrefix)
            report.tokensDiffer = texts.differing(from: expected)
        }
        bar.finish()
        try opened.finish(isQuiet: quiet)
        try openedOther?.finish(isQuiet: quiet)
        if let output { try TensorFile.write(record, to: output) }
        if let write {
            try save(record, of: probed, to: write)
            if !quiet { Terminal.printNote(escapingControls("wrote \(write)")) }
        }
        if !quiet {
            switch format {
            case .text: for line in report.lines(against: against) { Terminal.printResult(escapingControls(line)) }
            case .json: Terminal.printResult(report.json(against: against))
            }
        }
        if !report.isSound { throw ExitCode(1) }
    }

    /// The record that `--against` names; nil: it names a model, or nothing.
    private func againstRecord() throws(Fault) -> ProbeRecord? {
        try recordPath.map { path throws(Fault) in try GoldenFile.read(path) }
    }

    /// The path of that record.
    private var recordPath: String? {
        guard let against, PathKind(of: against) != .folder, against.hasSuffix(".json"),
            !against.hasSuffix(".index.json")
        else { return nil }
        return against
    }

    private func save(_ record: ProbeRecord, of model: ProbedModel, to path: String) throws(Fault) {
        let digest = try CheckpointDigest(try CanonicalCheckpoint(model.checkpoint, at: model.place)).whole
        let text: String
        do throws(Fault) {
            text = try GoldenFile.text(record, digest: digest, tool: "bertconv \(Version.current)")
        } catch { throw error.inFile(path) }
        var file = try AtomicText.create(at: path, replacing: true)
        try file.append(text + "\n")
        try file.commit()
    }

    /// Checks that no output replaces something that is needed.
    private func checkPlaces() throws(Fault) {
        let outputs = [output, write].compactMap(\.self)
        guard !outputs.isEmpty else { return }
        var places = OutputPlaces()
        places.keepModel(place)
        if let against { places.keepModel(against) }
        places.keep(schemas)
        places.keepStandardOutput()
        for path in outputs { try places.check(path, replacing: true) }
        if let write { try OutputPlaces.checkName(ofReport: write) }
        let names = try Library.all().flatMap { $0.weights.map(\.name) }
        if let output, names.contains(FilePath.name(of: output)) { throw .looksLikeModel(output) }
    }
}

extension Fault {
    fileprivate static func looksLikeModel(_ path: String) -> Fault {
        Fault(
            Code("probe.output-name"), file: path, reason: "has a name by which libraries find the weights of a model",
            remedy: "give the outputs another name: outputs.safetensors")
    }
}

/// The value of `--ids`: `101,7592,102`.
struct TokenNumbers: ExpressibleByArgument {
    let numbers: [Int]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { part in
            Int(part.drop { $0 == " " })
        }
        let numbers = parts.compactMap(\.self)
        guard numbers.count == parts.count, !numbers.isEmpty else { return nil }
        self.numbers = numbers
    }
}
