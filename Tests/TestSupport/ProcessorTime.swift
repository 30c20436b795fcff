import Glibc

/// Seconds of the processor that `body` takes on this thread.
///
/// Not of the clock: hundreds of tests run at once, and one may wait for minutes until it is its turn.
package func processorSeconds(_ body: () throws -> Void) rethrows -> Double {
    let start = threadSeconds
    try body()
    return threadSeconds - start
}

private var threadSeconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
