internal import ByteIO
internal import Formats

/// All models below folders.
///
/// - A folder is a model if it has weights or an adapter under a name that a library looks for, or something that
///   prevents a library from loading them: a link that leads nowhere, shards without their index, a part of a
///   checkpoint of TensorFlow.
/// - The folder `variables` of a SavedModel is a part of that model.
/// - Links to folders are not followed, so that the search stays below its roots and ends. Links to files are followed,
///   so that the snapshots of a Hugging Face cache are models. The roots themselves may be links.
/// - Hidden folders are skipped, unless they are roots.
/// - A folder that is reached by two paths counts once.
/// - A folder that cannot be read counts as a model, so that it is reported. So does a folder whose name is not UTF-8,
///   what cannot be examined (its path is too long, or its folder can only be listed), and a root without any model.
/// - Everything that is skipped is in ``skipped``.
///
/// Models are in the order of the roots; below each, a folder comes before what is in it, and names are sorted.
package struct ModelSearch: Sendable {
    /// Something that the search skipped.
    package struct Skipped: Sendable, Equatable {
        /// Why something was skipped; the words are those of the report.
        package enum Reason: String, Sendable, CaseIterable {
            case hiddenFolder = "hidden folder"
            case linkToFolder = "link to a folder"
            case deadLink = "link that leads nowhere"
            case noWeights = "folder with a config.json and no weights"
            case otherNames = "folder with weights under a name that no library looks for"
            case fileNotUTF8 = "file whose name is not UTF-8"
        }

        package let path: String
        package let reason: Reason
        /// The index of the model that was found last before it, below the same root; that of the first one otherwise.
        package let model: Int
    }

    /// The paths of the models.
    package private(set) var models: [String] = []
    package private(set) var skipped: [Skipped] = []
    /// Roots on servers that list no files, where no search is possible.
    package private(set) var unlisted: [String] = []
    private var seen: Set<FolderIdentity> = []
    /// The index of the first model of the root that is searched.
    private var firstModel = 0
    private let library: Library
    private let known: KnownArchitectures

    /// - Parameters:
    ///   - roots: folders to search; files are models as they are.
    ///   - library: the library that will load the models.
    ///   - known: the architectures that they can be of.
    package init(below roots: [String], library: Library, known: KnownArchitectures = .builtIn) {
        self.library = library
        self.known = known
        for root in roots { search(root) }
    }

    /// Searches below a root, which is open meanwhile if it is on another machine.
    private mutating func search(_ root: String) {
        do throws(Fault) {
            let lease = try RemotePlaces.open(root)
            let path = FilePath.withoutTrailingSlash(root)
            guard lease?.folder.listsFiles ?? true || PathKind(of: path) != .folder else {
                return unlisted.append(root)
            }
            searchFolders(path)
            withExtendedLifetime(lease) {}
        } catch {
            // Opening it again will report why.
            models.append(root)
        }
    }

    private mutating func searchFolders(_ root: String) {
        firstModel = models.count
        var isKnown = false
        var open = [root]
        while let folder = open.popLast() {
            guard let identity = FolderIdentity(of: folder) else {
                // It is no folder, or no longer there; opening it will report which.
                models.append(folder)
                continue
            }
            guard seen.insert(identity).inserted else {
                isKnown = true
                continue
            }
            do throws(Fault) {
                let place = try ModelPlace(folder, library: library, known: known)
                if place.holdsModel {
                    models.append(folder)
                } else if place.configuration != nil {
                    skip(folder, .noWeights)
                } else if place.files.contains(where: Self.isWeights) {
                    skip(folder, .otherNames)
                }
                open += try folders(in: folder).filter { path in
                    !(place.holdsVariables && FilePath.name(of: path) == BundlePlace.variables)
                }.reversed()
            } catch {
                models.append(folder)
            }
        }
        if models.count == firstModel, !isKnown { models.append(root) }
    }

    /// The folders in a folder that are searched next.
    private mutating func folders(in folder: String) throws(Fault) -> [String] {
        let listing = try Folder.listing(of: folder)
        for name in listing.unreadable { skip(FilePath.join(folder, name), .fileNotUTF8) }
        // A folder whose name is not UTF-8 cannot be opened by its text; its report has that fault.
        models += listing.unreadableFolders.map { FilePath.join(folder, $0) }
        var folders: [String] = []
        for name in listing.names {
            let path = FilePath.join(folder, name)
            if PathKind.linkTarget(of: path) != nil {
                switch PathKind(of: path) {
                case .folder: skip(path, .linkToFolder)
                // A link with a name that the library looks for makes the folder a model, which is reported.
                case .nothing where !library.weights.map(\.name).contains(name): skip(path, .deadLink)
                case .file, .other, .nothing: break
                }
            } else if FolderIdentity.isFolderItself(path) {
                if name.hasPrefix(".") { skip(path, .hiddenFolder) } else { folders.append(path) }
            } else if !FolderIdentity.canExamine(path) {
                models.append(path)
            }
        }
        return folders
    }

    /// Whether it is a name that some library gives to weights.
    private static func isWeights(_ name: String) -> Bool {
        !FileFormat.named(name).isEmpty && !name.hasSuffix(".index.json") || name.hasSuffix(".ckpt")
            || ForeignFormat.isWeights(name)
    }

    private mutating func skip(_ path: String, _ reason: Skipped.Reason) {
        skipped.append(Skipped(path: path, reason: reason, model: max(models.count - 1, firstModel)))
    }
}

extension ModelSearch.Skipped.Reason {
    /// The words for several.
    package var plural: String {
        switch self {
        case .hiddenFolder: "hidden folders"
        case .linkToFolder: "links to folders"
        case .deadLink: "links that lead nowhere"
        case .noWeights: "folders with a config.json and no weights"
        case .otherNames: "folders with weights under names that no library looks for"
        case .fileNotUTF8: "files whose names are not UTF-8"
        }
    }
}
