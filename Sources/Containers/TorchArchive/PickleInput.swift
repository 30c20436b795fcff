internal import ByteIO

/// The bytes of a pickle, read from front to back through a window, so that what follows the pickle is not read.
struct PickleInput {
    private enum Source {
        case file(InputFile, end: UInt64)
        case memory
    }

    private let source: Source
    private var window: [UInt8]
    /// Where the window begins in the file.
    private var windowStart: UInt64
    /// The next byte, counted from the start of the window.
    private var index = 0

    private static let windowByteCount = 1 << 16

    /// Reads `range` of `file`.
    init(file: InputFile, range: Range<UInt64>) {
        source = .file(file, end: range.upperBound)
        window = []
        windowStart = range.lowerBound
    }

    /// Reads decoded bytes; positions count from the first.
    init(bytes: [UInt8]) {
        source = .memory
        window = bytes
        windowStart = 0
    }

    /// The offset of the next byte.
    var position: UInt64 { windowStart + UInt64(index) }

    /// The offset after the last byte.
    var end: UInt64 {
        switch source {
        case .file(_, let end): end
        case .memory: UInt64(window.count)
        }
    }

    private var remaining: UInt64 { end - position }

    var isAtEnd: Bool { remaining == 0 }

    /// The next `count` bytes.
    ///
    /// If there are fewer, or a pickle may not have as many, nothing is allocated.
    mutating func take(_ count: Int) throws(Fault) -> ArraySlice<UInt8> {
        guard count >= 0, UInt64(count) <= remaining else {
            throw .pickle(.pickleEnd, "it ends where \(count) more bytes should be", at: position)
        }
        guard UInt64(count) <= TorchLimits.pickleBytes else {
            throw .pickle(.pickleLimit, "\(count) bytes in one piece are too many", at: position)
        }
        if index + count > window.count { try refill(atLeast: count) }
        defer { index += count }
        return window[index..<index + count]
    }

    /// Skips the next `count` bytes without reading them.
    mutating func skip(_ count: Int) throws(Fault) {
        guard count >= 0, UInt64(count) <= remaining else {
            throw .pickle(.pickleEnd, "it ends where \(count) more bytes should be", at: position)
        }
        if index + count <= window.count {
            index += count
        } else {
            windowStart = position + UInt64(count)
            window = []
            index = 0
        }
    }

    mutating func byte() throws(Fault) -> UInt8 {
        if index == window.count {
            guard remaining > 0 else { throw .pickle(.pickleEnd, "it ends without a STOP", at: position) }
            try refill(atLeast: 1)
        }
        defer { index += 1 }
        return window[index]
    }

    /// A little-endian number of `count` bytes.
    mutating func unsigned(_ count: Int) throws(Fault) -> UInt64 {
        try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The bytes up to the next line feed, without it.
    mutating func line(limit: Int) throws(Fault) -> [UInt8] {
        var line: [UInt8] = []
        while true {
            let next = try byte()
            if next == 0x0A { return line }
            guard line.count < limit else {
                throw .pickle(.pickleLimit, "a line is longer than \(limit) bytes", at: position)
            }
            line.append(next)
        }
    }

    private mutating func refill(atLeast count: Int) throws(Fault) {
        guard case .file(let file, _) = source else { return }
        let start = position
        let size = min(remaining, UInt64(max(count, Self.windowByteCount)))
        window = try file.bytes(at: start, count: Int(size))
        windowStart = start
        index = 0
    }
}
