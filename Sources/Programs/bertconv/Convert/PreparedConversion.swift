import ByteIO
import Conversion
import Formats
import ModelSchema
import Tensors
import Verification

/// A conversion of which everything is decided and nothing is written.
///
/// `convert` writes it. `verify` tries with it whether the command that it would print works.
struct PreparedConversion {
    /// What is converted, and how.
    struct Order {
        /// A checkpoint file, a shard index or a model folder.
        let input: String
        let format: OutputFormat
        /// The class to write; nil: config.json's, or the one that the heads imply.
        var className: String?
        /// What is taken out of the beginning of names.
        var prefixes: [String] = []
        /// The architectures that the input can be of.
        let known: KnownArchitectures
        /// The type of weights; nil: they keep theirs.
        var elementType: ElementType?
        /// Whether what the model has no place for is left out.
        var dropsUnmapped = false
        /// Whether a model is written from which parameters are missing.
        var allowsIncomplete = false
        /// Whether integers are written where parameters belong.
        var allowsNonFloat = false
        /// The kinds and tensors that are turned, because they are stored the other way round.
        var transposed: [String] = []
    }

    /// An input that was opened before: where it is, as the newest library finds it, its tensors, and their meaning.
    struct Opened {
        let place: ModelPlace
        let checkpoint: Checkpoint
        let model: ModelCase
    }

    var order: Order
    let model: ModelCase
    let findings: [Finding]
    let plan: ConversionPlan
    let sharding: Sharding
    /// What the user should know of the place of the output.
    let placeNotes: [String]
    private let place: OutputPlace
    private let places: OutputPlaces
    private let modules: SentenceModuleFiles?
    /// The configuration for an input that has none; nil: it has one, or too little is known for one.
    private let made: MadeConfiguration?
    /// The folder whose files are copied, and the path of the model's folder in it.
    private let side: (folder: String, model: String)

    /// Decides what is written to `place`.
    ///
    /// - Parameters:
    ///   - opened: the input, if it is open; nil: it is opened.
    ///   - scratchFolder: where decoded tensors take their space.
    /// - Throws: ``Fault`` for whatever keeps it from being written, but for findings.
    init(
        _ order: Order, from opened: Opened? = nil, to place: OutputPlace, reader: CheckpointReader,
        scratchFolder: String
    ) throws(Fault) {
        let source =
            if let opened { opened.place } else {
                try ModelPlace(order.input, library: try Library.newest(), known: order.known)
            }
        if place.isFolder, let folder = FolderIdentity(of: place.path), folder == FolderIdentity(of: order.input) {
            throw .outputIsInput(place.path)
        }
        if opened != nil { try source.checkStatedWeights() }
        let checkpoint = if let opened { opened.checkpoint } else { try source.open(reader) }
        // The prefix of a checkpoint of TensorFlow is the name of no file, and still the input.
        let prefix = FilePath.withoutTrailingSlash(place.path)
        if BundlePlace.isBundle(prefix),
            Containment.resolved(try BundlePlace.file(prefix)) == Containment.resolved(checkpoint.path)
        {
            throw .outputIsInput(place.path)
        }
        var places = Self.places(of: checkpoint, order.known)
        modules =
            place.isFolder
            ? try SentenceModuleFiles(of: source, order.format, reader, scratchFolder: scratchFolder) : nil
        modules?.keep(in: &places)
        let configured = FilePath.folder(of: checkpoint.configurationPath ?? checkpoint.path)
        side =
            source.isSentenceFolder && place.isFolder
            ? (source.sentenceFolder ?? configured, source.sentencePath) : (configured, "")
        try place.check(places)
        for prefix in order.prefixes { try Self.check(prefix, checkpoint) }
        // Everything that names and shapes can tell is checked before anything is decoded.
        let settled = try opened?.model.strict(as: order.className, ignoring: order.prefixes)
        let named =
            if let settled { settled } else {
                try ModelCase(checkpoint, at: source, as: order.className, ignoring: order.prefixes, .strict)
            }
        model = try named.decoded(reader, scratchFolder: scratchFolder)
        findings = try Check.convert(model)
        plan = try ConversionPlan(
            model, format: order.format, elementType: order.elementType,
            turning: try TurnedKernels.paths(order.transposed, in: model), droppingUnmapped: order.dropsUnmapped)
        sharding = try place.sharding(plan)
        var notes = try place.check(sharding, places)
        made = place.isFolder && checkpoint.configurationPath == nil ? try MadeConfiguration(of: model) : nil
        if let made {
            let assumed = made.assumptions.joined(separator: ", ")
            notes.append(
                "config.json is made from the tensors; what they do not tell is assumed: \(assumed); the outputs "
                    + "depend on it, so correct config.json if the model has other values")
        } else if place.isFolder, checkpoint.configurationPath == nil {
            notes.append("the input has no config.json, so the output has none, and no library can load it without one")
        }
        placeNotes = notes
        self.order = order
        self.place = place.inside(side.model)
        self.places = places
    }

    /// The names of the files with weights that it becomes, and of their index.
    var fileNames: [String] {
        sharding.fileNames.map { side.model.isEmpty ? $0 : FilePath.join(side.model, $0) } + (modules?.names ?? [])
    }

    /// Findings that keep it from being written.
    var blocking: [Finding] {
        findings.filter { finding in
            guard finding.severity == .error else { return false }
            return switch finding.rule {
            case .missingParameter, .indexDisagrees: !order.allowsIncomplete
            case .notFloat: !order.allowsNonFloat
            default: true
            }
        }
    }

    /// What config.json of the output says although nothing in the input does.
    var assumptions: [String] { made?.assumptions ?? [] }

    /// The type that the library casts the input to, where nothing in the output's weights says so.
    var castType: ElementType? { order.elementType == nil ? model.unwrittenType : nil }

    /// Writes the weights, and in a folder what lies beside the input.
    ///
    /// - Parameters:
    ///   - elementType: the type of the weights as config.json shall name it; nil: what it says.
    ///   - keepsCode: whether code and pickles go along.
    ///   - allowsOverflow: whether values that are too large for the type become infinite.
    func write(
        elementType: String? = nil, keepsCode: Bool = false, allowsOverflow: Bool = false, isQuiet: Bool
    ) throws -> WrittenOutput {
        var edits = ConfigurationEdits(
            elementType: elementType, castType: castType?.word,
            className: order.className == nil ? nil : model.tree.modelClass.name, keepsCode: keepsCode)
        let checkpoint = model.checkpoint
        try CheckpointReader.verifyArchives(of: checkpoint)
        (edits.completion, edits.otherName) = (try completion, otherName)
        edits.leavesForeign = made != nil && checkpoint.format == .kerasHDF5
        let bar = ProgressBar(
            "converting", total: sharding.sourceByteCount, isQuiet: isQuiet,
            showsRate: RemotePlaces.isRemote(order.input))
        defer { bar.finish() }
        var writer = OutputWriter(
            inputs: checkpoint.inputs, places: places, helperPath: Installation.helperPath(),
            replacing: place.isReplacing, allowsOverflow: allowsOverflow, progress: bar.advance(by:))
        return try writer.write(sharding, to: place) { folder, written throws(Fault) in
            let files = try SideFiles.copy(
                from: side.folder, isModelFolder: isModelFolder, model: side.model, to: folder, edits: edits)
            try made?.write(to: folder, edits)
            written.files += try modules?.write(to: folder, helperPath: Installation.helperPath()) ?? []
            let own = (checkpoint.files.map(\.path) + [checkpoint.path]).map(pathBeside)
            // A folder of nothing but weights is left as a whole.
            let read = Set(own + own.map(FilePath.folder) + (modules?.read ?? []))
            written.copied = files.copied
            written.left = files.left.filter { !read.contains($0) }
            written.notes = files.notes
            if made != nil || checkpoint.format == .tensorBundle {
                let model = side.model.isEmpty ? folder : FilePath.join(folder, side.model)
                for (name, note) in try BundleTokenizer.complete(model, for: checkpoint.path) {
                    if !name.isEmpty { written.copied.append(name) }
                    written.notes.append(note)
                }
            }
        }
    }

    /// The path of a file of the input from the folder whose files are copied, as ``SideFiles`` has it.
    private func pathBeside(_ path: String) -> String {
        let folder = FilePath.withoutTrailingSlash(side.folder)
        let start = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
        if path.hasPrefix(start) { return String(path.dropFirst(start.count)) }
        let name = FilePath.name(of: path)
        return side.model.isEmpty ? name : FilePath.join(side.model, name)
    }

    /// Whether the folder whose files are copied is the one that the user named.
    private var isModelFolder: Bool {
        FolderIdentity(of: side.folder).map { $0 == FolderIdentity(of: order.input) } ?? false
    }

    /// The name of the configuration, if it is a file such as bert_config.json; nil: it is not.
    private var otherName: String? {
        model.checkpoint.configurationPath.map(FilePath.name).flatMap { name in
            ConfigurationFile.otherNames.contains(name) ? name : nil
        }
    }

    /// What the input's configuration lacks of a config.json; nil: it is one, or there is none.
    private var completion: ConfigurationEdits.Completion? {
        get throws(Fault) {
            if let made { return made.completion }
            guard otherName != nil else { return nil }
            let architecture = model.tree.architecture
            return try ConfigurationEdits.Completion(
                modelType: architecture.modelTypes.first, className: model.tree.modelClass.name,
                labels: model.tree.configuration.unusualLabels(of: architecture))
        }
    }

    /// What is read: the input's files, their index and the configuration, and the schema files.
    private static func places(of checkpoint: Checkpoint, _ known: KnownArchitectures) -> OutputPlaces {
        var places = OutputPlaces()
        for file in checkpoint.inputs { places.keep(file) }
        places.keep(checkpoint.path, as: .input)
        if let path = checkpoint.configurationPath { places.keep(path, as: .input) }
        for path in known.own.compactMap(\.schemaPath) { places.keep(path, as: .schema) }
        places.keepStandardOutput()
        return places
    }

    /// A prefix that no name has is a mistake, and the output would not be what was asked for.
    private static func check(_ prefix: String, _ checkpoint: Checkpoint) throws(Fault) {
        guard !checkpoint.table.entries.contains(where: { $0.name.hasPrefix(prefix) }) else { return }
        throw .prefixIsNowhere(prefix, in: checkpoint.path, example: checkpoint.table.entries.first?.name)
    }
}

extension Fault {
    fileprivate static func outputIsInput(_ path: String) -> Fault {
        Fault(
            .fileIsNeeded, file: path, reason: "is the input itself, which a conversion never changes",
            remedy: "give the output another name")
    }
}
