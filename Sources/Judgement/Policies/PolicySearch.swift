internal import ByteIO
internal import ModelSchema

/// The search for the policy of a model: `bertconv.yaml` in the nearest folder above the model's own.
///
/// A file in the folder of a model does not apply, neither to that model nor to others below it: it came with the model
/// and would decide on itself. For sentence-transformers that folder is the one with `modules.json`. The search ends
/// with the top level of a git work tree, or at the root.
package struct PolicySearch {
    /// The name of the file.
    package static let name = "bertconv.yaml"

    /// What was found for a model.
    package struct Found: Sendable, Equatable {
        /// The path of the policy that applies; nil: there is none.
        package var policy: String?
        /// The paths of files on the way that do not apply, as they are in the folders of models.
        package var ignored: [String]

        package init(policy: String? = nil, ignored: [String] = []) {
            self.policy = policy
            self.ignored = ignored
        }
    }

    /// The most folders that are remembered: a fleet has many, and those of one model after the other are close.
    private static let knownLimit = 1_000

    /// What was found for each folder, in it or above it, by the bytes of its path.
    private var known: [[UInt8]: Found] = [:]

    package init() {}

    /// Searches for the policy of the model at this path.
    package mutating func search(_ model: String) -> Found {
        guard let names = Self.ownFolder(of: model) else { return Found() }
        var found = names.isEmpty ? Found() : search(above: names.dropLast())
        let own = Self.file(in: names)
        if Self.isThere(own) { found.ignored.insert(own, at: 0) }
        guard !model.hasPrefix("/") else { return found }
        return Found(
            policy: found.policy.map(Self.fromWorkingDirectory), ignored: found.ignored.map(Self.fromWorkingDirectory))
    }

    /// The names from the root to the folder that is the model, or that holds the file.
    private static func ownFolder(of model: String) -> [String]? {
        let folder = PathKind(of: model) == .file ? FilePath.folder(of: model) : model
        guard let names = FilePath.absoluteNames(folder) else { return nil }
        let isPart = SentenceModules.folder(above: "/" + names.joined(separator: "/")) != nil
        return isPart ? names.dropLast() : names
    }

    /// Searches a folder and those above it.
    private mutating func search(above names: ArraySlice<String>) -> Found {
        let file = Self.file(in: names)
        let folder = FilePath.folder(of: file)
        let key = Array(folder.utf8)
        if let found = known[key] { return found }
        let isThere = Self.isThere(file)
        var found = Found()
        if isThere, !Self.isModel(folder) {
            found.policy = file
        } else {
            if !names.isEmpty, !Self.isThere(FilePath.join(folder, ".git")) {
                found = search(above: names.dropLast())
            }
            if isThere { found.ignored.insert(file, at: 0) }
        }
        if known.count >= Self.knownLimit { known = [:] }
        known[key] = found
        return found
    }

    /// Whether a folder holds a model; true if that cannot be known.
    private static func isModel(_ folder: String) -> Bool {
        guard let library = try? Library.newest(), let place = try? ModelPlace(folder, library: library) else {
            return true
        }
        return place.holdsModel
    }

    private static func file(in names: some Sequence<String>) -> String {
        "/" + names.map { $0 + "/" }.joined() + name
    }

    /// Whether there is anything at a path, if only a link that leads nowhere.
    private static func isThere(_ path: String) -> Bool {
        PathKind(of: path) != .nothing || PathKind.linkTarget(of: path) != nil
    }

    private static func fromWorkingDirectory(_ path: String) -> String {
        guard let folder = Containment.resolved(".") else { return path }
        let start = folder.hasSuffix("/") ? folder : folder + "/"
        guard path.utf8.starts(with: start.utf8) else { return path }
        return String(decoding: path.utf8.dropFirst(start.utf8.count), as: UTF8.self)
    }
}
