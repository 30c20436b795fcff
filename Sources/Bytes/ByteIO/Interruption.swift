internal import Glibc

/// Cleans up when a signal ends the program: SIGINT, SIGTERM or SIGHUP.
///
/// The handler only writes the signal's number to a pipe. A thread of its own reads it, kills the programs that this
/// one has started (``ChildProcess``), removes hidden files (``TemporaryNames``), and ends the program by the same
/// signal, as the shell or supervisor expects. Signals that the caller ignores (`nohup`, a job in the background) stay
/// ignored.
package enum Interruption {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    /// The end of the pipe that the handler writes to; set once, before the handler is installed.
    nonisolated(unsafe) private static var writingEnd: Int32 = -1

    /// Installs the handler; to be called once, before any file is created.
    package static func watch() {
        let watched = signals.filter { !isIgnored($0) }
        var ends: [Int32] = [-1, -1]
        guard !watched.isEmpty, unsafe pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        unsafe writingEnd = ends[1]
        let readingEnd = ends[0]
        // Without the thread nothing would react to a signal, so the signals keep their effect.
        guard let thread = Thread({ Interruption.wait(on: readingEnd) }) else { return }
        thread.detach()
        for number in watched { handle(number) }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        let ignoring = unsafe unsafeBitCast(SIG_IGN, to: Int.self)
        return handler == ignoring
    }

    private static func handle(_ number: Int32) {
        var action = sigaction()
        // Only what is safe in a handler: writing one byte.
        unsafe action.__sigaction_handler.sa_handler = { number in
            let before = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = unsafe write(Interruption.writingEnd, &byte, 1)
            errno = before
        }
        action.sa_flags = SA_RESTART
        unsafe sigaction(number, &action, nil)
    }

    /// Waits for a signal, cleans up, and ends the program by it.
    private static func wait(on descriptor: Int32) -> Never {
        var byte: UInt8 = 0
        while unsafe read(descriptor, &byte, 1) != 1 {}
        ChildProcess.endAll {
            TemporaryNames.removeAll {
                let number = Int32(byte)
                signal(number, SIG_DFL)
                kill(getpid(), number)
                // The signal may arrive a moment later.
                while true { pause() }
            }
        }
    }
}
