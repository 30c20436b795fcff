import ArgumentParser
import ByteIO
import Policies
import Reporting
import Verification

/// What the user accepts of a model's findings, and what is to be written about it.
struct PolicyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Accept findings of a rule, all or those whose subject a glob fits; repeatable.", valueName: "rule[=glob]"))
    var allow: [Allowance] = []

    @Option(
        help: ArgumentHelp(
            "Accept, lower or raise findings as this YAML file says (docs/policy.md).", valueName: "file"))
    var policy: String?

    @Option(help: ArgumentHelp("Accept what this file lists, and fail only on what is new.", valueName: "file"))
    var baseline: String?

    @Option(
        help: ArgumentHelp(
            "Write today's findings to this file, as a baseline; - is standard output.", valueName: "file"))
    var writeBaseline: String?

    @Flag(
        help: """
            Print one policy that would accept today's findings of all models, instead of the report; with \
            --fail-on never, all findings that there are.
            """)
    var printPolicy = false
}

extension Allowance: ExpressibleByArgument {
    /// Nil for what is no rule, or no glob after it.
    public init?(argument: String) {
        guard let allowance = try? Allowance(argument) else { return nil }
        self = allowance
    }
}

extension PolicyOptions {
    /// The files that are named, read once for all models.
    ///
    /// - Throws: ``Fault`` `policy.*`.
    func read() throws(Fault) -> Acceptances {
        Acceptances(
            allowances: allow, policy: try policy.map { path throws(Fault) in try Policy(path: path) },
            baseline: try baseline.map { path throws(Fault) in try Baseline(path: path) })
    }

    /// Writes the baseline of a model, where one is asked for.
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

    /// The findings of a model with what they count as, and what is to be said of the sources.
    ///
    /// - Parameter depth: how closely the model was looked at; entries of rules that did not run are not stale.
    func judge(
        _ findings: [Finding], of model: String, depth: Examination.Depth
    ) throws(Fault) -> (findings: [JudgedFinding], notes: [String]) {
        let skipped = depth == .values ? [] : Set(Rule.all.filter { $0.needs == .values })
        return Judge(model: model, policy: policy, allowances: allowances, baseline: baseline)
            .judge(findings, today: try CalendarDay.today(), skipped: skipped)
    }
}
