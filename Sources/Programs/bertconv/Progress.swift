import ByteIO
import Glibc
import Reporting

/// A bar on standard error, drawn only when that is a terminal: `converting ━━━━━━────  63 %  276 of 438 MB`.
final class ProgressBar {
    private let work: String
    private let total: Int
    private let isShown: Bool
    private var done = 0
    private var drawnPercent = -1

    /// - Parameters:
    ///   - work: what is going on: "converting".
    ///   - total: bytes of the whole work.
    init(_ work: String, total: Int, isQuiet: Bool) {
        self.work = work
        self.total = total
        isShown = !isQuiet && total > 0 && Terminal.isTerminal(STDERR_FILENO)
    }

    func advance(by byteCount: Int) {
        done = done.clampedSum(byteCount)
        guard isShown else { return }
        let percent = Int(min(100, Double(done) / Double(total) * 100))
        guard percent != drawnPercent else { return }
        drawnPercent = percent
        let filled = percent * 30 / 100
        let bar = String(repeating: "━", count: filled) + String(repeating: "─", count: 30 - filled)
        draw("\(work) \(bar) \(percent) %  \(Quantity.bytes(done)) of \(Quantity.bytes(total))")
    }

    /// Takes the bar away.
    func finish() {
        if isShown { draw("") }
    }

    private func draw(_ text: String) {
        Terminal.draw("\r\u{1B}[K" + text)
    }
}
