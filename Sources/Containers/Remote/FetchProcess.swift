internal import ByteIO
internal import Glibc

/// A running `bertconv-fetch`, which answers one request at a time.
///
/// It is not told apart from a program that has been taken over by what it received: every frame is checked.
final class FetchProcess: @unchecked Sendable {
    // Used by one thread at a time: `FetchPool` hands it out.
    private let executable: String
    /// This program's end of a socket that is its standard input and output.
    private let socket: Int32
    private var child: ChildProcess?
    /// Bytes of the present frame of the body that were not read yet.
    private var frameRest = 0
    /// Whether the last answer was read to its end, so that another request can follow.
    private(set) var isIdle = true
    /// Looks without any byte, a second each, before a silent program is given up; it gives up its server earlier.
    private var lookLimit = 2 * RemoteLimits.quietSeconds

    /// Bytes of a frame at most, other than of the body.
    private static let frameBytes = 1 << 16
    /// `MSG_NOSIGNAL` of send(2).
    private static let withoutSignal: Int32 = 0x4000

    /// Starts the program.
    ///
    /// - Throws: ``Fault`` `remote.helper`.
    init(executable: String) throws(Fault) {
        self.executable = executable
        var ends: [Int32] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
            throw .fetchFailed(["make a socket: errno \(errno)"])
        }
        socket = ends[0]
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var second = timeval(tv_sec: 1, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &second, socklen_t(MemoryLayout<timeval>.size))
        do throws(ChildProcess.NotStarted) {
            child = try ChildProcess(executable, [], input: ends[1], output: .file(descriptor: ends[1]))
        } catch {
            close(socket)
            switch error.number {
            case ENOENT, ENOTDIR, EACCES, ENOEXEC: throw .fetchMissing(executable)
            default: throw .fetchFailed(["start \(executable): \(error)"])
            }
        }
    }

    deinit {
        close(socket)
    }

    /// Sends a request and reads the answer up to the body.
    ///
    /// - Throws: ``Fault`` `remote.*`.
    func begin(_ request: FetchRequest) throws(Fault) -> FetchAnswer {
        isIdle = false
        lookLimit = 2 * request.quietSeconds
        try send(request.bytes)
        var answer = FetchAnswer()
        var headerBytes = 0
        while true {
            let (tag, count) = try frame()
            if tag == Self.body, answer.status != 0 {
                frameRest = count
                return answer
            }
            guard count <= Self.frameBytes else { throw .fetchTalksNonsense() }
            headerBytes += count
            let bytes = try text(count)
            if tag == Self.end, answer.status != 0, bytes.isEmpty {
                isIdle = true
                return answer
            }
            if tag == Self.failure { throw failed(bytes) }
            guard headerBytes <= 2 * RemoteLimits.headerBytes, answer.take(tag, bytes) else {
                throw .fetchTalksNonsense()
            }
        }
    }

    /// Reads the next bytes of the body, at most as many as `buffer` has room for.
    ///
    /// - Returns: how many; 0 at the end.
    /// - Throws: ``Fault`` `remote.*`.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        while frameRest == 0 {
            guard !isIdle else { return 0 }
            let (tag, count) = try frame()
            switch tag {
            case Self.body: frameRest = count
            case Self.end where count == 0: isIdle = true
            case Self.failure where count <= Self.frameBytes: throw failed(try text(count))
            default: throw .fetchTalksNonsense()
            }
        }
        let count = min(frameRest, buffer.count)
        try unsafe receive(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
        frameRest -= count
        return count
    }

    private static let body = UInt8(ascii: "B")
    private static let end = UInt8(ascii: ".")
    private static let failure = UInt8(ascii: "F")

    /// The fault of a frame that says what went wrong; the program can take another request.
    private func failed(_ bytes: [UInt8]) -> Fault {
        isIdle = true
        return .fetch(String(decoding: bytes, as: UTF8.self))
    }

    private func frame() throws(Fault) -> (tag: UInt8, count: Int) {
        let start = try text(5)
        let count = start[1...].enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        return (start[0], count)
    }

    private func text(_ count: Int) throws(Fault) -> [UInt8] {
        let block = Block(byteCount: count)
        try unsafe receive(into: block.bytes)
        return unsafe [UInt8](block.bytes)
    }

    private func receive(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) {
        var done = 0
        var looks = 0
        while done < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = unsafe recv(socket, rest.baseAddress, rest.count, 0)
            if count > 0 {
                done += count
                looks = 0
            } else if count < 0, errno == EAGAIN || errno == EINTR {
                looks += 1
                guard looks <= lookLimit else { throw .fetchSilent(seconds: looks) }
            } else {
                throw ended()
            }
        }
    }

    private func send(_ bytes: [UInt8]) throws(Fault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.send(socket, bytes.baseAddress, bytes.count, Self.withoutSignal)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ended() }
            rest = rest.dropFirst(count)
        }
    }

    /// Why the program has ended.
    private func ended() -> Fault {
        guard var child = child.take() else { return .fetchFailed(["it has ended before"]) }
        var looks = 0
        let answer = try? child.answer(limit: Self.frameBytes, every: .seconds(1)) { (_) throws(Fault) in
            looks += 1
            if looks > RemoteLimits.quietSeconds { throw .fetchSilent(seconds: looks) }
        }
        guard let answer = answer ?? nil else { return .fetchFailed(["it closed its output and did not end"]) }
        let said = String(decoding: answer.errors.prefix(500).prefix { $0 != 0x0A }, as: UTF8.self)
        return switch answer.end {
        case .exited(3): .fetchNeeds(said)
        case .exited(let status): .fetchFailed(["exit status \(status)", said].filter { !$0.isEmpty })
        case .killed(let signal): .fetchFailed(["signal \(signal)", said].filter { !$0.isEmpty })
        }
    }
}
