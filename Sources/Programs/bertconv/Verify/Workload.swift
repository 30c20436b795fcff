import ArgumentParser
import ByteIO
import Formats
import ModelSchema

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
