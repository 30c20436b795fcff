import ArgumentParser
import ByteIO
import Formats
import ModelSchema
import Reporting

/// The models of one run of `verify`, and how many of them are verified in parallel.
struct Workload: ParsableArguments {
    @Flag(
        name: .shortAndLong,
        help: "Verify every model below the folders; links to folders and hidden folders are skipped.")
    var recursive = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Models to verify in parallel; by default as many as there are processors.", valueName: "n"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "Also verify the paths in this list, one a line or ended by NUL bytes; - is standard input.",
            valueName: "file"), completion: .file())
    var fromFile: String?

    @Option(
        help: ArgumentHelp(
            "Verify only the models of part I of N, from 1; a model's part depends on its path alone (its "
                + "SHA-256, modulo N).", valueName: "i/n"))
    var partition: Partition?

    func validate() throws {
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs must be a number from 1 to 1024") }
    }

    /// A model of the run.
    struct Model: Sendable {
        let path: String
        /// What the search skipped after this model and before the next.
        var skipped: [VerifyReport.Skipped] = []
    }

    /// Those of the command line, then those of the list.
    ///
    /// - Throws: ``Fault`` `file.*`.
    func places(_ paths: [String]) throws(Fault) -> [String] {
        guard let fromFile else { return paths }
        return paths + (try PathList.paths(in: fromFile))
    }

    /// The part of the run in a sentence: ` in part 3 of 8`; empty: it is the whole.
    var partitionWords: String { partition.map { " in part \($0.index) of \($0.count)" } ?? "" }

    /// Whether the run may have several models, however many it finds.
    func isForSeveral(_ paths: [String]) -> Bool {
        recursive || fromFile != nil || partition != nil || paths.count != 1
    }

    /// The models of this part that `paths` mean, and what the search for them skipped.
    ///
    /// - Throws: ``Fault`` `remote.not-here` for a folder of a server that lists nothing.
    func models(
        _ paths: [String], for library: Library, _ known: KnownArchitectures
    ) throws(Fault) -> (models: [Model], skipped: [ModelSearch.Skipped]) {
        let (models, skipped) = try allModels(paths, library, known)
        guard let partition else { return (models, skipped) }
        return (models.filter { partition.holds($0.path) }, skipped)
    }

    private func allModels(
        _ paths: [String], _ library: Library, _ known: KnownArchitectures
    ) throws(Fault) -> (models: [Model], skipped: [ModelSearch.Skipped]) {
        guard recursive else { return (paths.map { Model(path: $0) }, []) }
        let search = ModelSearch(below: paths, library: library, known: known)
        if let root = search.unlisted.first { throw .remoteUnlisted(root) }
        var models = search.models.map { Model(path: $0) }
        for skipped in search.skipped {
            // A folder that two paths lead to is searched once, so the last root can have no model of its own.
            guard let last = models.indices.last else { break }
            models[min(skipped.model, last)].skipped.append(
                VerifyReport.Skipped(path: skipped.path, reason: skipped.reason.rawValue))
        }
        return (models, search.skipped)
    }

    /// The number of models, of `count`, that are verified in parallel.
    func jobs(for count: Int) -> Int {
        max(1, min(jobs ?? Processors.count, count))
    }

    /// The number of tensors of one model that are read in parallel: the processors that the other models leave.
    func readers(for count: Int) -> Int {
        max(1, Processors.count / jobs(for: count))
    }
}

/// What a search for models skipped, for people: each kind with its count and the first paths.
struct SkippedNotes {
    private static let shown = 3
    private let skipped: [ModelSearch.Skipped]

    init(_ skipped: [ModelSearch.Skipped]) {
        self.skipped = skipped
    }

    var lines: [String] {
        ModelSearch.Skipped.Reason.allCases.compactMap { reason in
            let paths = skipped.filter { $0.reason == reason }.map(\.path)
            guard !paths.isEmpty else { return nil }
            let examples = paths.prefix(Self.shown).joined(separator: ", ") + (paths.count > Self.shown ? ", …" : "")
            let kind = paths.count == 1 ? reason.rawValue : reason.plural
            return "skipped \(Quantity.count(paths.count)) \(kind): \(examples)"
        }
    }

    /// Prints the lines on standard error.
    func print() {
        for line in lines { Terminal.printNote("note: " + escapingControls(line)) }
    }
}
