internal import Glibc

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

/// Whether a name in a folder leads to a file in that folder, wherever links take it.
package enum Containment {
    /// True when `path`, after all links, lies in `folder`, or in the `blobs` of the Hugging Face cache that the
    /// folder is a snapshot of: there, every file of `models--x/snapshots/REVISION` is a link to `../../blobs`.
    package static func holds(_ path: String, in folder: String) -> Bool {
        guard let file = resolved(path), let root = resolved(folder) else { return false }
        if isBelow(file, root) { return true }
        let snapshots = FilePath.folder(of: root)
        guard FilePath.name(of: snapshots) == "snapshots" else { return false }
        return isBelow(file, FilePath.join(FilePath.folder(of: snapshots), "blobs"))
    }

    private static func isBelow(_ path: String, _ folder: String) -> Bool {
        path.utf8.starts(with: (folder.hasSuffix("/") ? folder : folder + "/").utf8)
    }

    private static func resolved(_ path: String) -> String? {
        guard let text = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}

extension Sequence<String> {
    /// In the order of their bytes, which is that of their code points: as Python and other programs sort names. Swift's
    /// own order puts `e` with an accent where `é` is.
    package func sortedByBytes() -> [String] {
        sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
