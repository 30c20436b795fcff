internal import Verification

/// One model in a table of several: what is kept of it when its report is gone.
package struct ModelRow: Sendable {
    /// Characters that are kept of a sentence.
    private static let sentenceLength = 240

    /// `PASS`, `FAIL`, `PARTIAL`, `NOTHING` or `ERROR`.
    package let label: String
    package let verdict: VerifyReport.Verdict
    package let path: String
    package let className: String?
    /// What matters most, in words; nil: there are neither errors nor warnings.
    package let reason: String?
    let badness: Badness

    /// - Parameter index: the number of models before it.
    init(_ report: VerifyReport, index: Int) {
        label = report.label
        verdict = report.summary.verdict
        path = report.path
        className = report.className
        self.reason = report.reason.map { reason in
            reason.count > Self.sentenceLength ? reason.prefix(Self.sentenceLength) + "…" : reason
        }
        badness = Badness(report, index: index)
    }

    package var passes: Bool { verdict == .pass }
}

/// How much a model needs people; the worst comes first.
struct Badness: Sendable, Comparable {
    private let verdict: VerifyReport.Verdict
    private let errors: Int
    private let warnings: Int
    private let index: Int

    init(_ report: VerifyReport, index: Int) {
        verdict = report.summary.verdict
        errors = report.groups.count { $0.severity == .error }
        warnings = report.groups.count { $0.severity == .warning }
        self.index = index
    }

    /// Whether the first is worse; of two that are as bad, the one that was verified first.
    static func < (first: Badness, second: Badness) -> Bool {
        guard first.verdict == second.verdict else { return first.verdict > second.verdict }
        return (second.errors, second.warnings, first.index) < (first.errors, first.warnings, second.index)
    }
}

/// The worst of what is added, as much as a budget allows, the worst first.
struct WorstFirst<Element: Sendable>: Sendable {
    private(set) var elements: [(badness: Badness, element: Element, cost: Int)] = []
    private(set) var cost = 0
    private let budget: Int

    init(budget: Int) {
        self.budget = budget
    }

    mutating func add(_ element: Element, _ badness: Badness, cost: Int = 1) {
        let place = elements.firstIndex { badness < $0.badness } ?? elements.endIndex
        elements.insert((badness, element, cost), at: place)
        self.cost += cost
        while self.cost > budget, let last = elements.popLast() { self.cost -= last.cost }
    }
}

/// The models of a run, the worst first: a row for each, as long as there is room, and how many there are.
package struct ModelTable: Sendable {
    /// The most rows that are kept, so that memory does not grow with the number of models.
    static let rowLimit = 1_000

    private var kept = WorstFirst<ModelRow>(budget: rowLimit)
    package private(set) var tally = VerdictTally()

    mutating func add(_ report: VerifyReport) {
        let row = ModelRow(report, index: tally.count)
        tally.add(row.verdict)
        kept.add(row, row.badness)
    }

    /// The rows of the worst models.
    package var rows: [ModelRow] { kept.elements.map(\.element) }

    /// The number of models that do not pass.
    package var failingCount: Int { tally.count - tally[.pass] }
}
