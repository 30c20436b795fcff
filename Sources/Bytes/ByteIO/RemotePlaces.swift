/// What stands behind paths such as `hf://org/name/config.json`: files of other machines.
///
/// A path is remote by its text alone (``isRemote(_:)``), so it is never looked up in the file system, and no path of
/// the file system ever leads to another machine. ``InputFile``, ``Folder`` and ``PathKind`` ask the folder that was
/// opened for it. Readers do not know the difference.
package enum RemotePlaces {
    /// How the paths of remote files begin.
    package static let schemes = ["hf://", "https://", "http://", "s3://"]

    /// Whether a path is that of a remote file or folder.
    ///
    /// A folder of the file system of such a name can be written `./hf://…`.
    package static func isRemote(_ path: String) -> Bool {
        schemes.contains { path.utf8.starts(with: $0.utf8) }
    }

    /// Opens the folder that a remote path is in.
    package typealias Opener = @Sendable (_ path: String) throws(Fault) -> any RemoteFolder

    /// A folder that is open, while anything uses it.
    private struct Entry {
        weak var lease: RemoteLease?
        let number: Int
    }

    private struct State {
        var opener: Opener?
        var entries: [String: Entry] = [:]
        var count = 0
    }

    private static let state = Monitor(State())

    /// Sets how remote folders are opened; a program that does not call this reads none.
    package static func setOpener(_ opener: @escaping Opener) {
        state.withLock { $0.opener = opener }
    }

    /// Opens what a path from the user means, unless it is open already.
    ///
    /// - Returns: what keeps it open; nil for a path of the file system.
    /// - Throws: ``Fault`` `remote.*`.
    package static func open(_ path: String) throws(Fault) -> RemoteLease? {
        guard isRemote(path) else { return nil }
        if let lease = find(path)?.lease { return lease }
        guard let opener = state.withLock({ $0.opener }) else { throw .remoteUnread(path) }
        let folder = try opener(path)
        let root = FilePath.withoutTrailingSlash(folder.root)
        return state.withLock { state in
            state.count += 1
            let lease = RemoteLease(root: root, folder: folder, number: state.count)
            state.entries[root] = Entry(lease: lease, number: state.count)
            return lease
        }
    }

    fileprivate static func close(_ root: String, _ number: Int) {
        state.withLock { state in
            if state.entries[root]?.number == number { state.entries[root] = nil }
        }
    }

    /// The open folder that a remote path is in, and the path from there, empty for the folder itself; nil: none is open.
    static func find(_ path: String) -> (lease: RemoteLease, rest: String)? {
        let path = FilePath.withoutTrailingSlash(path)
        var root = path
        while true {
            if let lease = state.withLock({ $0.entries[root]?.lease }) {
                let rest = path.utf8.dropFirst(root.utf8.count).drop { $0 == UInt8(ascii: "/") }
                return (lease, String(decoding: rest, as: UTF8.self))
            }
            let above = FilePath.folder(of: root)
            guard above.utf8.count < root.utf8.count, above.utf8.last != UInt8(ascii: "/") else { return nil }
            root = above
        }
    }
}

/// Keeps a remote folder open, and remembers what could not be read of it.
package final class RemoteLease: Sendable {
    private let root: String
    private let number: Int
    package let folder: any RemoteFolder
    /// The first fault of a file that was there and could not be read.
    private let fault = Monitor<Fault?>(nil)

    fileprivate init(root: String, folder: any RemoteFolder, number: Int) {
        self.root = root
        self.folder = folder
        self.number = number
    }

    deinit {
        RemotePlaces.close(root, number)
    }

    /// Opens a file.
    ///
    /// - Parameter path: the path from the root.
    /// - Throws: ``Fault`` `file.missing`, `remote.*`.
    func open(_ path: String) throws(Fault) -> RemoteFile {
        try remembering { () throws(Fault) in try folder.open(path) }
    }

    /// Does what reads from the folder, and remembers a fault, which a caller may take for an absent file.
    func remembering<Result>(_ read: () throws(Fault) -> Result) throws(Fault) -> Result {
        do throws(Fault) {
            return try read()
        } catch {
            if error.code != .fileMissing { fault.withLock { $0 = $0 ?? error } }
            throw error
        }
    }

    /// Throws the first fault of what could not be looked at or read: what was read is then not all that there is.
    package func checkComplete() throws(Fault) {
        if let fault = fault.withLock(\.self) { throw fault }
        try folder.checkComplete()
    }
}

/// A folder of another machine.
package protocol RemoteFolder: Sendable {
    /// The path by which it is known: `hf://org/name`.
    var root: String { get }

    /// Whether it lists its files; else ``names(in:)`` returns those that were asked for.
    var listsFiles: Bool { get }

    /// What people should know about what was read: files from a cache, names that could not be listed.
    var notes: [String] { get }

    /// What is at `path`, from the root; empty: the root itself.
    ///
    /// What cannot be found out counts as nothing, and is remembered for ``checkComplete()``.
    func kind(of path: String) -> PathKind

    /// The names in the folder at `path`, sorted.
    ///
    /// - Throws: ``Fault`` `file.missing`.
    func names(in path: String) throws(Fault) -> [String]

    /// - Throws: ``Fault`` `file.missing`, `remote.*`.
    func open(_ path: String) throws(Fault) -> RemoteFile

    /// Throws the first fault that had to be left out: what was read is then not all that there is.
    func checkComplete() throws(Fault)
}

/// An open file of a remote folder.
package enum RemoteFile {
    /// The same file is on this machine, at this path.
    case local(String)
    case remote(any RemoteContent)
}

/// The bytes of a file on another machine, which stay the same while they are read.
package protocol RemoteContent: Sendable {
    var byteCount: UInt64 { get }

    /// Fills `buffer` with the bytes from `offset` on, which are all in the file.
    ///
    /// - Throws: ``Fault`` `remote.*`; `file.changed` when it is another file than the one that was read first.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(Fault)

    /// Says which bytes will be read one after the other.
    func expect(_ range: Range<UInt64>)
}

extension Fault.Code {
    package static let remoteUnread = Fault.Code("remote.unread")
    package static let remoteOutput = Fault.Code("remote.output")
    package static let remoteNotHere = Fault.Code("remote.not-here")
}

extension Fault {
    fileprivate static func remoteUnread(_ path: String) -> Fault {
        Fault(
            .remoteUnread, file: path, reason: "is a remote place, which only the program bertconv reads",
            remedy: "download the model, and give the path of its folder")
    }

    static func remoteOutput(_ path: String) -> Fault {
        Fault(
            .remoteOutput, file: path, reason: "is a remote place, and outputs are written to this machine only",
            remedy: "give the path of a file or folder")
    }

    /// A folder below which models cannot be searched.
    package static func remoteUnlisted(_ path: String) -> Fault {
        Fault(
            .remoteNotHere, file: path,
            reason: "is on a web server, which lists no files, so the models below it cannot be found",
            remedy: "name each model, or have --from-file read their names")
    }

    /// - Parameter purpose: what needs the whole file: "files are named by their SHA-256".
    package static func remoteNotHere(_ path: String, _ purpose: String) -> Fault {
        Fault(
            .remoteNotHere, file: path, reason: "is on another machine, and \(purpose) only from this one",
            remedy: "download the model first, and give the path of its folder")
    }
}
