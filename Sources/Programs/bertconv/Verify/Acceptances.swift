import ByteIO
import Policies
import Verification

/// What is accepted in the models of a run, from which source, and what of it had an effect.
final class Acceptances: Sendable {
    /// What became of the findings of a model.
    struct Judgement: Sendable {
        let findings: [JudgedFinding]
        let notes: [String]
        /// The paths of the policy and the baseline that applied.
        let policies: [String]
    }

    /// What applies to a model, and which files would if they were not in a model's folder.
    private struct Source {
        var policy: Policy?
        var ignored: [String] = []
    }

    let baseline: Baseline?
    /// The sources of models for which a search found something.
    private let sources: [String: Source]
    /// The source of all other models.
    private let usual: Source
    private let isFound: Bool
    /// Whether the run has one model.
    private let isAlone: Bool
    private let judge: Monitor<Judge>

    /// - Parameter policy: the policy that the user named, for all models.
    init(_ models: [String], _ judge: Judge, policy: Policy) {
        sources = [:]
        usual = Source(policy: policy)
        isFound = false
        isAlone = models.count == 1
        baseline = judge.baseline
        self.judge = Monitor(judge)
    }

    /// - Parameter isSearching: whether to search for the policy of each model.
    /// - Throws: ``Fault`` `file.*`, `policy.*` if a policy that was found cannot be read.
    init(_ models: [String], _ judge: Judge, searching isSearching: Bool) throws(Fault) {
        var search = PolicySearch()
        var policies: [String: Policy] = [:]
        var sources: [String: Source] = [:]
        for model in isSearching ? models : [] {
            let found = search.search(model)
            var source = Source(ignored: found.ignored)
            if let path = found.policy {
                if policies[path] == nil { policies[path] = try Policy(path: path) }
                source.policy = policies[path]
            }
            // A fleet without policies has no entries.
            if source.policy != nil || !source.ignored.isEmpty { sources[model] = source }
        }
        self.sources = sources
        usual = Source()
        isFound = true
        isAlone = models.count == 1
        baseline = judge.baseline
        self.judge = Monitor(judge)
    }

    /// The paths of all policies that apply to models of the run.
    var policies: [String] {
        Set(sources.values.compactMap(\.policy?.path) + [usual.policy?.path].compactMap(\.self)).sortedByBytes()
    }

    /// The findings of a model with the severity that each counts as, and notes about this model.
    ///
    /// If it is the only model of the run, the notes about the run are among them.
    func judge(_ findings: [Finding], of model: String) -> Judgement {
        let source = sources[model] ?? usual
        let (judged, notes) = judge.withLock { judge in judge.judge(findings, of: model, by: source.policy) }
        let ignored = source.ignored.map { path in
            "\(path) does not apply, because it is in the folder of a model; to use it, pass --policy "
                + ShellWord.path(path)
        }
        return Judgement(
            findings: judged, notes: notes + ignored + (isAlone ? runNotes : []),
            policies: [source.policy?.path, baseline?.path].compactMap(\.self))
    }

    /// The notes about a run of several models.
    var notes: [String] { isAlone ? [] : runNotes }

    /// Which policies were found, and what had no effect on any model.
    private var runNotes: [String] {
        (isFound ? policies.map(found) : []) + judge.withLock { $0.notes }
    }

    private func found(_ path: String) -> String {
        let count = sources.values.count { $0.policy?.path == path }
        return "\(path) was found and applies" + (isAlone ? "" : " to \(count) \(count == 1 ? "model" : "models")")
    }
}
