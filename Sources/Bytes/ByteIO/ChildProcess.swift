internal import CKernels
package import Glibc

/// A program that this one has started and waits for.
///
/// The program has three standard streams, an empty environment, and no other descriptor. It is killed when this value
/// is destroyed before it has ended, and when a signal ends this process (``Interruption``).
package struct ChildProcess: ~Copyable {
    private let identifier: pid_t
    /// Nil when its standard output is a file.
    private let output: Stream?
    private let errors: Stream
    private var hasEnded = false

    /// Where the standard output of a program goes.
    package enum Output: Sendable {
        /// To this process, which reads it.
        case answer
        /// To an open file.
        case file(descriptor: Int32)
    }

    /// Why a program was not started.
    package struct NotStarted: Error, CustomStringConvertible {
        /// As in `errno`.
        package let number: Int32

        package var description: String { unsafe "\(String(cString: strerror(number))) (errno \(number))" }
    }

    /// Starts the program at `path`.
    ///
    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - input: an open descriptor that becomes its standard input.
    package init(_ path: String, _ arguments: [String], input: Int32, output: Output) throws(NotStarted) {
        let errors = try Stream()
        let answer: Stream?
        let target: Int32
        switch output {
        case .answer:
            let stream = try Stream()
            (answer, target) = (stream, stream.writingEnd)
        case .file(let descriptor): (answer, target) = (nil, descriptor)
        }
        identifier = try Self.start([path] + arguments, input, target, errors.writingEnd)
        self.output = answer
        self.errors = errors
        answer?.closeWritingEnd()
        errors.closeWritingEnd()
    }

    deinit {
        guard !hasEnded else { return }
        kill(identifier, SIGKILL)
        // Waits without reaping the process, so that the lock is not held meanwhile.
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        _ = Self.end(of: identifier)
    }
}

extension ChildProcess {
    /// How a program ended.
    package enum End: Equatable, Sendable {
        case exited(Int32)
        /// By the signal of this number.
        case killed(Int32)
    }

    /// How a program ended, and everything that it wrote.
    package struct Answer: Sendable {
        package let end: End
        package let output: [UInt8]
        package let errors: [UInt8]
    }

    /// Reads what the program writes until it has ended.
    ///
    /// - Parameters:
    ///   - limit: bytes that it may write to each stream.
    ///   - interval: the time between two calls of `look`; longer when the machine is busy or suspended.
    ///   - look: checks whether the program, given by its number, still makes progress; throws to give it up.
    /// - Returns: nil when the program wrote more than `limit` bytes.
    package mutating func answer<Failure>(
        limit: Int, every interval: Duration, look: (pid_t) throws(Failure) -> Void
    ) throws(Failure) -> Answer? {
        try answer(limit: limit, every: interval, asking: -1, serve: { () throws(Failure) in false }, look: look)
    }

    /// The same for a program that asks this one for something meanwhile.
    ///
    /// - Parameters:
    ///   - socket: where it asks; -1: nowhere.
    ///   - serve: answers a question there; returns false when no other one follows.
    package mutating func answer<Failure>(
        limit: Int, every interval: Duration, asking socket: Int32, serve: () throws(Failure) -> Bool,
        look: (pid_t) throws(Failure) -> Void
    ) throws(Failure) -> Answer? {
        var socket = socket
        var nextLook = SuspendingClock.now + interval
        // When both streams have ended, the program has ended or is about to; no event reports that.
        var pause = Duration.milliseconds(1)
        while true {
            let isSilent = output?.isOpen != true && !errors.isOpen
            let isLook = SuspendingClock.now >= nextLook
            // Does not wait for the streams: a program that it has started could hold them open.
            if isSilent || isLook, let end = Self.end(of: identifier) {
                hasEnded = true
                guard output?.read(limit: limit) != false, errors.read(limit: limit) else { return nil }
                return Answer(end: end, output: output?.bytes ?? [], errors: errors.bytes)
            }
            if isLook {
                try look(identifier)
                nextLook = SuspendingClock.now + interval
            }
            let isAsked = wait(isSilent ? min(pause, interval) : nextLook - SuspendingClock.now, socket)
            if isAsked, try !serve() { socket = -1 }
            if isSilent { pause *= 2 }
            guard output?.read(limit: limit) != false, errors.read(limit: limit) else { return nil }
        }
    }

    /// Waits until a stream or the socket has something to read or ends, but no longer than `time`.
    ///
    /// - Returns: whether the socket has.
    private func wait(_ time: Duration, _ socket: Int32) -> Bool {
        // poll(2) ignores negative descriptors.
        var streams = [output?.descriptor ?? -1, errors.descriptor, socket].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let milliseconds = (time / .milliseconds(1)).rounded(.up)
        let count = unsafe poll(&streams, nfds_t(streams.count), Int32(max(0, min(milliseconds, 1_000_000))))
        return count > 0 && streams[2].revents != 0
    }
}

extension ChildProcess {
    /// The processes that have not been reaped.
    ///
    /// Locked while one is started or reaped, so that ``endAll(_:)`` kills all of them and no other process that has
    /// got the number of one.
    private static let running = Monitor<Set<pid_t>>([])

    /// Kills all programs and ends this process.
    ///
    /// From then on no program is started, and a thread that waits for the end of one waits for ever, so no thread acts
    /// on that end.
    static func endAll(_ end: () -> Never) -> Never {
        running.withLock { running in
            for identifier in running { kill(identifier, SIGKILL) }
            end()
        }
    }

    private static func start(
        _ command: [String], _ input: Int32, _ output: Int32, _ errors: Int32
    ) throws(NotStarted) -> pid_t {
        let texts = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe texts.indices { unsafe free(texts[index]) } }
        return try running.withLock { (running) throws(NotStarted) in
            var identifier: pid_t = 0
            let number = unsafe CKStartProgram(command[0], texts, input, output, errors, &identifier)
            guard number == 0 else { throw NotStarted(number: number) }
            running.insert(identifier)
            return identifier
        }
    }

    /// Reaps the program.
    ///
    /// - Returns: how it ended; nil while it runs.
    private static func end(of identifier: pid_t) -> End? {
        running.withLock { running in
            var status: Int32 = 0
            guard unsafe waitpid(identifier, &status, WNOHANG) == identifier else { return nil }
            running.remove(identifier)
            return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .killed(status & 0x7F)
        }
    }
}

/// A pipe that a program writes to, and what was read from it.
private final class Stream {
    private let readingEnd: Int32
    /// The program's end; -1 when this process has closed it.
    private(set) var writingEnd: Int32
    /// Whether there may be more to read.
    private(set) var isOpen = true
    private(set) var bytes: [UInt8] = []

    init() throws(ChildProcess.NotStarted) {
        var ends: [Int32] = [-1, -1]
        let number = unsafe CKMakePipe(&ends)
        guard number == 0 else { throw ChildProcess.NotStarted(number: number) }
        (readingEnd, writingEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readingEnd)
        closeWritingEnd()
    }

    /// The end to read from; -1 when everything was read.
    var descriptor: Int32 { isOpen ? readingEnd : -1 }

    func closeWritingEnd() {
        guard writingEnd >= 0 else { return }
        close(writingEnd)
        writingEnd = -1
    }

    /// Reads what there is, without waiting.
    ///
    /// - Returns: false when the program has written more than `limit` bytes.
    func read(limit: Int) -> Bool {
        guard isOpen else { return true }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = unsafe Glibc.read(readingEnd, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return true }
            guard count > 0 else {
                isOpen = false
                return true
            }
            bytes += buffer[..<count]
        }
        return false
    }
}
