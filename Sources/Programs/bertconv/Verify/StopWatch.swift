import Glibc
import Reporting

/// Measures how long one model takes.
struct StopWatch {
    private let began = Int(time(nil))
    private let start = ContinuousClock.now

    /// When the work began, and how long it has taken so far.
    var timing: VerifyReport.Timing {
        let duration = start.duration(to: .now)
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return VerifyReport.Timing(began: began, seconds: seconds)
    }
}
