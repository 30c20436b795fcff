internal import Glibc

/// A standard stream that the program writes to.
package enum StandardStream: Int32, Sendable, CaseIterable {
    case output = 1
    case errors = 2

    /// What became of a text.
    package enum Delivery: Sendable, Equatable {
        case whole
        /// No program reads the stream any more.
        case closed
        case failed(Fault)
    }

    /// Whether a path from the command line stands for standard output.
    package static func isOutput(_ path: String) -> Bool {
        ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(path)
    }

    /// Opens the standard streams that the program was started without, so that no file gets their descriptors.
    ///
    /// Writing to such a stream still fails. To be called before any file is opened.
    package static func claim() {
        for descriptor in 0...StandardStream.errors.rawValue where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            // Gets the lowest free descriptor, which is this one. An output stream is opened so that it cannot be
            // written.
            _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes all of `text`.
    package func write(_ text: String) -> Delivery {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch count == 0 ? EIO : errno {
            case EINTR: continue
            case EAGAIN: waitUntilWritable()
            case EPIPE, ECONNRESET: return .closed
            case let number: return .failed(.system(number, "write the result", file: name))
            }
        }
        return .whole
    }

    /// Waits, because the parent process may have made the stream non-blocking.
    private func waitUntilWritable() {
        var place = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&place, 1, -1)
    }

    private var name: String {
        switch self {
        case .output: "standard output"
        case .errors: "standard error"
        }
    }
}
