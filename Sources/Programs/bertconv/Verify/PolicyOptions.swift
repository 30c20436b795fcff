import ArgumentParser
import ByteIO
import Policies
import Reporting
import Verification

/// The options by which a user accepts findings, or has them written as a baseline or a policy.
struct PolicyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Accept the findings of a rule: all, or those whose subject matches a glob; repeatable.",
            valueName: "rule[=glob]"), completion: .list(Rule.all.map(\.number)),
        transform: { try Allowance($0) })
    var allow: [Allowance] = []

    @Option(
        help: ArgumentHelp(
            "Accept, lower or raise findings by this YAML file; by default by the nearest bertconv.yaml above each "
                + "model's folder (docs/policy.md).", valueName: "file"), completion: .file())
    var policy: String?

    @Flag(help: "Do not search for a bertconv.yaml.")
    var noPolicy = false

    @Option(
        help: ArgumentHelp("Accept the findings that this file lists, and fail only on new ones.", valueName: "file"),
        completion: .file())
    var baseline: String?

    @Option(
        help: ArgumentHelp(
            "Write today's findings to this baseline; - is standard output.", valueName: "file"),
        completion: .file())
    var writeBaseline: String?

    @Flag(
        help: """
            Instead of the report, print one policy that would accept what fails today in all models; with --fail-on \
            never, what fails by default. It is complete by itself: no bertconv.yaml is searched for.
            """)
    var printPolicy = false

    func validate() throws {
        guard policy == nil || !noPolicy else {
            throw ValidationError("--no-policy and --policy contradict each other: leave one of them out")
        }
    }
}

extension PolicyOptions {
    /// Finds and reads the policy of each model, and the baseline.
    ///
    /// - Throws: ``Fault`` `file.*`, `policy.*`.
    ///
    /// - Parameter skipped: the rules that are not checked.
    func read(for models: [String], skipping skipped: Set<Rule>) throws(Fault) -> Acceptances {
        let judge = Judge(
            today: try CalendarDay.today(), skipped: skipped, allowances: allow,
            baseline: try baseline.map { path throws(Fault) in try Baseline(path: path) })
        if let policy {
            return Acceptances(models, judge, policy: try Policy(path: policy))
        }
        // A printed policy may hide the one that was found, so it must be complete without it.
        return try Acceptances(models, judge, searching: !noPolicy && !printPolicy)
    }

    /// The baseline that `--write-baseline` asks for; nil: none.
    ///
    /// - Parameters:
    ///   - count: the number of models.
    ///   - isForSeveral: whether each finding is recorded with the path of its model.
    func baseline(for count: Int, replacing old: Baseline?, isForSeveral: Bool) -> WrittenBaseline? {
        writeBaseline.map { path in
            WrittenBaseline(
                Baseline(emptyAt: path), replacing: old, isForSeveral: isForSeveral || old?.isForSeveral ?? false,
                count: count)
        }
    }
}

/// A baseline that gets the findings of all models and is then written.
final class WrittenBaseline {
    private var baseline: Baseline
    private let old: Baseline?
    private let isForSeveral: Bool
    /// The number of models that are still to come.
    private var left: Int

    init(_ baseline: Baseline, replacing old: Baseline?, isForSeveral: Bool, count: Int) {
        self.baseline = baseline
        self.old = old
        self.isForSeveral = isForSeveral
        left = count
    }

    /// Adds the findings of a model, and writes the file after the last.
    ///
    /// - Throws: ``Fault`` `file.*`, `policy.size`.
    func add(_ report: VerifyReport) throws(Fault) {
        baseline.add(report.findings, of: report.path, replacing: old, isForSeveral: isForSeveral)
        left -= 1
        guard left == 0 else { return }
        if let old { baseline.addOtherModels(of: old) }
        if StandardStream.isOutput(baseline.path) {
            Terminal.print(try baseline.text(tool: Version.current))
        } else {
            try baseline.write(tool: Version.current)
        }
    }
}
