package import ByteIO

/// The models that an entry of a policy is for, as patterns for their paths.
package struct ModelScope: Sendable, Equatable {
    package let patterns: [PathGlob]
    /// The bytes of the patterns without special characters, of which a printed policy can have thousands.
    let paths: Set<[UInt8]>
    /// The other patterns.
    let globs: [PathGlob]

    package init(_ patterns: [PathGlob]) {
        self.patterns = patterns
        paths = Set(patterns.compactMap(\.plainPath).map { Array($0.utf8) })
        globs = patterns.filter { $0.plainPath == nil }
    }
}

extension ModelPath {
    /// Whether a pattern matches the path of the model, or of the folder of a file.
    func matches(_ glob: PathGlob) -> Bool {
        spellings.contains(where: glob.matches)
    }
}

/// A pattern for the path of a model from the folder of the policy.
///
/// Each name between slashes is a ``Glob``, so `*` stays within one name. `**` is any number of folders, or none. Only
/// `..` itself matches `..`, so that no star leads out of the policy's folder.
package struct PathGlob: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        /// `**`.
        case anyFolders
        case name(Glob)
    }

    /// The pattern as it was written.
    package let pattern: String
    private let parts: [Part]
    /// The path that a pattern without special characters matches; nil: it has some.
    let plainPath: String?

    /// - Throws: ``Fault`` `policy.glob`.
    package init(_ pattern: String) throws(Fault) {
        self.pattern = pattern
        guard !pattern.hasPrefix("/") else { throw .absolutePath(pattern) }
        var names = pattern.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if names.count > 1, names.last == "" { names.removeLast() }
        guard !names.contains("") else { throw .emptyName(pattern) }
        names.removeAll { $0 == "." }
        var parts: [Part] = []
        for name in names {
            if name == "**" {
                parts.append(.anyFolders)
            } else if name.contains("**") {
                throw .starsInName(pattern)
            } else {
                parts.append(.name(try Glob(name)))
            }
        }
        self.parts = parts
        let isPlain = !pattern.unicodeScalars.contains(where: Glob.special.contains)
        plainPath = isPlain ? names.joined(separator: "/") : nil
    }

    /// Whether it matches the path with these names.
    package func matches(_ names: [String]) -> Bool {
        // The numbers of names that the parts so far can match.
        var reached: Set<Int> = [0]
        for part in parts {
            switch part {
            case .anyFolders:
                guard let first = reached.min() else { return false }
                let end = names[first...].firstIndex(of: "..") ?? names.count
                reached.formUnion(first...end)
            case .name(let glob):
                reached = Set(
                    reached.filter { $0 < names.count && Self.matches(glob, names[$0]) }.map { $0 + 1 })
            }
        }
        return reached.contains(names.count)
    }

    private static func matches(_ glob: Glob, _ name: String) -> Bool {
        name == ".." ? glob.pattern == ".." : glob.matches(name)
    }
}

extension Fault {
    fileprivate static func absolutePath(_ pattern: String) -> Fault {
        Fault(
            .policyGlob, reason: "the pattern '\(pattern)' begins with '/'",
            remedy: "write the path of the model from the folder of the policy, such as 'models/*'")
    }

    fileprivate static func emptyName(_ pattern: String) -> Fault {
        Fault(
            .policyGlob, reason: "the pattern '\(pattern)' has nothing between two slashes, or is empty",
            remedy: "write the path of the model from the folder of the policy, such as 'models/*'")
    }

    fileprivate static func starsInName(_ pattern: String) -> Fault {
        Fault(
            .policyGlob, reason: "the pattern '\(pattern)' has '**' within a name",
            remedy: "write '*' within a name, and '**' alone between slashes for any number of folders")
    }
}
