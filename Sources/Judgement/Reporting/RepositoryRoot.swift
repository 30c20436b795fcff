internal import ByteIO

/// The folder that a repository is checked out in.
///
/// Services that show a repository know a file by its path in it, whatever the user typed.
package struct RepositoryRoot: Sendable {
    /// The root as the user or the system spells it, and without links.
    private let spellings: [PathSegments]
    /// The folder that relative paths begin in.
    private let workingFolder: PathSegments

    /// The folder at `path`.
    ///
    /// - Parameter workingFolder: the folder that relative paths begin in; nil: that of the process.
    package init(_ path: String, workingFolder: String? = nil) {
        let start = PathSegments(workingFolder ?? Containment.resolved(".") ?? "/")
        self.workingFolder = start
        let named = PathSegments(path).absolute(in: start)
        let resolved = Containment.resolved(path).map(PathSegments.init)
        spellings = [named] + (resolved.map { $0 == named ? [] : [$0] } ?? [])
    }

    /// The folder with `.git` that holds the working folder, or else the working folder itself.
    package static func ofWorkingFolder() -> RepositoryRoot {
        let start = Containment.resolved(".") ?? "/"
        var folder = start
        // In a worktree and in a submodule `.git` is a file.
        while PathKind(of: FilePath.join(folder, ".git")) == .nothing {
            guard folder != "/" else { return RepositoryRoot(start) }
            folder = FilePath.folder(of: folder)
        }
        return RepositoryRoot(folder)
    }

    /// The root as an absolute path.
    var path: String { spellings[0].description }

    /// Where `path` is.
    ///
    /// Its text decides, because a link in a repository is a file of it, wherever it leads. If the text leads out of
    /// the repository, the folder of the file is looked up without links.
    func place(of path: String) -> RepositoryPath {
        if RemotePlaces.isRemote(path) { return .remote(path) }
        let named = PathSegments(path).absolute(in: workingFolder)
        if let inside = inside(named) { return .inside(inside) }
        let folder = Containment.resolved(FilePath.folder(of: named.description)).map { folder in
            PathSegments(FilePath.join(folder, FilePath.name(of: named.description)))
        }
        if let inside = folder.flatMap(inside) { return .inside(inside) }
        return .outside(named.description, relative: named.relative(to: spellings[0]))
    }

    /// The folder that all paths lie in, as a path from the root; nil: it is the root or lies outside.
    package func common(_ paths: [String]) -> String? {
        var common: [Substring]?
        // One path at a time, because a fleet has many.
        for path in paths {
            let names = PathSegments(place(of: path).relative).names
            common = common.map { zip($0, names).prefix(while: { $0 == $1 }).map(\.0) } ?? names
        }
        guard let common, let first = common.first, first != ".." else { return nil }
        return common.joined(separator: "/")
    }

    private func inside(_ path: PathSegments) -> String? {
        spellings.lazy.compactMap { root in root == path ? "." : root.rest(of: path) }.first
    }
}

/// A path as the services that show a repository know it.
enum RepositoryPath: Equatable {
    /// A file of the repository, with its path from the root; `.` for the root itself.
    case inside(String)
    /// A file that is not in the repository: its absolute path, and the path from the root, which begins with `..`.
    case outside(String, relative: String)
    /// A file of another machine: its path, which begins with a scheme.
    case remote(String)

    /// The path from the root where there is one, and the absolute path otherwise.
    var shown: String {
        switch self {
        case .inside(let path), .outside(let path, _), .remote(let path): path
        }
    }

    /// The path from the root, also where it leads out of the repository.
    var relative: String {
        switch self {
        case .inside(let path), .outside(_, let path), .remote(let path): path
        }
    }
}

/// The names between the slashes of a path, without empty names and `.`.
struct PathSegments: Equatable, CustomStringConvertible {
    let names: [Substring]
    let isAbsolute: Bool

    init(_ path: String) {
        names = path.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init).filter { $0 != "." }
        isAbsolute = path.utf8.first == UInt8(ascii: "/")
    }

    private init(absolute names: [Substring]) {
        self.names = names
        isAbsolute = true
    }

    /// The path in its shortest spelling.
    var description: String {
        let path = names.joined(separator: "/")
        return isAbsolute ? "/" + path : path.isEmpty ? "." : path
    }

    /// The absolute path without `..`, by its text; a relative one begins in `folder`.
    func absolute(in folder: PathSegments) -> PathSegments {
        var whole = isAbsolute ? [] : folder.names
        for name in names {
            if name == ".." { _ = whole.popLast() } else { whole.append(name) }
        }
        return PathSegments(absolute: whole)
    }

    /// The rest of `other` after these names; nil when it does not begin with them, or nothing follows.
    func rest(of other: PathSegments) -> String? {
        guard isAbsolute == other.isAbsolute, other.names.count > names.count, other.names.starts(with: names) else {
            return nil
        }
        return other.names.dropFirst(names.count).joined(separator: "/")
    }

    /// The path from `folder` to this one; both are absolute.
    func relative(to folder: PathSegments) -> String {
        let common = zip(names, folder.names).prefix(while: { $0 == $1 }).count
        let up = Array(repeating: Substring(".."), count: folder.names.count - common)
        return (up + names.dropFirst(common)).joined(separator: "/")
    }
}
