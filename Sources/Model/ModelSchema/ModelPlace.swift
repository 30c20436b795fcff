package import ByteIO
package import Formats

/// Where a model is: the file that a library opens, the configuration, and what else is in the folder.
///
/// All commands find their model here, so that no two open different models.
package struct ModelPlace: Sendable {
    /// The weights that the library opens.
    package struct Weights: Sendable {
        /// The file, or the index of its shards.
        package let path: String
        /// The library that opens it: the one that was asked for, or another if that one reads nothing in the folder.
        package let library: Library
    }

    /// The user's path.
    package let path: String
    /// The folder with the weights: the one that was named, the one that the named file is in, or the one that
    /// `modules.json` names.
    package let folder: String
    /// The folder of sentence-transformers that has the `modules.json` for these weights; nil: there is none.
    package let sentenceFolder: String?
    /// The path of ``folder`` from ``sentenceFolder``; empty: they are the same.
    package var sentencePath: String {
        guard let sentenceFolder, sentenceFolder != folder else { return "" }
        let start = sentenceFolder + "/"
        return folder.hasPrefix(start) ? String(folder.dropFirst(start.count)) : FilePath.name(of: folder)
    }
    /// Whether the user named the folder of ``sentenceFolder`` itself, so that its other modules belong to what is meant.
    package var isSentenceFolder: Bool { isFolder && sentenceFolder == FilePath.withoutTrailingSlash(path) }
    /// Keeps the folder on another machine open; nil: the model is on this one.
    private let remote: RemoteLease?
    /// What should be known about how a remote place was read.
    package var remoteNotes: [String] { remote?.folder.notes ?? [] }
    /// Whether the path is that of a folder.
    package let isFolder: Bool
    /// Whether what else is in ``folder`` belongs to the weights: a folder was named, or a file with a configuration
    /// beside it.
    package let isModel: Bool
    /// The library that will load the model.
    package let library: Library
    /// The architectures that it can be of: the built-in ones, and those of the user's schema files.
    package let known: KnownArchitectures
    /// The names in ``folder`` that are UTF-8, sorted; none if they do not belong to the weights.
    package let files: [String]
    /// The config.json, or of a checkpoint of TensorFlow the bert_config.json; nil: there is none, or it cannot be read
    /// for a reason in ``problems``.
    package let configuration: ConfigurationFile?
    /// Where the configuration is, or would be; nil: the file there is one of another program.
    private let configurationPath: String?
    /// The weights; nil: no library opens any, or there is an ``obstacle``.
    package let weights: Weights?
    /// Why the library does not load the weights: a dead link, missing parts, files that it takes first; nil: it does.
    package let obstacle: Fault?
    /// Other complete sets of weights, in the order in which libraries look for them.
    package let otherWeights: [String]
    /// The name of a file with weights that only adapt others, or of their configuration; nil: there is none.
    package let adapter: String?
    /// The file that the configuration names (`transformers_weights`); nil: it names none.
    package let statedWeights: String?
    /// The class of transformers with which sentence-transformers loads the model, `AutoModel`; nil: config.json decides.
    package let automaticClass: String?
    /// What is wrong with config.json, modules.json and the weights that they name.
    package let problems: [Fault]

    /// Examines a folder or a file, and opens only configurations.
    ///
    /// - Parameter known: the architectures that it can be of.
    /// - Throws: ``Fault`` `file.*` when the folder cannot be read, `model.schema`; `remote.*` for a remote place;
    ///   `model.companion` for a file of a model that holds no weights.
    package init(_ path: String, library: Library, known: KnownArchitectures = .builtIn) throws(Fault) {
        remote = try RemotePlaces.open(path)
        self.path = path
        self.library = library
        self.known = known
        isFolder = PathKind(of: path) == .folder
        if !isFolder, let companion = Companion(path) { throw .companion(path, companion) }
        var problems: [Fault] = []
        let libraries = try Library.all().sorted { first, _ in first.name == library.name }
        let named = isFolder ? FilePath.withoutTrailingSlash(path) : FilePath.folder(of: path)
        let file = isFolder ? path : try BundlePlace.file(path)
        let isFileOfBundle = !isFolder && FileFormat.named(file) == [.tensorBundle]
        isModel =
            isFolder
            ? true : PathKind(of: try ConfigurationChoice(in: named, isBundle: isFileOfBundle).path) == .file
        var modules: SentenceModules?
        do throws(Fault) {
            modules = isModel ? try SentenceModules(in: named) : nil
        } catch {
            problems.append(error)
        }
        // A file beside the folder of the encoder is not the encoder.
        if !isFolder, modules?.transformerFolder != nil { modules = nil }
        sentenceFolder = modules == nil ? SentenceModules.folder(above: named) : named
        let ownWeights = isFolder ? Self.present(libraries, in: named) : []
        let moved = isFolder && ownWeights.isEmpty ? modules?.transformerFolder : nil
        folder = moved.map { FilePath.join(named, $0) } ?? named
        let sentences = try SentenceLibrary.known()
        if let sentenceFolder {
            automaticClass = try sentences.automaticClass(in: sentenceFolder, encoder: folder)
        } else {
            automaticClass = isModel ? try sentences.automaticClass(in: named, encoder: nil) : nil
        }
        // Of a file's weights only that file is opened; what is wrong with it is found then.
        files = isModel ? try Folder.listing(of: folder).names : []
        let present = !isFolder ? [] : moved == nil ? ownWeights : Self.present(libraries, in: folder)
        let bundle = Self.bundle(in: folder, after: present, libraries)
        let isBundle = isFolder ? bundle != nil : isFileOfBundle
        let choice = try ConfigurationChoice(in: folder, isBundle: isBundle)
        let stated = choice.path
        let described = Self.configuration(stated, known, &problems)
        problems += choice.problems(with: described)
        let isKeras = described?.isKeras ?? false
        configuration = isKeras ? try described?.described(by: library, among: known) : described
        configurationPath = isKeras ? nil : stated
        if isFolder, isKeras && configuration == nil || PathKind(of: stated) != .file {
            problems.append(.noConfiguration(folder, isKeras: !library.objects.isEmpty))
        }
        adapter = Self.adapterNames.first { PathKind(of: FilePath.join(named, $0)) == .file }
        guard isFolder else {
            let format = FileFormat.named(file)
            let reader = Library.reader(of: file, format, libraries) ?? library
            (weights, obstacle, otherWeights, statedWeights) = (Weights(path: file, library: reader), nil, [], nil)
            self.problems = problems
            try remote?.checkComplete()
            return
        }
        statedWeights = Self.statedWeights(library, configuration, in: folder, &problems)
        var found: Fault?
        var first = statedWeights.map { (name: $0, library: library) }
        switch bundle {
        case .success(let name, let reader) where first == nil: first = (name, reader)
        case .failure(let fault) where first == nil: found = fault
        default: first = first ?? present.first
        }
        found =
            found ?? Self.deadStatedWeights(library, configuration, in: folder)
            ?? EarlierWeights.obstacle(before: first?.name, library, in: folder, files: files)
        if found == nil, let other = modules?.transformerFolder, moved == nil, !ownWeights.isEmpty,
            !Self.present(libraries, in: FilePath.join(named, other)).isEmpty
        {
            found = .otherFolderFirst(other, in: named)
        }
        // Without other weights, the library stops at the name in the configuration.
        if found == nil, first == nil, let field = library.statedWeightsField {
            found = problems.first { $0.subject == "field '\(field)'" }
        }
        obstacle = found
        weights =
            found == nil
            ? first.map { [folder] in Weights(path: FilePath.join(folder, $0.name), library: $0.library) } : nil
        otherWeights =
            present.map(\.name).filter { $0 != first?.name }
            + Self.deadNames(libraries, in: folder, files).filter { $0 != first?.name }
        self.problems = problems
        try remote?.checkComplete()
    }
}

extension ModelPlace {
    /// Opens the weights.
    ///
    /// - Parameter tolerance: whether to continue with the usual names if the configuration names weights wrongly.
    /// - Throws: ``Fault`` `format.no-weights`, `model.unreachable`, `model.other-weights-first`, the problem of the field
    ///   that names the weights, and those of the reader.
    package func open(
        _ reader: CheckpointReader, _ tolerance: ModelCase.Tolerance = .strict
    ) throws(Fault) -> Checkpoint {
        if let obstacle { throw obstacle }
        if tolerance == .strict { try checkStatedWeights() }
        guard let weights else { throw nothing }
        return try reader.open(
            weights.path, shardFolder: folder,
            configurationPath: configurationPath.flatMap { PathKind(of: $0) == .file ? $0 : nil },
            otherWeights: otherWeights)
    }

    /// The folder of a named file, as if it had been named itself.
    ///
    /// - Returns: nil: a folder was named, nothing says that the file is a model's, or a server lists no files.
    /// - Throws: as ``init(_:library:known:)``.
    package func wholeFolder() throws(Fault) -> ModelPlace? {
        guard !isFolder, isModel, remote?.folder.listsFiles ?? true else { return nil }
        return try ModelPlace(folder, library: library, known: known)
    }

    /// Checks that the configuration does not name weights wrongly.
    ///
    /// - Throws: the problem of the field that names the weights.
    package func checkStatedWeights() throws(Fault) {
        guard let field = library.statedWeightsField,
            let problem = problems.first(where: { $0.subject == "field '\(field)'" })
        else { return }
        throw problem
    }

    /// Throws if something of a remote place could not be looked at, so that what was read is not all that there is.
    ///
    /// To be called when everything has been read.
    package func checkComplete() throws(Fault) {
        try remote?.checkComplete()
    }

    /// The fault of a folder without weights.
    package var nothing: Fault {
        if let path = BundlePlace.savedModel(below: folder) { return .savedModel(path, below: folder) }
        let names = ((try? Library.all()) ?? [library]).flatMap { $0.weights.map(\.name) }
        return .noWeights(in: folder, looked: names, found: files)
    }

    /// Whether the folder has a model, or something that prevents one from being loaded: a search must not skip it.
    package var holdsModel: Bool { weights != nil || obstacle != nil || adapter != nil }

    /// Whether `variables` in the folder belongs to the model: it is a SavedModel of TensorFlow, even if not whole.
    var holdsVariables: Bool {
        obstacle?.code == .incompleteCheckpoint
            || weights.map { FilePath.folder(of: $0.path) == FilePath.join(folder, BundlePlace.variables) } ?? false
    }

    private static let adapterNames = ["adapter_model.safetensors", "adapter_model.bin", "adapter_config.json"]

    /// The files in a folder with names that libraries look for, in their order.
    private static func present(_ libraries: [Library], in folder: String) -> [(name: String, library: Library)] {
        libraries.flatMap { library in
            library.weights.map(\.name).filter { PathKind(of: FilePath.join(folder, $0)) == .file }
                .map { ($0, library) }
        }
    }

    /// The names that libraries look for and that are links to nothing.
    ///
    /// - Parameter files: the names in the folder.
    private static func deadNames(_ libraries: [Library], in folder: String, _ files: [String]) -> [String] {
        libraries.flatMap { $0.weights.map(\.name) }.filter { name in
            files.contains(name) && PathKind.isDeadLink(FilePath.join(folder, name))
        }
    }

    /// The checkpoint of TensorFlow in a folder, or why none can be chosen; nil: there is none, or a library looks for
    /// other weights in the folder.
    private static func bundle(
        in folder: String, after present: [(name: String, library: Library)], _ libraries: [Library]
    ) -> Bundle? {
        guard let library = libraries.first(where: { $0.opens([.tensorBundle]) }),
            present.allSatisfy({ $0.library.name == library.name })
        else { return nil }
        do throws(Fault) {
            guard let index = try BundlePlace.index(in: folder) else { return nil }
            let start = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
            return .success(String(index.dropFirst(start.count)), library)
        } catch {
            return .failure(error)
        }
    }

    private enum Bundle {
        /// The index, as a path from the folder, and the library that reads it.
        case success(String, Library)
        case failure(Fault)
    }

    private static func configuration(
        _ path: String, _ known: KnownArchitectures, _ problems: inout [Fault]
    ) -> ConfigurationFile? {
        guard PathKind(of: path) == .file else { return nil }
        do throws(Fault) {
            return try ConfigurationFile(path: path, known: known)
        } catch {
            problems.append(error)
            return nil
        }
    }

    private static func statedWeights(
        _ library: Library, _ configuration: ConfigurationFile?, in folder: String, _ problems: inout [Fault]
    ) -> String? {
        guard let configuration, let field = library.statedWeightsField else { return nil }
        do throws(Fault) {
            guard let name = try configuration.statedWeights(library) else { return nil }
            guard PathKind(of: FilePath.join(folder, name)) == .file else {
                throw .weightsNamedAbsent(name, field: field, file: configuration.path)
            }
            return name
        } catch {
            problems.append(error)
            return nil
        }
    }

    /// The fault of a configuration that names a link to nothing; nil: it does not.
    private static func deadStatedWeights(
        _ library: Library, _ configuration: ConfigurationFile?, in folder: String
    ) -> Fault? {
        guard let name = try? configuration?.statedWeights(library) else { return nil }
        let path = FilePath.join(folder, name)
        guard PathKind(of: path) == .nothing else { return nil }
        return PathKind.linkTarget(of: path).map { .deadLink(path, target: $0) }
    }
}

extension Library {
    /// The library that opens a file: of those that open its format, the one with the longest ending of a name that the
    /// file has.
    fileprivate static func reader(of file: String, _ formats: [FileFormat], _ libraries: [Library]) -> Library? {
        let name = FilePath.name(of: file)
        func length(_ library: Library) -> Int {
            library.weights.map { String($0.name.drop { $0 != "." }) }.filter(name.hasSuffix).map(\.count).max() ?? 0
        }
        let readers = libraries.filter { $0.opens(formats) }
        let longest = readers.map(length).max()
        return readers.first { length($0) == longest }
    }

    /// Whether one of its weights has one of these formats.
    func opens(_ formats: [FileFormat]) -> Bool {
        weights.contains { weights in
            weights.format != .shardIndex && FileFormat.named(weights.name).contains(where: formats.contains)
        }
    }
}
