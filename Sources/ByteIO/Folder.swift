internal import Glibc

/// What is in a folder.
package enum Folder {
    /// The names of its entries, sorted, without `.` and `..`.
    ///
    /// - Throws: ``Fault`` when it cannot be read.
    package static func names(in path: String) throws(Fault) -> [String] {
        guard let stream = unsafe opendir(path) else { throw .system(errno, "read the folder", file: path) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
