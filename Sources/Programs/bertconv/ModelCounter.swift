import Reporting

/// A line on standard error that says how far it is, drawn only when that is a terminal:
/// `verified 12 of 1,000 models, 3 do not pass`.
final class ModelCounter {
    private let total: Int
    private let isShown: Bool
    private var tally = VerdictTally()

    init(total: Int, isQuiet: Bool) {
        self.total = total
        isShown = !isQuiet && total > 1 && Terminal.isTerminal(2)
    }

    func add(_ verdict: VerifyReport.Verdict) {
        tally.add(verdict)
        guard isShown else { return }
        let bad = tally.count - tally[.pass]
        Terminal.draw(
            "\r\u{1B}[Kverified \(Quantity.count(tally.count)) of \(Quantity.count(total)) models"
                + (bad == 0 ? "" : ", \(Quantity.count(bad)) do not pass"))
    }

    /// Takes the line away, so that something else can be written.
    func clear() {
        if isShown { Terminal.draw("\r\u{1B}[K") }
    }

    /// The verdict that decides.
    var worst: VerifyReport.Verdict { tally.worst() ?? .nothing }
}
