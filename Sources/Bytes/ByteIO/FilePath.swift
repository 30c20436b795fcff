internal import Glibc

/// The parts of a POSIX path, as text; the file system is not asked.
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

    /// The path of a name in a folder: `a/b.h5`, or `b.h5` in the folder `.`; that of the folder if the name is empty.
    package static func join(_ folder: String, _ name: String) -> String {
        guard !name.isEmpty else { return folder }
        return folder == "." ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
}

extension FilePath {
    /// The path from a folder to the file that a name read in the folder leads to.
    ///
    /// The text decides: a name that begins with `/`, or that contains `.` or `..`, can lead into the folder too. Links
    /// do not matter here.
    ///
    /// - Returns: nil when the name leads out of the folder.
    package static func inside(_ folder: String, _ name: String) -> String? {
        let isRooted = name.utf8.first == slash
        let hasDots = name.utf8.split(separator: slash).contains {
            $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8)
        }
        guard isRooted || hasDots else { return name }
        let named = isRooted ? name : join(folder, name)
        guard let root = parts(of: folder), let path = parts(of: named), path.count > root.count,
            path.starts(with: root)
        else { return nil }
        let relative = path.dropFirst(root.count).joined(separator: "/")
        // A link on the way can lead elsewhere than the text says, and a missing folder to nothing.
        return Containment.isSame(named, join(folder, relative)) ? relative : name
    }

    private static let slash = UInt8(ascii: "/")

    /// The names from the root to the path, without `.` and `..`; nil when the working directory is unknown.
    private static func parts(of path: String) -> [String]? {
        guard let start = path.utf8.first == slash ? "" : Containment.resolved(".") else { return nil }
        var parts: [String] = []
        for part in (start + "/" + path).utf8.split(separator: slash).map({ String(Substring($0)) }) where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts
    }
}

/// Whether a path leads to a file in a folder after all links are followed.
package enum Containment {
    /// Whether `path`, after all links, is in `folder`, or in the `blobs` of the Hugging Face cache that the folder is
    /// a snapshot of: there, every file of `models--x/snapshots/REVISION` is a link to `../../blobs`.
    ///
    /// Remote folders have no links: there the text decides.
    package static func holds(_ path: String, in folder: String) -> Bool {
        if RemotePlaces.isRemote(path) {
            return isBelow(path, FilePath.withoutTrailingSlash(folder))
                && !path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
        }
        guard let file = resolved(path), let root = resolved(folder) else { return false }
        if isBelow(file, root) { return true }
        let snapshots = FilePath.folder(of: root)
        guard FilePath.name(of: snapshots) == "snapshots" else { return false }
        return isBelow(file, FilePath.join(FilePath.folder(of: snapshots), "blobs"))
    }

    /// Whether `path`, after all links, is `folder` or lies in it.
    package static func isWithin(_ path: String, _ folder: String) -> Bool {
        guard let path = resolved(path), let root = resolved(folder) else { return false }
        return path == root || isBelow(path, root)
    }

    /// Whether both paths lead to one file that exists.
    static func isSame(_ first: String, _ second: String) -> Bool {
        resolved(first).map { $0 == resolved(second) } ?? false
    }

    private static func isBelow(_ path: String, _ folder: String) -> Bool {
        path.utf8.starts(with: (folder.hasSuffix("/") ? folder : folder + "/").utf8)
    }

    /// The path without links, `.` and `..`; nil when nothing is there.
    package static func resolved(_ path: String) -> String? {
        guard !RemotePlaces.isRemote(path), let text = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}

extension Sequence<String> {
    /// Sorted by their UTF-8 bytes, which is the order of their code points.
    ///
    /// Python and other programs sort names like this. In Swift's own order, `e` with a combining accent equals `é`.
    package func sortedByBytes() -> [String] {
        sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
