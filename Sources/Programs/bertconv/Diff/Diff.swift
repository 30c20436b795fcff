import ArgumentParser
import ByteIO
import Comparison
import Formats
import ModelSchema
import Reporting

/// Compares two checkpoints.
struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two checkpoints, of any formats, weight by weight.",
        discussion: """
            The first line is the answer. Weights are matched by the names that Hugging Face's PyTorch classes give \
            them, and compared in PyTorch's orientation, by value. A cast is recognised: 'equal up to float16 \
            rounding' means that every value of one checkpoint is the nearest float16 number to that of the other.

            Two model folders must also agree in the fields of config.json that change what the model computes, in \
            their tokenizers, and in their sentence-transformers modules.

            Exit status: 0 the same, 1 different, 2 a checkpoint cannot be read. A rounded checkpoint is different, \
            unless --allow-rounding is given. A folder with the same weights and another config.json or tokenizer is \
            different, unless --weights-only is given.

            Examples:
              bertconv diff tf_model.h5 model.safetensors
              bertconv diff model/ half/ --allow-rounding
              bertconv diff old/ new/ --tolerance 1e-6 --weights-only
              bertconv diff old/ new/ --report html=diff.html
            """)

    @Argument(help: "The first checkpoint.", completion: .file())
    var first: String

    @Argument(help: "The second checkpoint.", completion: .file())
    var second: String

    @OptionGroup var schemas: SchemaOptions

    @OptionGroup var remote: RemoteOptions

    @Option(help: ArgumentHelp("Values that differ by at most this count as the same.", valueName: "number"))
    var tolerance = 0.0

    @Flag(help: "Weights that a cast to a narrower type rounded count as the same, unless values became infinite.")
    var allowRounding = false

    @Flag(help: "Of two folders, compare the weights alone.")
    var weightsOnly = false

    @Flag(name: [.customShort("v"), .long], help: "List every weight, with all digits.")
    var full = false

    @Option(help: "The form of the result.")
    var format = ReportFormat.text

    @Option(
        help: ArgumentHelp(
            "Also write a picture to FILE, html=diff.html or svg=diff.svg; repeatable.", valueName: "format=file"),
        completion: .list(PictureFormat.allCases.map { "\($0.rawValue)=diff.\($0.rawValue)" }))
    var report: [ReportFile<PictureFormat>] = []

    @Flag(name: .shortAndLong, help: "Print nothing; only the exit status answers.")
    var quiet = false

    func validate() throws {
        guard tolerance >= 0, tolerance.isFinite else { throw ValidationError("--tolerance must be 0 or more") }
        if let path = OutputPlaces.repeated(report.map(\.path)) {
            throw ValidationError("two outputs go to '\(path)'")
        }
        if let file = report.first(where: { StandardStream.isOutput($0.path) }) {
            throw ValidationError("--report \(file.format.rawValue) takes a file, not standard output")
        }
    }

    func run() throws {
        let library = try Library.newest()
        try checkPlaces()
        let known = try schemas.architectures()
        let (first, second) = (try remote.open(first), try remote.open(second))
        let places = (
            try ModelPlace(first.path, library: library, known: known),
            try ModelPlace(second.path, library: library, known: known)
        )
        let (before, after) = (try CanonicalCheckpoint(at: places.0), try CanonicalCheckpoint(at: places.1))
        let behaviour =
            weightsOnly || !places.0.isFolder || !places.1.isFolder
            ? nil
            : try BehaviourDifference(
                places.0, places.1, CheckpointReader(helperPath: Installation.helperPath()),
                scratchFolder: Installation.temporaryFolder())
        let bar = ProgressBar(
            "comparing", total: before.byteCount, isQuiet: quiet, showsRate: first.isRemote || second.isRemote)
        let weights = try CheckpointDifference(
            before, after,
            allowing: CheckpointDifference.Allowance(tolerance: tolerance, allowsRounding: allowRounding),
            progress: bar.advance(by:))
        bar.finish()
        try first.finish(isQuiet: quiet)
        try second.finish(isQuiet: quiet)
        let difference = DiffReport(first: first.path, second: second.path, weights: weights, behaviour: behaviour)
        for file in report { try file.write(difference.picture) }
        if !quiet {
            switch format {
            case .text: difference.lines(isFull: full, columns: Terminal.columns).forEach(Terminal.printResult)
            case .json: Terminal.printResult(difference.json)
            }
        }
        if !difference.isSame { throw ExitCode(1) }
    }

    /// Checks that no picture replaces something that is needed.
    ///
    /// - Throws: ``Fault`` `file.*`.
    private func checkPlaces() throws(Fault) {
        guard !report.isEmpty else { return }
        var places = OutputPlaces()
        for model in [first, second] { places.keepModel(model) }
        places.keep(schemas)
        places.keepStandardOutput()
        for file in report {
            try OutputPlaces.checkName(ofReport: file.path)
            try places.check(file.path, replacing: true)
        }
    }
}

/// The form of a picture.
enum PictureFormat: String, CaseIterable {
    case html, svg
}

extension ReportFile<PictureFormat> {
    /// Writes the picture to the file, whole or not at all.
    fileprivate func write(_ picture: Picture) throws(Fault) {
        var file = try AtomicText.create(at: path, replacing: true)
        switch format {
        case .html: try file.append(HTMLPage.page(picture, toolVersion: Version.current))
        case .svg: try file.append(SVGPage.page(picture))
        }
        try file.commit()
    }
}
