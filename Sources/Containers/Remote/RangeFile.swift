internal import ByteIO

/// A file on another machine, read in ranges.
///
/// Small reads get a little more than they need, which is kept: the first as much as holds nearly every header, the one
/// of the end as much as can hold the end of a zip archive. What ``expect(_:)`` has announced is read in one request and
/// not kept. Every answer must be a part of the same version of the file.
final class RangeFile: RemoteContent {
    let byteCount: UInt64
    /// The path that messages name.
    private let path: String
    private let fetch: Fetch
    private let state = Monitor(State())

    /// Asks for a range, which is not empty.
    typealias Fetch = @Sendable (_ range: Range<UInt64>) throws(Fault) -> WebResponse

    /// Bytes that a small read gets at least.
    private static let windowBytes: UInt64 = 8192
    /// Bytes at the end of a file in which the end record of a zip archive can begin.
    private static let endBytes: UInt64 = 22 + 65_535
    /// Bytes that are kept of one read at most, and of all: libhdf5 reads the same few hundred places more than once.
    private static let keptBytes = 1 << 20
    private static let allKeptBytes = 8 << 20
    private static let streamLimit = 8
    /// Bytes after the last one that was asked for, such as a record's descriptor, that are read to the end of an answer,
    /// because its connection can then be used again.
    private static let tailBytes: UInt64 = 32

    private struct Window {
        let start: UInt64
        let bytes: [UInt8]
        var end: UInt64 { start + UInt64(bytes.count) }
    }

    /// An answer that was read up to `position`.
    private struct Stream {
        var position: UInt64
        let end: UInt64
        let response: WebResponse
    }

    private struct State {
        var version: String?
        var hasVersion = false
        var windows: [Window] = []
        var streams: [Stream] = []
        var expected: [Range<UInt64>] = []
    }

    init(_ path: String, byteCount: UInt64, fetch: @escaping Fetch) {
        self.path = path
        self.byteCount = byteCount
        self.fetch = fetch
    }

    /// A file that is at one address.
    convenience init(_ path: String, byteCount: UInt64, at address: WebAddress, _ client: WebClient) {
        self.init(path, byteCount: byteCount) { (range) throws(Fault) in
            try client.perform(WebClient.Order(reading: range, of: byteCount, at: address))
        }
    }

    func expect(_ range: Range<UInt64>) {
        guard range.count > Self.windowBytes else { return }
        state.withLock { state in
            if state.expected.count == Self.streamLimit { state.expected.removeFirst() }
            state.expected.append(range)
        }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(Fault) {
        var done = unsafe copyKept(into: buffer, at: offset)
        while done < buffer.count {
            let place = offset + UInt64(done)
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            if var stream = try stream(at: place) {
                let count = Int(min(UInt64(rest.count), stream.end - place))
                try unsafe stream.response.fill(UnsafeMutableRawBufferPointer(rebasing: rest[..<count]))
                stream.position += UInt64(count)
                try keep(stream)
                done += count
            } else {
                done += try unsafe readWindow(into: rest, at: place)
            }
        }
    }

    /// Copies what was read before.
    ///
    /// - Returns: how many bytes.
    private func copyKept(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int {
        let window = state.withLock { state in
            state.windows.last { $0.start <= offset && offset < $0.end }
        }
        guard let window else { return 0 }
        let start = Int(offset - window.start)
        let count = min(buffer.count, window.bytes.count - start)
        unsafe buffer.copyBytes(from: window.bytes[start..<start + count])
        return count
    }

    /// Reads a range that has the bytes of the buffer, and keeps it if it is small.
    ///
    /// - Returns: how many bytes of the buffer are filled.
    private func readWindow(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(Fault) -> Int {
        guard buffer.count <= Self.keptBytes else {
            let response = try answer(offset..<offset + UInt64(buffer.count))
            try unsafe response.fill(buffer)
            try response.finish()
            return buffer.count
        }
        let least = offset == 0 ? UInt64(RemoteLimits.firstBytes) : Self.windowBytes
        let isEnd = byteCount - offset <= Self.endBytes
        let start = isEnd ? byteCount - min(byteCount, Self.endBytes) : offset
        let count = isEnd ? Int(byteCount - start) : Int(min(max(UInt64(buffer.count), least), byteCount - offset))
        let response = try answer(start..<start + UInt64(count))
        let block = Block(byteCount: count)
        try unsafe response.fill(block.bytes)
        try response.finish()
        let bytes = unsafe [UInt8](block.bytes)
        state.withLock { state in
            state.windows.append(Window(start: start, bytes: bytes))
            // The first one, which has the header, stays.
            while state.windows.count > 2, state.windows.reduce(0, { $0 + $1.bytes.count }) > Self.allKeptBytes {
                state.windows.remove(at: 1)
            }
        }
        let first = Int(offset - start)
        let used = min(buffer.count, count - first)
        unsafe buffer.copyBytes(from: bytes[first..<first + used])
        return used
    }

    /// The answer that continues at `offset`, or a new one for what is announced from there on.
    private func stream(at offset: UInt64) throws(Fault) -> Stream? {
        let (open, end) = state.withLock { state -> (Stream?, UInt64?) in
            if let index = state.streams.firstIndex(where: { $0.position == offset }) {
                return (state.streams.remove(at: index), nil)
            }
            guard let index = state.expected.firstIndex(where: { $0.contains(offset) }) else { return (nil, nil) }
            return (nil, state.expected.remove(at: index).upperBound)
        }
        if let open { return open }
        guard let end, end <= byteCount else { return nil }
        return Stream(position: offset, end: end, response: try answer(offset..<end))
    }

    /// Keeps an answer that has more; the oldest one that nobody reads any more is given up.
    private func keep(_ stream: Stream) throws(Fault) {
        let rest = stream.end - stream.position
        guard rest > Self.tailBytes else {
            let tail = Block(byteCount: Int(rest))
            try unsafe stream.response.fill(tail.bytes)
            return try stream.response.finish()
        }
        let oldest = state.withLock { state in
            state.streams.append(stream)
            return state.streams.count > Self.streamLimit ? state.streams.removeFirst() : nil
        }
        withExtendedLifetime(oldest) {}
    }

    /// An answer that has exactly these bytes of this version of the file.
    private func answer(_ range: Range<UInt64>) throws(Fault) -> WebResponse {
        let response = try fetch(range)
        switch response.status {
        case 206:
            let expected = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(byteCount)"
            guard response.answer["content-range"] == expected else {
                throw .wrongRange(path, expected: expected, found: response.answer["content-range"])
            }
        case 200 where response.request.range == nil:
            if let length = response.contentLength, length != byteCount { throw .otherVersion(path) }
        case 200: throw .rangesIgnored(path)
        case 412, 416: throw .otherVersion(path)
        default: throw .remoteStatus(path, response.answer)
        }
        let version = response.version
        let isSame = state.withLock { state in
            defer { (state.version, state.hasVersion) = state.hasVersion ? (state.version, true) : (version, true) }
            return !state.hasVersion || state.version == version
        }
        guard isSame else { throw .otherVersion(path) }
        return response
    }
}
