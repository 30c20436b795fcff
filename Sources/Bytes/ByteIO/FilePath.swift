/// The parts of a POSIX path, as text: nothing is looked up.
package enum FilePath {
    /// The last component: `b.h5` of `a/b.h5`.
    package static func name(of path: String) -> String {
        String(path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...])
    }

    /// The folder that holds it: `a` of `a/b.h5`, `.` of `b.h5`, `/` of `/b.h5`.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The path without slashes at its end: `a/b` of `a/b/`.
    package static func withoutTrailingSlash(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    package static func join(_ folder: String, _ name: String) -> String {
        folder == "." ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
}
