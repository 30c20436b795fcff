internal import ByteIO

/// The path of a model as policies and baselines write it: from the folder of their file.
package struct ModelPath: Sendable {
    /// The names on the way, `..` for each step out of the folder first; none: the model is that folder.
    package let names: [String]
    /// Whether the model is a file.
    private let isFile: Bool

    /// - Parameters:
    ///   - model: the path of the model from the working directory.
    ///   - folder: the folder of the policy or baseline.
    /// - Returns: nil if one of them does not exist.
    package init?(_ model: String, from folder: String) {
        guard let root = FilePath.resolvedNames(folder), let names = FilePath.absoluteNames(model) else { return nil }
        isFile = PathKind(of: model) == .file
        // The user's path decides: a link in the folder is a model of its own, wherever it leads.
        if Self.shared(root, names) == root.count {
            self.names = Array(names.dropFirst(root.count))
        } else if let count = names.indices.first(where: { Self.leads(names.prefix($0), to: root) }) {
            self.names = Array(names.dropFirst(count))
        } else {
            guard let resolved = FilePath.resolvedNames(model) else { return nil }
            let shared = Self.shared(root, resolved)
            self.names = root.dropFirst(shared).map { _ in ".." } + resolved.dropFirst(shared)
        }
    }

    /// How many names at the beginning are the same, byte for byte: `é` can be spelled in two ways.
    private static func shared(_ first: [String], _ second: [String]) -> Int {
        zip(first, second).prefix { $0.utf8.elementsEqual($1.utf8) }.count
    }

    /// Whether the path of these names leads to the folder `root`, through links.
    private static func leads(_ names: ArraySlice<String>, to root: [String]) -> Bool {
        guard let resolved = FilePath.resolvedNames("/" + names.joined(separator: "/")) else { return false }
        return resolved.count == root.count && shared(resolved, root) == root.count
    }

    /// The path as a text; `.` for the folder itself.
    package var text: String { names.isEmpty ? "." : names.joined(separator: "/") }

    /// The paths by which it is known: a file also by the folder that it is in.
    var spellings: [[String]] { isFile ? [names, names.dropLast()] : [names] }

    /// The pattern that matches this path only.
    package var pattern: String {
        names.isEmpty ? "." : names.map(Glob.escaping).joined(separator: "/")
    }
}

extension FilePath {
    /// The names from the root to a path as it is written, without `.`; those without links if it has a `..`.
    ///
    /// - Returns: nil if the path has a `..` and does not exist, or the working directory is unknown.
    static func absoluteNames(_ path: String) -> [String]? {
        guard let start = path.utf8.first == slash ? "" : Containment.resolved(".") else { return nil }
        let names = names(start + "/" + path).filter { $0 != "." }
        return names.contains("..") ? resolvedNames(path) : names
    }

    /// The names from the root to what a path leads to; nil: to nothing.
    static func resolvedNames(_ path: String) -> [String]? {
        Containment.resolved(path).map(names)
    }

    private static let slash = UInt8(ascii: "/")

    private static func names(_ path: String) -> [String] {
        path.utf8.split(separator: slash).map { String(Substring($0)) }
    }
}
