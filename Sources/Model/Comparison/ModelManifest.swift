package import ByteIO

/// All files of a model folder by their SHA-256, as the manifest of OpenSSF model signing has them
/// (https://github.com/sigstore/model-transparency).
///
/// Every file in the folder and its subfolders is listed, except `.git`, `.github`, `.gitignore` and `.gitattributes`.
/// Files are sorted by path, part by part. A link to a file is the file that it leads to.
package struct ModelManifest: Sendable {
    /// A file and its SHA-256, in lowercase hexadecimal.
    package struct File: Sendable, Equatable {
        /// The path from the folder, such as `1_Pooling/config.json`.
        package let name: String
        package let digest: String
    }

    /// The name of the folder.
    package let name: String
    package let files: [File]
    /// The SHA-256 of the digests of all files one after the other, which model signing signs.
    package let root: String

    /// Reads all files.
    ///
    /// - Throws: ``Fault`` `file.changed` when a file is not as it was when it was listed; `file.*`.
    package init(_ listing: ModelFiles) throws(Fault) {
        var files: [File] = []
        var all = SHA256()
        for listed in listing.files {
            let file = try InputFile(path: FilePath.join(listing.folder, listed.name))
            let digest = try file.digest()
            try file.checkUnchanged(since: listed.identity)
            files.append(File(name: listed.name, digest: String(hexadecimal: digest)))
            all.add(digest)
        }
        name = FilePath.name(of: Containment.resolved(listing.folder) ?? listing.folder)
        self.files = files
        root = all.hex()
    }
}

/// The files of a model folder as they were at one time.
package struct ModelFiles: Sendable {
    /// What model signing leaves out at the top of the folder.
    private static let ignored: Set<String> = [".git", ".github", ".gitignore", ".gitattributes"]

    let folder: String
    fileprivate let files: [(name: String, identity: FileIdentity)]

    /// Lists the files, and opens none.
    ///
    /// - Throws: ``Fault`` `manifest.no-folder`, `manifest.link`, `manifest.name`, `manifest.size`; `file.not-regular`
    ///   for a pipe or a device, `file.missing` for a link to nothing.
    package init(in folder: String) throws(Fault) {
        guard PathKind(of: folder) == .folder else { throw .noManifest(folder) }
        self.folder = folder
        var found: [(name: String, identity: FileIdentity)] = []
        var folders = [""]
        while let inner = folders.popLast() {
            let place = inner.isEmpty ? folder : FilePath.join(folder, inner)
            let listing = try Folder.listing(of: place)
            if let name = (listing.unreadable + listing.unreadableFolders).first {
                throw .nameIsNoUTF8(FilePath.join(place, name))
            }
            for entry in listing.names where !inner.isEmpty || !Self.ignored.contains(entry) {
                let path = FilePath.join(place, entry)
                let name = inner.isEmpty ? entry : FilePath.join(inner, entry)
                if FolderIdentity.isFolderItself(path) {
                    folders.append(name)
                } else if PathKind(of: path) == .folder {
                    throw .linkToFolder(path)
                } else {
                    found.append((name, try FileIdentity(of: path)))
                    guard found.count <= ComparisonLimits.manifestFiles else { throw .tooManyFiles(folder) }
                }
            }
        }
        files = found.sorted { Self.parts($0.name).lexicographicallyPrecedes(Self.parts($1.name), by: Self.precedes) }
    }

    private static func parts(_ name: String) -> [Substring] { name.split(separator: "/") }

    private static func precedes(_ first: Substring, _ second: Substring) -> Bool {
        first.utf8.lexicographicallyPrecedes(second.utf8)
    }
}

extension Fault.Code {
    package static let manifestNoFolder = Fault.Code("manifest.no-folder")
    package static let manifestLink = Fault.Code("manifest.link")
    package static let manifestName = Fault.Code("manifest.name")
    package static let manifestSize = Fault.Code("manifest.size")
}

extension Fault {
    fileprivate static func noManifest(_ path: String) -> Fault {
        Fault(
            .manifestNoFolder, file: path, reason: "is no folder, and a statement is about all files of a model folder",
            remedy: "name the folder")
    }

    fileprivate static func linkToFolder(_ path: String) -> Fault {
        Fault(
            .manifestLink, file: path,
            reason: "is a link to a folder, and nobody can say whether its files belong to the model",
            remedy: "copy the folder to this place, or remove the link")
    }

    fileprivate static func nameIsNoUTF8(_ path: String) -> Fault {
        Fault(
            .manifestName, file: path, reason: "the name is not UTF-8, so a statement cannot have it",
            remedy: "rename it")
    }

    fileprivate static func tooManyFiles(_ folder: String) -> Fault {
        Fault(
            .manifestSize, file: folder, reason: "has more than \(ComparisonLimits.manifestFiles) files",
            remedy: "keep in the folder only what belongs to the model")
    }
}
