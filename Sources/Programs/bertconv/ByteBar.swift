import Synchronization

/// The progress bar of one model's values, whose size is known only when they begin to be read.
final class ByteBar: Sendable {
    private let isQuiet: Bool
    private let bar = Mutex<ProgressBar?>(nil)

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
    }

    func advance(by byteCount: Int, of total: Int) {
        bar.withLock { bar in
            if bar == nil { bar = ProgressBar("reading", total: total, isQuiet: isQuiet) }
            bar?.advance(by: byteCount)
        }
    }

    func finish() {
        bar.withLock { $0?.finish() }
    }
}
