/// Reads a file line by line in constant memory, however long it is.
package struct LineReader {
    package struct Line: Sendable {
        /// The bytes without the line feed at their end.
        package let bytes: [UInt8]
        /// Where the line begins in the file.
        package let offset: UInt64
        /// Its number, from 1.
        package let number: Int
        /// Whether a line feed ends it, which only the last line can lack.
        package let isEnded: Bool
    }

    private static let lineFeed = UInt8(ascii: "\n")

    private let file: InputFile
    /// The most bytes that a line may have.
    private let limit: Int
    private var window: [UInt8] = []
    /// The first byte of the window that is in no line yet.
    private var start = 0
    /// Where the window begins in the file.
    private var base: UInt64 = 0
    private var number = 0

    /// - Parameter limit: the most bytes that a line may have.
    package init(_ file: InputFile, limit: Int) {
        self.file = file
        self.limit = limit
    }

    /// The next line; nil at the end of the file.
    ///
    /// - Throws: ``Fault`` `file.line-too-long`, `file.system`.
    package mutating func next() throws(Fault) -> Line? {
        var searched = start
        while true {
            if let end = window[searched...].firstIndex(of: Self.lineFeed) { return line(to: end, isEnded: true) }
            searched = window.endIndex
            guard window.count - start <= limit else { throw .lineTooLong(file.path, at: base + UInt64(start), limit) }
            guard base + UInt64(window.count) < file.byteCount else {
                return start == window.endIndex ? nil : line(to: window.endIndex, isEnded: false)
            }
            searched -= start
            try fill()
        }
    }

    private mutating func line(to end: Int, isEnded: Bool) -> Line {
        number += 1
        defer { start = min(end + 1, window.endIndex) }
        return Line(
            bytes: Array(window[start..<end]), offset: base + UInt64(start), number: number, isEnded: isEnded)
    }

    /// Drops the lines that were read, and reads the next block.
    private mutating func fill() throws(Fault) {
        window.removeFirst(start)
        base += UInt64(start)
        start = 0
        let place = base + UInt64(window.count)
        let count = Int(min(UInt64(Block.standardByteCount), file.byteCount - place))
        window += try file.bytes(at: place, count: count)
    }
}
