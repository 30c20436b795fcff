import ByteIO
import Glibc
import Reporting

/// A progress bar on standard error, drawn only on a terminal: `converting ━━━━━━────  63 %  276 of 438 MB`, and of what
/// comes from another machine `, 24 MB/s`.
final class ProgressBar: Sendable {
    private let work: String
    private let total: Int
    private let isShown: Bool
    private let state = Monitor(State())
    private let began = ContinuousClock.now
    private let showsRate: Bool

    private struct State {
        /// The bytes of the work that is done.
        var done = 0
        var drawnPercent = -1
    }

    /// - Parameters:
    ///   - work: what the command does: "converting".
    ///   - total: the bytes of all the work.
    init(_ work: String, total: Int, isQuiet: Bool, showsRate: Bool = false) {
        self.showsRate = showsRate
        self.work = work
        self.total = total
        isShown = !isQuiet && total > 0 && Terminal.isTerminal(STDERR_FILENO)
    }

    func advance(by byteCount: Int) {
        state.withLock { state in
            state.done = state.done.clampedSum(byteCount)
            guard isShown else { return }
            let percent = Int(min(100, Double(state.done) / Double(total) * 100))
            guard percent != state.drawnPercent else { return }
            state.drawnPercent = percent
            let filled = percent * 30 / 100
            let bar = String(repeating: "━", count: filled) + String(repeating: "─", count: 30 - filled)
            draw(
                "\(work) \(bar) \(percent) %  \(Quantity.bytes(state.done)) of \(Quantity.bytes(total))"
                    + rate(state.done))
        }
    }

    /// The bytes per second since the beginning, in words.
    private func rate(_ done: Int) -> String {
        guard showsRate else { return "" }
        let seconds = max(0.001, began.duration(to: .now) / .seconds(1))
        return ", \(Quantity.bytes(Int(min(Double(done) / seconds, 1e15))))/s"
    }

    /// Clears the bar.
    func finish() {
        if isShown { draw("") }
    }

    private func draw(_ text: String) {
        Terminal.draw("\r\u{1B}[K" + text)
    }
}

/// The progress bar for the values of one model, whose size is known once reading begins.
final class ByteBar: Sendable {
    private let isQuiet: Bool
    private let showsRate: Bool
    private let bar = Monitor<ProgressBar?>(nil)

    init(isQuiet: Bool, showsRate: Bool) {
        self.isQuiet = isQuiet
        self.showsRate = showsRate
    }

    func advance(by byteCount: Int, of total: Int) {
        bar.withLock { bar in
            if bar == nil { bar = ProgressBar("reading", total: total, isQuiet: isQuiet, showsRate: showsRate) }
            bar?.advance(by: byteCount)
        }
    }

    func finish() {
        bar.withLock { $0?.finish() }
    }
}

/// The progress of many models, a line on standard error, drawn only on a terminal: `12/1,000 verified, 3 failing`.
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
            "\r\u{1B}[K\(Quantity.count(tally.count))/\(Quantity.count(total)) verified"
                + (bad == 0 ? "" : ", \(Quantity.count(bad)) failing"))
    }

    /// Clears the line, so that something else can be written.
    func clear() {
        if isShown { Terminal.draw("\r\u{1B}[K") }
    }

    /// The worst verdict so far, which decides on the exit status.
    var worst: VerifyReport.Verdict { tally.worst() ?? .nothing }
}
