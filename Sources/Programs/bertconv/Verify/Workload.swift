import ArgumentParser
import ByteIO
import Formats
import ModelSchema
import Reporting

/// How `verify` goes over many models.
struct VerifyLoad: ParsableArguments {
    @Flag(
        name: .shortAndLong,
        help: "Verify every model below the folders. Links to folders and hidden folders are passed over.")
    var recursive = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "How many models to look at at a time; otherwise as many as there are processors.", valueName: "n"))
    var jobs: Int?

    func validate() throws {
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs is a number from 1 to 1024") }
    }

    /// The models that `paths` mean, and what a search for them passed over.
    func models(_ paths: [String], for library: Library) -> (paths: [String], skipped: [ModelSearch.Skipped]) {
        guard recursive else { return (paths, []) }
        let search = ModelSearch(below: paths, library: library)
        return (search.models, search.skipped)
    }

    /// How many of `count` models are looked at at a time.
    func jobs(for count: Int) -> Int {
        max(1, min(jobs ?? Processors.count, count))
    }

    /// How many tensors of one model are read at a time: what the other models leave.
    func readers(for count: Int) -> Int {
        max(1, Processors.count / jobs(for: count))
    }
}

/// What a search for models passed over, for people: each kind with its number and the first paths.
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
            return "passed over \(Quantity.count(paths.count)) \(kind): \(examples)"
        }
    }

    /// Prints the lines on standard error.
    func print() {
        for line in lines { Terminal.printNote("note: " + escapingControls(line)) }
    }
}
