internal import ByteIO

/// All models below folders.
///
/// - A folder is a model when it holds weights, or an adapter, under a name that a loader looks for.
/// - Links to folders are not followed, so that the search stays where it began and comes to an end; links to files
///   are, so that the snapshots of a Hugging Face cache are models. The folders that were named may be links.
/// - Hidden folders are passed over, unless they were named.
/// - A folder that is reached twice counts once, whatever its paths.
/// - A folder that cannot be read counts as a model, so that it is reported and not forgotten; so does a named path
///   below which there is no model.
///
/// The order is that of the paths as named, and below each a folder before what is in it, by name.
package struct ModelSearch: Sendable {
    /// The paths of the models.
    package private(set) var models: [String] = []
    private var seen: Set<FolderIdentity> = []

    /// - Parameter roots: folders, or files, which are taken as they are.
    package init(below roots: [String]) {
        for root in roots { search(FilePath.withoutTrailingSlash(root)) }
    }

    private mutating func search(_ root: String) {
        let before = models.count
        var isKnown = false
        var open = [root]
        while let folder = open.popLast() {
            guard let identity = FolderIdentity(of: folder) else {
                // No folder, or gone meanwhile: whoever opens it says which.
                models.append(folder)
                continue
            }
            guard seen.insert(identity).inserted else {
                isKnown = true
                continue
            }
            do throws(Fault) {
                let discovery = try WeightsDiscovery(in: folder)
                if discovery.weights != nil || discovery.adapter != nil { models.append(folder) }
                let below = discovery.files.filter { !$0.hasPrefix(".") }.map { FilePath.join(folder, $0) }
                open += below.filter(FolderIdentity.isFolderItself).reversed()
            } catch {
                models.append(folder)
            }
        }
        if models.count == before, !isKnown { models.append(root) }
    }
}
