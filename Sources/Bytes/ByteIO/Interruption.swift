internal import Glibc

/// What happens when somebody ends the program from outside: SIGINT, SIGTERM, SIGHUP.
///
/// The handler only writes the signal's number to a pipe. A thread of its own reads it, takes away everything that
/// has no name yet (``Names``), and lets the program die of the same signal, as the shell or the supervisor that sent
/// it expects. Signals that the caller ignores (`nohup`, a job in the background) stay ignored.
package enum Interruption {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    /// Where the handler writes; set once, before there is a handler.
    nonisolated(unsafe) private static var writingEnd: Int32 = -1

    /// Begins to watch; called once, before anything is made.
    package static func watch() {
        let watched = signals.filter { !isIgnored($0) }
        var ends: [Int32] = [-1, -1]
        guard !watched.isEmpty, unsafe pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        unsafe writingEnd = ends[1]
        let readingEnd = unsafe UnsafeMutableRawPointer(bitPattern: Int(ends[0]))
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                Interruption.wait(on: Int32(truncatingIfNeeded: Int(bitPattern: argument)))
            }, readingEnd)
        // Without the thread nothing would answer: then the signals keep killing at once.
        guard status == 0 else { return }
        pthread_detach(thread)
        for number in watched { handle(number) }
    }

    /// Returns at once, unless the program is being ended from outside: then never.
    ///
    /// To be called before anything is made of a child's end, for the children are ended first.
    package static func letEnd() {
        Names.pass()
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
        // Only what is safe in a handler: one write of a byte.
        unsafe action.__sigaction_handler.sa_handler = { number in
            let before = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = unsafe write(Interruption.writingEnd, &byte, 1)
            errno = before
        }
        action.sa_flags = SA_RESTART
        unsafe sigaction(number, &action, nil)
    }

    /// Waits for a signal, cleans up and dies of it.
    private static func wait(on descriptor: Int32) -> Never {
        var byte: UInt8 = 0
        while unsafe read(descriptor, &byte, 1) != 1 {}
        Names.abandon {
            let number = Int32(byte)
            signal(number, SIG_DFL)
            // Whoever waits for a child does not live to tell of its end: ``letEnd()``.
            for child in ChildProcesses.all { kill(child, SIGKILL) }
            kill(getpid(), number)
            // It is on its way.
            while true { pause() }
        }
    }
}

/// The programs that this one has started: they must not go on for nobody.
enum ChildProcesses {
    /// Those that live now.
    static var all: [pid_t] {
        ((try? Folder.names(in: "/proc/self/task")) ?? []).flatMap(list(ofThread:))
    }

    /// `/proc/PID/task/TID/children` (proc_pid_children(5)): numbers with spaces between.
    private static func list(ofThread thread: String) -> [pid_t] {
        let descriptor = unsafe open("/proc/self/task/\(thread)/children", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(descriptor, &text, text.count)
        return text.prefix(max(0, count)).split(separator: UInt8(ascii: " ")).compactMap { digits in
            pid_t(String(decoding: digits, as: UTF8.self)).flatMap { $0 > 1 ? $0 : nil }
        }
    }
}
