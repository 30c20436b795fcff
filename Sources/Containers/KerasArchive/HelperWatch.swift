internal import ByteIO
internal import Glibc

/// Detects a helper that hangs, and does not mistake a slow one for it.
///
/// A clock alone is not enough: on a busy machine a helper gets little of the time that passes, on a suspended one
/// none. So the watch looks at the helper once a second and counts the looks; while the machine is suspended, there are
/// none. A helper hangs when it has used no processor time for many looks in a row: it waits for something that never
/// comes. A helper that computes without end is stopped by the limit of processor time of its cage
/// (`Sources/Containers/HDF5/Cage.swift`). Code that has taken the helper over could use a little time now and then, so
/// the number of looks is limited too.
struct HelperWatch: Sendable {
    /// The time between two looks.
    var interval = Duration.seconds(1)
    /// The looks allowed in a row without progress, and in all.
    var idleLooks = KerasLimits.idleSeconds
    var looks = KerasLimits.questionSeconds
    /// The processor time that a process has used; nil if it cannot be read.
    var processorTime: @Sendable (pid_t) -> Duration? = Self.processorTime(of:)
    /// What the watch has seen so far.
    private(set) var lookCount = 0
    private(set) var idleCount = 0
    private(set) var used: Duration?

    /// How a helper hangs, and how long it was watched.
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

    /// Looks at a process once.
    ///
    /// - Returns: nil unless the process hangs.
    mutating func look(at helper: pid_t) -> Hang? {
        lookCount += 1
        let now = processorTime(helper)
        // If the time cannot be read, only the number of looks counts.
        idleCount = now == used && now != nil ? idleCount + 1 : 0
        used = now
        if idleCount == idleLooks { return .idle(interval * idleCount) }
        return lookCount == looks ? .endless(interval * lookCount) : nil
    }

    /// The time of the process's own clock, in nanoseconds (clock_getcpuclockid(3)).
    static func processorTime(of process: pid_t) -> Duration? {
        var clock = clockid_t()
        var time = timespec()
        guard unsafe clock_getcpuclockid(process, &clock) == 0, unsafe clock_gettime(clock, &time) == 0 else {
            return nil
        }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
