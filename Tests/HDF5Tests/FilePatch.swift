import Glibc
import Testing

/// A file of real content in which something is changed.
struct FilePatch {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The places where `pattern` stands.
    func places(of pattern: [UInt8]) -> [Int] {
        guard let first = pattern.first, bytes.count >= pattern.count else { return [] }
        return unsafe bytes.withUnsafeBytes { content in
            guard let start = content.baseAddress else { return [] }
            var places: [Int] = []
            var next = content.startIndex
            let end = content.count - pattern.count
            while next <= end {
                if unsafe content[next] == first,
                    unsafe memcmp(start + next, pattern, pattern.count) == 0
                {
                    places.append(next)
                }
                next += 1
            }
            return places
        }
    }

    /// The file with every `pattern` in its first `end` bytes replaced, of which there must be one, by bytes of the
    /// same number.
    func replacing(_ pattern: [UInt8], with replacement: [UInt8], before end: Int = .max) throws -> FilePatch {
        try #require(pattern.count == replacement.count)
        let places = places(of: pattern).filter { $0 < end }
        try #require(!places.isEmpty)
        var patched = self
        for place in places { patched.bytes.replaceSubrange(place..<place + pattern.count, with: replacement) }
        return patched
    }

    /// The file with `more` at its end, and a superblock of version 0 that knows of it.
    ///
    /// HDF5 File Format Specification, "Superblock", version 0: the end of the file stands at byte 40.
    func appending(_ more: [UInt8]) -> FilePatch {
        var patched = self
        patched.bytes += more
        patched.bytes.replaceSubrange(40..<48, with: Self.littleEndian(patched.bytes.count))
        return patched
    }

    /// Eight bytes, the least significant first.
    static func littleEndian(_ value: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
