internal import ByteIO
internal import Glibc

/// Requests of HTTP with the rules for redirects, credentials and waiting.
///
/// - HTTP without TLS goes to this machine only, unless the user allows more (`--insecure`).
/// - A redirect leads to http or https, and never from the internet to a private network or to this machine, nor from a
///   private network to this machine.
/// - Credentials go to the origin that they were meant for, and to no other.
/// - A server that asks to wait (429, 503) is asked again, a bounded number of times.
package struct WebClient: Sendable {
    let pool: FetchPool
    private let allowsInsecure: Bool
    private let userAgent: String
    private let quietSeconds: Int
    private let pause: @Sendable (_ seconds: Int) -> Void

    /// - Parameters:
    ///   - pause: waits; tests do not.
    package init(
        pool: FetchPool, allowsInsecure: Bool, userAgent: String, quietSeconds: Int = RemoteLimits.quietSeconds,
        pause: @escaping @Sendable (_ seconds: Int) -> Void = { _ = sleep(UInt32($0)) }
    ) {
        self.pool = pool
        self.allowsInsecure = allowsInsecure
        self.userAgent = userAgent
        self.quietSeconds = quietSeconds
        self.pause = pause
    }

    /// A request before it meets redirects.
    struct Order {
        var isHead = false
        var address: WebAddress
        var range: Range<UInt64>?
        /// For the first origin only: the value of `Authorization`.
        var authorization: String?
        /// For the first origin only, with the headers that belong to the signature.
        var signing: FetchRequest.Signing?
        var signedHeaders: [(name: String, value: String)] = []
        var bodyLimit: UInt64 = 0
    }

    /// Bytes of a body that nobody reads: of a redirect, of an error.
    private static let unreadBytes: UInt64 = 1 << 16

    /// Performs a request, and follows where it is sent.
    ///
    /// - Returns: the first answer that is neither a redirect nor a request to wait, whatever its status.
    /// - Throws: ``Fault`` `remote.*`, naming the address.
    func perform(_ order: Order) throws(Fault) -> WebResponse {
        var address = order.address
        var reach = Reach.all
        var hops: [FetchAnswer] = []
        var repetitions = 0
        while true {
            try check(address)
            let isOwn = address.origin == order.address.origin
            var request = FetchRequest(address: address, bodyLimit: max(order.bodyLimit, Self.unreadBytes))
            request.isHead = order.isHead
            request.range = order.range
            request.userAgent = userAgent
            request.headers = [("Accept-Encoding", "identity")]
            if isOwn {
                if let value = order.authorization { request.headers.append(("Authorization", value)) }
                request.headers += order.signedHeaders
                request.signing = order.signing
            }
            request.reach = !address.isSecure && !allowsInsecure ? .loopback : reach
            request.quietSeconds = quietSeconds
            let response: WebResponse
            do {
                response = try WebResponse(request, after: hops, pool)
            } catch {
                throw error.inFile(address.shown)
            }
            let answer = response.answer
            switch answer.status {
            case 301, 302, 303, 307, 308:
                guard let location = answer["location"] else { return response }
                response.skip()
                hops.append(answer)
                guard hops.count <= RemoteLimits.redirects else { throw .tooManyRedirects(order.address.shown) }
                guard let next = address.redirected(to: location) else {
                    throw .badRedirect(address.shown, to: location)
                }
                guard next.isSecure || allowsInsecure || answer.addressClass == .loopback else {
                    throw .badRedirect(address.shown, to: next.shown)
                }
                (address, reach) = (next, Self.narrower(reach, after: answer.addressClass))
            case 429, 503:
                response.skip()
                repetitions += 1
                let seconds = answer["retry-after"].flatMap { Int($0) } ?? 1
                guard repetitions <= RemoteLimits.repetitions, (0...RemoteLimits.waitSeconds).contains(seconds) else {
                    throw .busy(address.shown, answer, seconds: seconds)
                }
                pause(seconds)
            default: return response
            }
        }
    }

    private func check(_ address: WebAddress) throws(Fault) {
        guard address.isSecure || allowsInsecure || address.isLoopback else { throw .notEncrypted(address.shown) }
        guard address.text.utf8.count <= RemoteLimits.addressBytes else { throw .addressTooLong(address.origin) }
    }

    /// The reach after a redirect from an address: never further in.
    static func narrower(_ reach: Reach, after found: AddressClass) -> Reach {
        let next: Reach =
            switch found {
            case .loopback: .all
            case .privateNetwork: .beyondLoopback
            case .publicNetwork: .publicNetwork
            }
        return next.rawValue > reach.rawValue ? next : reach
    }
}

extension WebClient.Order {
    /// A request for a part of a file, or for all of it.
    init(reading range: Range<UInt64>, of byteCount: UInt64, at address: WebAddress) {
        self.init(
            address: address, range: range == 0..<byteCount ? nil : range,
            bodyLimit: range.upperBound - range.lowerBound)
    }
}

/// An answer whose body is being read.
final class WebResponse: Sendable {
    let request: FetchRequest
    let answer: FetchAnswer
    /// The redirects before it.
    let hops: [FetchAnswer]
    private let process: FetchProcess
    private let pool: FetchPool

    init(_ request: FetchRequest, after hops: [FetchAnswer], _ pool: FetchPool) throws(Fault) {
        let process = try pool.take()
        do {
            answer = try process.begin(request)
        } catch {
            pool.give(process)
            throw error
        }
        (self.request, self.hops, self.process, self.pool) = (request, hops, process, pool)
    }

    deinit {
        pool.give(process)
    }

    var status: Int { answer.status }

    /// The size that the server gives for the body; nil: none.
    var contentLength: UInt64? { answer["content-length"].flatMap { UInt64($0) } }

    /// What tells one version of a file from another; nil: the server sends nothing of the kind.
    var version: String? { answer["etag"] ?? answer["last-modified"] }

    /// Reads the next bytes of the body; fills `buffer`.
    ///
    /// - Throws: ``Fault`` `remote.truncated` when there are fewer.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(Fault) {
        var done = 0
        while done < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = try unsafe process.read(into: rest)
            guard count > 0 else { throw .remoteTruncated(missing: buffer.count - done) }
            done += count
        }
    }

    /// Reads the end of the answer, after the last byte of the body.
    ///
    /// - Throws: ``Fault`` `remote.too-long` when there are more bytes.
    func finish() throws(Fault) {
        let block = Block(byteCount: 1)
        guard try unsafe process.read(into: block.bytes) == 0 else { throw .remoteTooLong() }
    }

    /// Reads the whole body.
    ///
    /// - Throws: ``Fault`` `remote.*`.
    func body() throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        let block = Block(byteCount: 1 << 16)
        while true {
            let count = try unsafe process.read(into: block.bytes)
            guard count > 0 else { return bytes }
            guard UInt64(bytes.count + count) <= request.bodyLimit else { throw .remoteTooLong() }
            unsafe bytes.append(contentsOf: block.bytes[..<count])
        }
    }

    /// Reads a body that nobody needs, so that the connection can be used again.
    func skip() {
        _ = try? body()
    }
}
