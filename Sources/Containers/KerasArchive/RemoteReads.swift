internal import ByteIO
internal import Glibc
internal import HelperProtocol

/// Answers the reads of `bertconv-hdf5` of a file on another machine.
///
/// The helper has no network. It asks for bytes on a socket that is its standard input, and its questions are checked:
/// code that has taken it over learns nothing but bytes of this file.
struct RemoteReads: ~Copyable {
    private let file: InputFile
    let asked: AskedFile
    /// This program's end.
    let socket: Int32
    /// The end that becomes the helper's standard input.
    let helperEnd: Int32

    /// Seconds for a question to arrive whole, and for each part of an answer to be taken.
    private static let patience = 60
    /// `MSG_WAITALL` of recv(2) and `MSG_NOSIGNAL` of send(2).
    private static let whole: Int32 = 0x100
    private static let withoutSignal: Int32 = 0x4000

    /// - Throws: ``Fault`` `hdf5.helper`.
    init(_ file: InputFile) throws(Fault) {
        var ends: [Int32] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
            throw .helperFailed(["make a socket: errno \(errno)"])
        }
        self.file = file
        asked = AskedFile(byteCount: file.byteCount)
        (socket, helperEnd) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(socket, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    deinit {
        close(socket)
        close(helperEnd)
    }

    /// Reads a question and answers it.
    ///
    /// - Returns: false when the helper asks no more.
    /// - Throws: ``Fault`` `remote.*`; `hdf5.helper` for what is no question.
    func answerOne() throws(Fault) -> Bool {
        var bytes = [UInt8](repeating: 0, count: AskedFile.Question.byteCount)
        let count = unsafe recv(socket, &bytes, bytes.count, Self.whole)
        guard count != 0 else { return false }
        guard count == bytes.count, let question = AskedFile.Question(bytes, of: asked) else {
            throw .helperFailed(["it asked for bytes that the file does not have"])
        }
        let block = Block(byteCount: Int(min(question.count, UInt64(Block.standardByteCount))))
        var offset = question.offset
        while offset < question.offset + question.count {
            let count = Int(min(question.offset + question.count - offset, UInt64(Block.standardByteCount)))
            let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<count])
            try unsafe file.read(into: piece, at: offset)
            guard unsafe send(UnsafeRawBufferPointer(piece)) else { return false }
            offset += UInt64(count)
        }
        return true
    }

    /// - Returns: false when the helper takes no more; then it has ended, or is watched like one that waits.
    private func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var done = 0
        while done < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = unsafe Glibc.send(socket, rest.baseAddress, rest.count, Self.withoutSignal)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }
}
