package import ByteIO
package import Formats
package import Tensors
internal import TorchArchive

/// Which model a checkpoint is meant to be: its architecture, class and sizes, and the parameter that each tensor is.
///
/// All commands resolve their model here, so that no two take a checkpoint for different models.
package struct ModelCase: Sendable {
    /// How the model class was found.
    package enum ClassSource: Sendable, Equatable, CustomStringConvertible {
        /// The user named it.
        case stated
        /// The first entry of `architectures` in config.json.
        case configuration
        /// The class of transformers with which sentence-transformers loads the folder: `AutoModel`.
        case automatic(String)
        /// The heads in the file, which fit these other classes as well.
        case heads(others: [String])

        package var description: String {
            switch self {
            case .stated: "from --as"
            case .configuration: "from config.json"
            case .automatic(let name): "as sentence-transformers loads it, by \(name)"
            case .heads(let others) where others.isEmpty: "guessed from its heads"
            case .heads(let others):
                "guessed from its heads; could be \(others.joined(separator: " or ")): pass --as"
            }
        }

        /// The same, with classes of other architectures that fit as well.
        fileprivate func adding(_ classes: @autoclosure () -> [String]) -> ClassSource {
            if case .heads(let others) = self { .heads(others: others + classes()) } else { self }
        }
    }

    /// What to do about a configuration that contradicts itself or the weights.
    package enum Tolerance: Sendable {
        /// Stop, as something is to be written from it. Every tensor then has the shape of its parameter.
        case strict
        /// Continue with the sizes of the weights themselves, and keep what is wrong in ``problems``.
        case diagnostic
    }

    package private(set) var checkpoint: Checkpoint
    package private(set) var binding: Binding
    package let tree: ParameterTree
    package let classSource: ClassSource
    /// The library whose loader ``loading`` follows.
    package let library: Library
    /// What the library does with the checkpoint, name by name.
    package private(set) var loading: Loading
    /// The type that the library casts all parameters to; nil: they keep theirs, or the library refuses the stated type.
    package let loadedType: LoadedType?
    /// Where a conversion takes the values of each parameter of the tree from.
    package private(set) var coverage: Coverage
    /// What is wrong with the configuration.
    ///
    /// With the strict tolerance that can only be that it is quantised.
    package let problems: [Fault]
    /// Other architectures that the file is a whole model of.
    package let alternatives: [Architecture]
    /// What stands before the names of parameters, as far as that was found out and not given.
    package let prefixes: [String]
    /// Prefixes behind which the file has the same parameters of the model, so that nothing tells which are meant.
    ///
    /// Empty where one was given.
    package let alikePrefixes: [String]
    /// That the names are those of another architecture than config.json says; nil: they are not.
    ///
    /// With the strict tolerance it is thrown.
    package let foreign: Fault?

    /// Finds the architecture, the class and the sizes, and binds every tensor.
    ///
    /// - Parameters:
    ///   - place: the place that the checkpoint was opened from.
    ///   - className: the class that the user names; nil: config.json's, or the one that the heads imply.
    ///   - prefixes: beginnings of names, which are ignored.
    /// - Throws: ``Fault`` `model.*`: with the strict tolerance for anything that is wrong, otherwise only if the model
    ///   cannot be determined.
    package init(
        _ checkpoint: Checkpoint, at place: ModelPlace, as className: String? = nil, ignoring prefixes: [String] = [],
        _ tolerance: Tolerance
    ) throws(Fault) {
        let library = place.weights?.library ?? place.library
        let others = try Library.all()
        try self.init(
            checkpoint, configuration: place.configuration, among: place.known, in: place.folder,
            problems: place.problems, library: ([library] + others).first { $0.opens([checkpoint.format]) } ?? library,
            as: className, by: place.automaticClass, ignoring: prefixes, tolerance)
    }

    /// Resolves a checkpoint with this configuration.
    ///
    /// - Parameters:
    ///   - file: the configuration; nil: the weights alone decide.
    ///   - known: the architectures that it can be of.
    ///   - folder: the folder with other files that the library reads; nil: there is none.
    ///   - earlier: problems of the configuration that were found before.
    ///   - library: the library that will load the checkpoint.
    ///   - automatic: the class that chooses the model's by its architecture, such as `AutoModel`; nil: none does.
    package init(
        _ checkpoint: Checkpoint, configuration file: ConfigurationFile?, among known: KnownArchitectures = .builtIn,
        in folder: String? = nil, problems earlier: [Fault] = [], library: Library, as className: String? = nil,
        by automatic: String? = nil, ignoring prefixes: [String] = [], _ tolerance: Tolerance
    ) throws(Fault) {
        if let unknown = earlier.first(where: { $0.code == .unknownArchitecture }) { throw unknown }
        let isStrict = tolerance == .strict
        let stated = try known.stated(by: file, className)
        if isStrict, let first = earlier.first(where: { !$0.isAbsence }) { throw first }
        let expected = { (architecture: Architecture) in
            ExpectedParameters(
                architecture, as: className ?? architecture.automaticClass(automatic)?.name, file, library)
        }
        var names =
            isStrict
            ? try Self.strictNames(
                checkpoint, stated: stated, among: known, isClassStated: className != nil, ignoring: prefixes, library,
                expected)
            : try ModelNames(tolerating: checkpoint, stated: stated, among: known, library, expected: expected)
        let architecture = names.architecture
        var checkpoint = checkpoint
        if !architecture.names.splits.isEmpty {
            checkpoint = try architecture.splitting(checkpoint)
            names = names.reading(checkpoint)
        }
        // Who names the prefix has chosen.
        if isStrict, prefixes.isEmpty {
            names = try names.comparingPrefixes(of: checkpoint, expected(names.architecture))
        }
        var bound = names.binding
        var heads: [Int] = []
        if bound.dialect.splitsHeads {
            let joined = JoinedHeads(checkpoint.table, bound.dialect, of: architecture)
            heads = joined.counts
            checkpoint = checkpoint.replacing(joined.table)
            bound = bound.reading(checkpoint.table)
        }
        // An entry that could not be read must not count as missing.
        for entry in checkpoint.withheld where isStrict && bound.dialect.match(entry.name) != nil {
            throw entry.fault.inFile(checkpoint.path)
        }
        var implied = bound.impliedConfiguration(in: architecture)
        if heads.count == 1, let field = architecture.headsField { implied = implied.fixing([field: heads[0]]) }
        var problems = earlier
        var configuration = implied
        if let file {
            let read = file.tolerantConfiguration(for: architecture, implied: implied, library: library)
            if isStrict, let first = read.problems.first(where: { $0.code != .quantised }) { throw first }
            configuration = read.configuration
            problems += read.problems + [architecture.headsProblem(heads, configuration)].compactMap(\.self)
        }
        let choice: ClassChoice
        do throws(Fault) {
            choice = try ClassChoice(
                stated: className, by: automatic, configuration, bound, architecture, library, path: checkpoint.path)
        } catch {
            throw names.foreign ?? error
        }
        let cast = library.cast.map { LoadedType.of(checkpoint, file, $0) }
        // A checkpoint whose type the library refuses may be converted into one that it loads.
        if !isStrict { problems += [cast?.problem].compactMap(\.self) }
        problems += [choice.problem].compactMap(\.self) + choice.unfitFields(configuration, path: checkpoint.path)
        var ofClass = file?.problems(architecture, choice.modelClass, library) ?? []
        if choice.modelClass.generates, let folder, let rules = library.generation {
            ofClass += rules.problems(file, in: folder)
        }
        // A field that is refused twice is one problem.
        let known = problems
        problems += ofClass.filter { problem in
            !known.contains { $0.file == problem.file && $0.subject == problem.subject }
        }
        if let file, !isStrict, let rules = library.automatic {
            problems += rules.problems(in: file, choice.modelClass, architecture)
        }
        if isStrict, let problem = problems.first(where: { !$0.isAbsence && $0.code != .quantised }) { throw problem }

        let tree = ParameterTree(
            architecture: architecture, modelClass: choice.modelClass, configuration: configuration,
            isCurrent: !isStrict)
        if isStrict { try tree.checkShapes() }
        let loading = Loading(of: checkpoint, into: tree, bound, by: library)
        // A conversion reads a name as the loader does, even if no dialect writes it.
        let binding = bound.dialect.name == library.dialect ? bound.adopting(loading) : bound
        if isStrict, !binding.isRecognised { throw .unknownDialect([architecture], in: checkpoint) }
        if isStrict { try ShapeAgreement(binding, tree).check(checkpoint.path) }
        self.checkpoint = checkpoint
        self.library = library
        self.binding = binding
        self.tree = tree
        self.loading = loading
        self.problems = isStrict ? problems.filter { $0.code == .quantised } : problems
        loadedType = cast?.type
        classSource = choice.source.adding(names.otherClasses(in: checkpoint))
        coverage = Coverage(tree, binding)
        alternatives = names.alternatives
        self.prefixes = names.prefixes
        alikePrefixes = names.alike
        foreign = names.foreign
    }
}

extension ModelCase {
    /// The names of a checkpoint of which something is to be written.
    private static func strictNames(
        _ checkpoint: Checkpoint, stated: Architecture?, among known: KnownArchitectures, isClassStated: Bool,
        ignoring prefixes: [String], _ library: Library, _ expected: (Architecture) -> ExpectedParameters
    ) throws(Fault) -> ModelNames {
        do throws(Fault) {
            let names = try ModelNames(
                checkpoint, stated: stated, among: known, isClassStated: isClassStated, ignoring: prefixes, library,
                expected)
            if prefixes.isEmpty {
                try names.checkPrefixes(of: checkpoint, stated: stated, among: known, library, expected: expected)
            }
            return names
        } catch {
            guard error.code == .unknownDialect, prefixes.isEmpty,
                let relative = try ModelNames.relative(checkpoint, stated: stated, among: known, expected: expected)
            else { throw error }
            throw relative
        }
    }

    /// The same case as the strict tolerance finds it, if names and configuration leave nothing to be decided otherwise.
    ///
    /// The two tolerances differ in what they do about problems, unknown names and prefixes, and in parameters that
    /// current versions no longer have. Without any of these, all that is left is to check the shapes.
    ///
    /// - Returns: nil: it has to be read again.
    /// - Throws: ``Fault`` `model.configuration`, and that of a tensor with another shape than its parameter.
    package func strict(as className: String?, ignoring prefixes: [String]) throws(Fault) -> ModelCase? {
        switch classSource {
        case .configuration, .automatic: guard className == nil else { return nil }
        case .stated: guard className == tree.modelClass.name else { return nil }
        case .heads: return nil
        }
        guard prefixes.isEmpty, self.prefixes.isEmpty, problems.isEmpty, foreign == nil, checkpoint.withheld.isEmpty,
            binding.isPlain, binding.isRecognised, binding.adopted.isEmpty, !tree.isShortened
        else { return nil }
        try tree.checkShapes()
        try ShapeAgreement(binding, tree).check(checkpoint.path)
        return self
    }

    /// The same case with every tensor as a plain run of bytes.
    ///
    /// Names and shapes stay the same, so nothing is decided again.
    ///
    /// - Parameter scratchFolder: the folder in which decoded tensors take space.
    /// - Throws: ``Fault`` of the decoder.
    package func decoded(_ reader: CheckpointReader, scratchFolder: String) throws(Fault) -> ModelCase {
        guard checkpoint.table.entries.contains(where: \.isEncoded) else { return self }
        var model = self
        model.checkpoint = try reader.decoded(checkpoint, scratchFolder: scratchFolder)
        model.binding = binding.reading(model.checkpoint.table)
        model.loading = loading.reading(model.checkpoint.table)
        model.coverage = Coverage(tree, model.binding)
        return model
    }

    /// The type that the library casts to, if it depends on this file's index or order and some weights have another type.
    package var unwrittenType: ElementType? {
        guard let loadedType, loadedType.source != .configuration, loadedType.source != .fixed,
            checkpoint.table.entries.contains(where: {
                $0.elementType.isWeight && $0.elementType != loadedType.elementType
            })
        else { return nil }
        return loadedType.elementType
    }
}

extension Fault {
    /// Whether only config.json is missing: a conversion then takes the sizes from the weights.
    fileprivate var isAbsence: Bool { code == .noConfiguration }
}

extension ParameterTree {
    /// - Throws: ``Fault`` `model.configuration` when the sizes of a configuration make no shape.
    fileprivate func checkShapes() throws(Fault) {
        guard case .file(let path) = configuration.source,
            let parameter = parameters.first(where: { $0.shape == nil })
        else { return }
        throw Fault(
            .configuration, file: path, subject: "parameter '\(parameter.name)'",
            reason: "its shape cannot be computed from these sizes: they are too large or do not divide",
            remedy: "use the config.json that was saved with these weights")
    }
}
