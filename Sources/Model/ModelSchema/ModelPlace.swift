package import ByteIO
package import Formats

/// Where a model lies: which file a library opens, the configuration beside it, and what else is there.
///
/// Every command finds its model through this, so that two commands never look at two models.
package struct ModelPlace: Sendable {
    /// The weights that the library opens.
    package struct Weights: Sendable {
        /// The file, or the index of its shards.
        package let path: String
        /// The library that opens it: the one that was asked for, or another where that one reads nothing in the folder.
        package let library: Library
    }

    /// The path as the user gave it.
    package let path: String
    /// The folder with the weights: the one that was named, the one that the named file is in, or the one that
    /// `modules.json` names.
    package let folder: String
    /// The folder of sentence-transformers that the weights belong to, which has the `modules.json`; nil: there is none.
    package let sentenceFolder: String?
    /// Where the weights are in ``sentenceFolder``: empty, or a folder in it.
    package var sentencePath: String {
        guard let sentenceFolder, sentenceFolder != folder else { return "" }
        let start = sentenceFolder + "/"
        return folder.hasPrefix(start) ? String(folder.dropFirst(start.count)) : FilePath.name(of: folder)
    }
    /// Whether a folder was named and not a file.
    package let isFolder: Bool
    /// The library that is to load the model.
    package let library: Library
    /// Everything in the folder that was named, as far as its name is UTF-8, sorted; nothing where a file was named.
    package let files: [String]
    /// Nil when there is none, or it cannot be read: then ``problems`` says why.
    package let configuration: ConfigurationFile?
    /// The weights; nil when there are none that any library opens, or something keeps the library from them.
    package let weights: Weights?
    /// What keeps the library from the weights: links that lead nowhere, missing parts, files that it takes first.
    package let obstacle: Fault?
    /// Further whole sets of weights, by the order in which libraries look for them.
    package let otherWeights: [String]
    /// Weights that only adapt others, or the configuration of such; nil: there are none.
    package let adapter: String?
    /// The file that the configuration names (`transformers_weights`); nil: it names none.
    package let statedWeights: String?
    /// What is wrong with config.json and what it says of the weights.
    package let problems: [Fault]

    /// Looks at a folder or a file; opens nothing but configurations.
    ///
    /// - Throws: ``Fault`` `file.*` when the folder cannot be read, `model.schema`.
    package init(_ path: String, library: Library) throws(Fault) {
        self.path = path
        self.library = library
        isFolder = PathKind(of: path) == .folder
        var problems: [Fault] = []
        let libraries = try Library.all().sorted { first, _ in first.name == library.name }
        let named = isFolder ? FilePath.withoutTrailingSlash(path) : FilePath.folder(of: path)
        var modules: SentenceModules?
        do throws(Fault) {
            modules = isFolder ? try SentenceModules(in: named) : nil
        } catch {
            problems.append(error)
        }
        sentenceFolder = modules == nil ? SentenceModules.folder(above: named) : named
        let ownWeights = Self.present(libraries, in: named)
        let moved = ownWeights.isEmpty ? modules?.transformerFolder : nil
        folder = moved.map { FilePath.join(named, $0) } ?? named
        // A file by itself is opened by itself, and says itself what is wrong with it.
        files = isFolder ? try Folder.listing(of: folder).names : []
        configuration = Self.configuration(in: folder, isNeeded: isFolder, &problems)
        adapter = Self.adapterNames.first { PathKind(of: FilePath.join(named, $0)) == .file }
        guard isFolder else {
            let format = FileFormat.named(path)
            let reader = libraries.first { $0.opens(format) } ?? library
            (weights, obstacle, otherWeights, statedWeights) = (Weights(path: path, library: reader), nil, [], nil)
            self.problems = problems
            return
        }
        statedWeights = Self.statedWeights(library, configuration, in: folder, &problems)
        let present = Self.present(libraries, in: folder)
        let first = statedWeights.map { (name: $0, library: library) } ?? present.first
        var found =
            Self.deadStatedWeights(library, configuration, in: folder)
            ?? EarlierWeights.obstacle(before: first?.name, library, in: folder, files: files)
        if found == nil, let other = modules?.transformerFolder, moved == nil, !ownWeights.isEmpty,
            !Self.present(libraries, in: FilePath.join(named, other)).isEmpty
        {
            found = .otherFolderFirst(other, in: named)
        }
        // Where nothing else is there, the library stops at the name that the configuration gives.
        if found == nil, first == nil, let field = library.statedWeightsField {
            found = problems.first { $0.subject == "field '\(field)'" }
        }
        obstacle = found
        weights =
            found == nil
            ? first.map { [folder] in Weights(path: FilePath.join(folder, $0.name), library: $0.library) } : nil
        otherWeights =
            present.map(\.name).filter { $0 != first?.name }
            + Self.deadNames(libraries, in: folder).filter { $0 != first?.name }
        self.problems = problems
    }
}

extension ModelPlace {
    /// Opens the weights.
    ///
    /// - Parameter tolerance: whether to go on with the usual names where the configuration names weights wrongly.
    /// - Throws: ``Fault`` `format.no-weights`, `model.unreachable`, `model.other-weights-first`, what is wrong with
    ///   the field that names the weights, and those of the reader.
    package func open(
        _ reader: CheckpointReader, _ tolerance: ModelCase.Tolerance = .strict
    ) throws(Fault) -> Checkpoint {
        if let obstacle { throw obstacle }
        if tolerance == .strict, let field = library.statedWeightsField,
            let problem = problems.first(where: { $0.subject == "field '\(field)'" })
        {
            throw problem
        }
        guard let weights else { throw nothing }
        let configurationPath = FilePath.join(folder, "config.json")
        return try reader.open(
            weights.path, shardFolder: folder,
            configurationPath: PathKind(of: configurationPath) == .file ? configurationPath : nil,
            otherWeights: otherWeights)
    }

    /// Why a folder without weights holds nothing to work with.
    package var nothing: Fault {
        let names = ((try? Library.all()) ?? [library]).flatMap { $0.weights.map(\.name) }
        return .noWeights(in: folder, looked: names, found: files)
    }

    /// Whether the folder holds a model, or something that keeps one from being loaded: what a search must not pass
    /// over.
    var holdsModel: Bool { weights != nil || obstacle != nil || adapter != nil }

    private static let adapterNames = ["adapter_model.safetensors", "adapter_model.bin", "adapter_config.json"]

    /// The weights in a folder under the names that libraries look for, in their order.
    private static func present(_ libraries: [Library], in folder: String) -> [(name: String, library: Library)] {
        libraries.flatMap { library in
            library.weights.map(\.name).filter { PathKind(of: FilePath.join(folder, $0)) == .file }
                .map { ($0, library) }
        }
    }

    private static func deadNames(_ libraries: [Library], in folder: String) -> [String] {
        libraries.flatMap { $0.weights.map(\.name) }.filter { PathKind.isDeadLink(FilePath.join(folder, $0)) }
    }

    private static func configuration(
        in folder: String, isNeeded: Bool, _ problems: inout [Fault]
    ) -> ConfigurationFile? {
        let path = FilePath.join(folder, "config.json")
        guard PathKind(of: path) == .file else {
            if isNeeded { problems.append(.noConfiguration(folder)) }
            return nil
        }
        do throws(Fault) {
            return try ConfigurationFile(path: path, known: try Architecture.all())
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

    /// That the file which the configuration names is a link that leads nowhere.
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
    /// Whether it has a file of one of these formats among its weights.
    func opens(_ formats: [FileFormat]) -> Bool {
        weights.contains { weights in
            weights.format != .shardIndex && FileFormat.named(weights.name).contains(where: formats.contains)
        }
    }
}
