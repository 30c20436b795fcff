internal import ByteIO
internal import Glibc

/// Tells a helper that hangs from one that is slow.
///
/// A clock alone cannot: on a busy machine a helper gets little of the time that passes, on a suspended one nothing. So
/// the watch looks at the helper once a second and counts its looks. While nothing runs, nobody looks. A helper hangs
/// when it has used no processor time for many looks in a row: it waits for something that does not come. One that
/// computes for ever is ended by the limit of processor time of its cage (`Sources/HDF5/Cage.swift`). Code that took the
/// helper over could do a little now and then, so the looks are limited, too.
struct HelperWatch: Sendable {
    /// The time from one look to the next.
    var interval = Duration.seconds(1)
    /// Looks in a row without progress, and looks in all.
    var idleLooks = KerasLimits.idleSeconds
    var looks = KerasLimits.questionSeconds
    /// The processor time that a process has used; nil where the system does not tell.
    var processorTime: @Sendable (pid_t) -> Duration? = Self.processorTime(of:)
    /// What was seen so far.
    private(set) var lookCount = 0
    private(set) var idleCount = 0
    private(set) var used: Duration?

    /// What shows that a helper hangs, and for how long it was seen.
    enum Hang: Equatable {
        case idle(Duration)
        case endless(Duration)

        var fault: Fault {
            switch self {
            case .idle(let time): .helperIdle(for: time)
            case .endless(let time): .helperEndless(after: time)
            }
        }
    }

    /// Looks at a process.
    ///
    /// - Returns: nil unless it hangs.
    mutating func look(at helper: pid_t) -> Hang? {
        lookCount += 1
        let now = processorTime(helper)
        // Where the system does not tell, only the looks in all count.
        idleCount = now == used && now != nil ? idleCount + 1 : 0
        used = now
        if idleCount == idleLooks { return .idle(interval * idleCount) }
        return lookCount == looks ? .endless(interval * lookCount) : nil
    }

    /// By the process's own clock, whose resolution is a nanosecond (clock_getcpuclockid(3)).
    static func processorTime(of process: pid_t) -> Duration? {
        var clock = clockid_t()
        var time = timespec()
        guard unsafe clock_getcpuclockid(process, &clock) == 0, unsafe clock_gettime(clock, &time) == 0 else {
            return nil
        }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
