import Glibc
import TestSupport
import Testing

/// A run of the program that makes something, and what its folder is before and after it.
final class FaultScenario: Sendable {
    enum Kind: String, CaseIterable {
        case file, fileReplaced, torch, keras, shards, shardsReplaced, shardsForFile, folder, initFile, initFolder,
            report
    }

    /// Every kind, on a file system that has files without names, and on one that has none where that makes a difference
    /// other than in the bytes of one file.
    static let places: [(kind: Kind, hasNoNameless: Bool)] =
        Kind.allCases.map { ($0, false) }
        + Kind.allCases.filter { ![.torch, .keras, .initFile].contains($0) }.map { ($0, true) }

    let kind: Kind
    let hasNoNameless: Bool
    let folder = TemporaryFolder()
    let arguments: [String]
    let before: [String: [UInt8]]
    let after: [String: [UInt8]]

    init(_ kind: Kind, hasNoNameless: Bool = false, arguments more: [String] = []) throws {
        self.kind = kind
        self.hasNoNameless = hasNoNameless
        let input = TinyBert("BertModel", layers: 0).write(to: folder)
        arguments = Self.arguments(kind, input, folder) + more
        if kind == .fileReplaced || kind == .shardsForFile { _ = folder.write("old", to: "out.safetensors") }
        if kind == .report { _ = folder.write("old", to: "out.json") }
        if kind == .shardsReplaced {
            for name in Self.shardNames { _ = folder.write("old \(name)", to: name) }
        }
        before = folder.tree
        let run = Tool.bertconv(arguments)
        try #require(run.status == 0, "\(run.errors)")
        after = folder.tree
        try #require(after != before)
        folder.restore(before)
        try #require(folder.tree == before)
    }

    static let shardNames = [
        "out-00001-of-00002.safetensors", "out-00002-of-00002.safetensors", "out.safetensors.index.json",
    ]

    private static func arguments(_ kind: Kind, _ input: String, _ folder: TemporaryFolder) -> [String] {
        let file = folder.file("out.safetensors")
        switch kind {
        case .file: return ["convert", input, file]
        case .fileReplaced: return ["convert", input, file, "--force"]
        case .torch: return ["convert", input, folder.file("out.bin")]
        case .keras: return ["convert", input, folder.file("out.h5")]
        case .shards: return ["convert", input, file, "--max-shard-size", "200B"]
        case .shardsReplaced, .shardsForFile: return ["convert", input, file, "--max-shard-size", "200B", "--force"]
        case .folder: return ["convert", folder.path, folder.file("out"), "--to", "pytorch"]
        case .initFile: return ["init", folder.file("config.json"), file]
        case .initFolder:
            return ["init", folder.path, folder.file("out"), "--to", "safetensors", "--max-shard-size", "200B"]
        case .report:
            return ["verify", input, "--fail-on", "never", "--report", "json=" + folder.file("out.json")]
        }
    }
}

extension FaultScenario {
    /// How a run under a fault ended, and how many calls had been made by then.
    struct Outcome {
        let status: Int32
        let errors: String
        let calls: Int
        let tree: [String: [UInt8]]

        /// What is there but hidden leftovers of a killed run.
        var visible: [String: [UInt8]] {
            tree.filter { !$0.key.contains(".bertconv") }
        }
    }

    /// Runs from the beginning; the folder is left as the run leaves it.
    ///
    /// - Parameter signal: one that is sent from outside as soon as so many calls have been made.
    func run(_ fault: InjectedFault, signal: (number: Int32, afterCalls: Int)? = nil) throws -> Outcome {
        folder.restore(before)
        var fault = fault
        fault.hasNoNameless = hasNoNameless
        let counters = TemporaryFolder()
        let counter = counters.write([UInt8](repeating: 0, count: 8), to: "count")
        let child = try #require(
            Child([Tool.path("bertconv")] + arguments, environment: fault.environment(counter: counter)))
        func calls() -> Int { bytes(ofFile: counter).reversed().reduce(0) { $0 << 8 | Int($1) } }
        if let signal {
            while calls() < signal.afterCalls, !child.hasEnded { usleep(500) }
            // One that has ended and was not waited for does not mind.
            child.send(signal.number)
        }
        let end = child.wait()
        return Outcome(status: end.status, errors: end.errors, calls: calls(), tree: folder.tree)
    }

    /// How many calls of these kinds a whole run makes.
    func count(_ calls: [String]) throws -> Int {
        let outcome = try run(InjectedFault(calls: calls))
        try #require(outcome.status == 0)
        let odd = Set(outcome.tree.keys).union(after.keys).filter { outcome.tree[$0] != after[$0] }.sorted()
        try #require((outcome.tree == after) as Bool, "\(kind): \(odd)")
        return outcome.calls
    }

    /// Runs again without any fault: what a killed run left is cleaned away, and the output is whole.
    func expectCleanedByNextRun(_ comment: String) {
        // Nothing was left: the next run is like the first.
        if folder.tree == before { return }
        let isMade = folder.tree.filter { !$0.key.contains(".bertconv") } == after
        let isReplacing = [.fileReplaced, .shardsReplaced, .shardsForFile, .report].contains(kind)
        if isMade, !isReplacing {
            return
        }
        let variables = InjectedFault(hasNoNameless: hasNoNameless).environment(counter: "/dev/null")
        let run = Tool.bertconv(arguments, environment: hasNoNameless ? variables : [])
        #expect(run.status == 0, "\(comment): \(run.errors)")
        #expect((folder.tree == after) as Bool, "\(comment): \(folder.tree.keys.sorted())")
    }
}
