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
            valueName: "rule[=glob]"),
        transform: { try Allowance($0) })
    var allow: [Allowance] = []

    @Option(
        help: ArgumentHelp(
            "Accept, lower or raise findings by this YAML file (docs/policy.md).", valueName: "file"))
    var policy: String?

    @Option(
        help: ArgumentHelp("Accept the findings that this file lists, and fail only on new ones.", valueName: "file"))
    var baseline: String?

    @Option(
        help: ArgumentHelp(
            "Write today's findings to this baseline; - is standard output.", valueName: "file"))
    var writeBaseline: String?

    @Flag(
        help: """
            Instead of the report, print one policy that would accept today's findings of all models; with --fail-on \
            never, all of them.
            """)
    var printPolicy = false
}

extension PolicyOptions {
    /// Reads the policy and the baseline, once for all models.
    ///
    /// - Throws: ``Fault`` `policy.*`.
    func read() throws(Fault) -> Acceptances {
        Acceptances(
            allowances: allow, policy: try policy.map { path throws(Fault) in try Policy(path: path) },
            baseline: try baseline.map { path throws(Fault) in try Baseline(path: path) })
    }

    /// Writes the baseline of a model, if the user asked for one.
    ///
    /// - Throws: ``Fault`` `file.…`.
    func writeBaseline(_ report: VerifyReport, _ acceptances: Acceptances) throws(Fault) {
        guard let path = writeBaseline else { return }
        let baseline = Baseline(report.findings, of: report.path, replacing: acceptances.baseline, path: path)
        if StandardStream.isOutput(path) {
            Terminal.print(baseline.text(tool: Version.current))
        } else {
            try baseline.write(tool: Version.current)
        }
    }
}

/// What is accepted, and from which source.
struct Acceptances {
    let allowances: [Allowance]
    let policy: Policy?
    let baseline: Baseline?

    /// The findings of a model with the severity that each counts as, and notes about the sources.
    ///
    /// - Parameter depth: how deeply the model was checked. Entries of rules that did not run are not unused.
    func judge(
        _ findings: [Finding], of model: String, depth: Examination.Depth
    ) throws(Fault) -> (findings: [JudgedFinding], notes: [String]) {
        let skipped = depth == .values ? [] : Set(Rule.all.filter { $0.needs == .values })
        return Judge(model: model, policy: policy, allowances: allowances, baseline: baseline)
            .judge(findings, today: try CalendarDay.today(), skipped: skipped)
    }
}
