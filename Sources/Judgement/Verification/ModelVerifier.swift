package import ByteIO
internal import Forensics
package import Formats
package import ModelSchema
internal import Tensors
internal import TorchArchive

/// Looks at one model: opens what its loader would open, holds it against its class, reads the values.
///
/// Nothing that is wrong with a model is thrown; it is in what comes back.
package struct ModelVerifier: Sendable {
    /// What was found, and what could not be looked at.
    package struct Result: Sendable {
        /// The path as the user gave it.
        package let path: String
        /// Nil when nothing could be opened.
        package var examination: Examination?
        package var findings: [Finding] = []
        package var unchecked: [Unchecked] = []
        /// How a remote place was read.
        package var notes: [String] = []
        /// Why there is nothing to check, if there is not.
        package var nothing: Fault?
    }

    private let reader: CheckpointReader
    private let depth: Examination.Depth
    private let className: String?
    private let scratchFolder: String
    private let library: Library
    private let known: KnownArchitectures
    private let seeds: [UInt64]
    private let readers: Int?
    private let testsBelonging: Bool
    private let probe: Probe?

    /// Runs a model and measures what it returns.
    package typealias Probe = @Sendable (ModelCase, ModelPlace) throws(Fault) -> Behaviour

    /// - Parameters:
    ///   - className: the class to hold the model against; nil: config.json's, or the one its heads imply.
    ///   - scratchFolder: where decoded tensors take their space.
    ///   - seeds: those whose streams are tried.
    ///   - readers: how many tensors are read at a time; nil: as many as there are processors, within reason.
    ///   - testsBelonging: whether to test if the parts of a model belong together.
    ///   - probe: runs a model whose values are read, which makes the depth ``Examination/Depth/run``; nil: none is run.
    ///   - library: the one that is to load the models; nil: the newest that is known.
    ///   - known: the architectures that they can be of.
    /// - Throws: ``Fault`` `model.unknown-class`, `model.schema`.
    package init(
        reader: CheckpointReader, depth: Examination.Depth, as className: String?, scratchFolder: String,
        seeds: [UInt64] = SeedReplay.usualSeeds, readers: Int? = nil, testsBelonging: Bool = true,
        probe: Probe? = nil, library: Library? = nil, known: KnownArchitectures = .builtIn
    ) throws(Fault) {
        self.library = if let library { library } else { try Library.newest() }
        self.known = known
        if let className, try known.withClass(className) == nil {
            throw .unknownClass(className, known: try known.all().flatMap(\.classes).map(\.name))
        }
        self.reader = reader
        self.readers = readers
        self.testsBelonging = testsBelonging
        self.probe = probe
        self.seeds = seeds
        self.depth = probe != nil && depth == .values ? .run : depth
        self.className = className
        self.scratchFolder = scratchFolder
    }

    /// - Parameters:
    ///   - opened: what keeps a remote place open for which ``RemotePlaces`` cannot open `path` itself, or why there is
    ///     none.
    ///   - progress: called with the number of bytes of values read since the last call, and of all.
    package func verify(
        _ path: String, opened: Swift.Result<RemoteLease?, Fault> = .success(nil),
        progress: (Int, Int) -> Void = { _, _ in }
    ) -> Result {
        var result = Result(path: path)
        do throws(Fault) {
            _ = try opened.get()
            try verify(path, into: &result, progress: progress)
        } catch {
            let error = error.naming(modelsIn: ["bertconv", "verify", path] + options)
            let name = FilePath.name(of: error.file ?? path)
            let unchecked = Unchecked(subject: name.isEmpty ? path : name, fault: error.inFile(path))
            result.unchecked.append(unchecked)
            result.findings += UnsafePickleCheck.findings(unread: error.file ?? path)
            if let finding = Check.finding(unchecked) { result.findings.append(finding) }
        }
        return result
    }

    private func verify(_ path: String, into result: inout Result, progress: (Int, Int) -> Void) throws(Fault) {
        let place = try ModelPlace(path, library: library, known: known)
        var unread: [String] = []
        defer { result.notes = place.remoteNotes + unread }
        if place.isFolder, place.weights == nil, place.obstacle == nil {
            result.nothing = .nothingToCheck(place)
            if let adapter = place.adapter {
                result.findings.append(AdapterCheck.finding(folder: path, adapter: adapter))
            }
            return
        }
        if let unknown = place.problems.first(where: { $0.code == .unknownArchitecture }) {
            // Without weights that can be opened, nothing is near.
            guard let checkpoint = try? place.open(reader, .diagnostic) else { throw unknown }
            throw unknown.naming(try NearestArchitecture(checkpoint, among: known))
        }
        let facts = FolderFacts(place)
        if let others = facts.others { unread.append(others.note(options)) }
        var checkpoint = try place.open(reader, .diagnostic)
        if depth >= .values {
            checkpoint = try reader.decoded(checkpoint, scratchFolder: scratchFolder)
        } else if checkpoint.table.entries.contains(where: { $0.view?.storage.isLocated == false }) {
            unread.append(
                "\(checkpoint.path): only the directory of the archive was read; the headers of its records are "
                    + "checked with the values")
        }
        var examination = try Examination(checkpoint, facts, as: className, depth: depth)
        if let foreign = examination.model.foreign {
            // What the library would not find is in the lists. One finding says why.
            result.examination = examination
            throw foreign
        }
        examination.sentence = try SentenceFolder(
            at: place, size: examination.tree.configuration.integer("hidden_size"), reader,
            scratchFolder: depth >= .values ? scratchFolder : nil)
        if depth >= .values {
            let total = checkpoint.table.byteCount
            try examination.readValues(seeds: seeds, belonging: testsBelonging, readers: readers) {
                progress($0, total)
            }
        }
        if let probe {
            do throws(Fault) {
                examination.behaviour = try probe(examination.model, place)
            } catch {
                result.unchecked.append(Unchecked(subject: Behaviour.subject, fault: error.inFile(checkpoint.path)))
            }
        }
        for name in place.otherWeights {
            examination.otherWeights.append(
                OtherWeights.compare(
                    name, in: place.folder, with: depth >= .values ? checkpoint : nil, among: known,
                    reader: reader, scratchFolder: scratchFolder))
        }
        result.examination = examination
        result.unchecked +=
            examination.problems.filter(\.isOfFileSystem)
            .map { Unchecked(subject: FilePath.name(of: $0.file ?? path), fault: $0) }
            + examination.values.unchecked + (examination.sentence?.unchecked(depth) ?? [])
            + examination.withheldWeights
            .map { Unchecked(subject: $0.name, fault: $0.fault.inFile(checkpoint.path)) }
        for state in examination.states {
            // An integer in a parameter's place is a finding of its own.
            guard case .notJudged(let fault) = state.state, fault.code != .notFloat,
                !result.unchecked.contains(where: { $0.fault.code == fault.code && $0.subject == state.subject })
            else { continue }
            result.unchecked.append(Unchecked(subject: state.subject, fault: fault.inFile(checkpoint.path)))
        }
        let (findings, faults) = Check.verify(examination)
        // What cannot be compared is mostly what could not be read before.
        for fault in faults.map({ $0.inFile(checkpoint.path) })
        where !result.unchecked.contains(where: { $0.fault == fault }) {
            result.unchecked.append(Unchecked(subject: FilePath.name(of: fault.file ?? path), fault: fault))
        }
        result.findings += findings + result.unchecked.compactMap(Check.finding)
        for file in checkpoint.files + (examination.sentence?.files ?? []) { try file.checkUnchanged() }
        try place.checkComplete()
    }
}

extension ModelVerifier {
    /// The options that make the command line decide about a model as this verifier does.
    private var options: [String] {
        let isNewest = (try? Library.newest())?.name == library.name
        let schemas = Set(known.own.compactMap(\.schemaPath)).sorted()
        return (className.map { ["--as", $0] } ?? []) + (isNewest ? [] : ["--loader", library.name])
            + schemas.flatMap { ["--schema", ShellWord.path($0)] }
    }
}

extension Fault {
    /// A folder without weights that could be checked.
    fileprivate static func nothingToCheck(_ place: ModelPlace) -> Fault {
        let fault = place.nothing
        let hasFolders = place.files.contains { PathKind(of: FilePath.join(place.folder, $0)) == .folder }
        return Fault(
            .noWeights, file: fault.file, reason: fault.reason + ", so there is nothing to check",
            remedy: hasFolders && BundlePlace.savedModel(below: place.folder) == nil
                ? "--recursive verifies the models in its folders" : fault.remedy,
            causes: fault.causes)
    }
}
