internal import Glibc

/// A list of paths: one a line, or ended by NUL bytes as `find -print0` writes them.
package enum PathList {
    /// Reads a file, a pipe, or for `-` standard input to its end.
    ///
    /// Empty lines are skipped. A carriage return at the end of a line belongs to it only in a list with NUL bytes.
    ///
    /// - Throws: ``Fault`` `file.missing`, `file.permission`, `file.list-too-long`, `file.system`.
    package static func paths(in path: String) throws(Fault) -> [String] {
        let isInput = path == "-"
        let descriptor = isInput ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno, "open", file: path) }
        defer { if !isInput { close(descriptor) } }
        let bytes = try all(of: descriptor, isInput ? "standard input" : path)
        let isNUL = bytes.contains(0)
        let separator = isNUL ? 0 : UInt8(ascii: "\n")
        var paths: [String] = []
        // Line by line: an array of all of them would be as large as the list.
        var rest = bytes[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != separator }
            rest = rest[line.endIndex...].dropFirst()
            let hasReturn = !isNUL && line.last == UInt8(ascii: "\r")
            let path = String(decoding: hasReturn ? line.dropLast() : line, as: UTF8.self)
            if !path.isEmpty { paths.append(path) }
        }
        return paths
    }

    private static func all(of descriptor: Int32, _ path: String) throws(Fault) -> [UInt8] {
        let block = Block()
        var bytes: [UInt8] = []
        while true {
            let count = unsafe read(descriptor, block.bytes.baseAddress, block.bytes.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(errno, "read", file: path, offset: UInt64(bytes.count))
            }
            guard count > 0 else { return bytes }
            unsafe bytes.append(contentsOf: block.bytes[..<count])
            guard bytes.count <= ByteIOLimits.pathListBytes else {
                throw .listTooLong(path, ByteIOLimits.pathListBytes)
            }
        }
    }
}
