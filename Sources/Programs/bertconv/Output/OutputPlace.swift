import ByteIO
import Conversion
import ModelSchema
import Tensors

/// The file or the model folder that an output becomes.
struct OutputPlace {
    let path: String
    /// Whether the output is a model folder, not a file.
    let isFolder: Bool
    /// Bytes of tensors in one file at most; nil: no limit.
    let maximumByteCount: Int?
    /// Whether existing files may be replaced.
    let isReplacing: Bool
    /// The folder of the weights in a model folder, `0_Transformer`; empty: the folder itself.
    private(set) var weightsFolder = ""

    /// The same place with its weights in this folder of it.
    func inside(_ folder: String) -> OutputPlace {
        var place = self
        place.weightsFolder = folder
        return place
    }

    /// The folder that gets the files.
    private var folder: String { isFolder ? FilePath.withoutTrailingSlash(path) : FilePath.folder(of: path) }

    /// The files that a plan becomes.
    func sharding(_ plan: ConversionPlan) throws(Fault) -> Sharding {
        let fileName = isFolder ? plan.format.fileName : FilePath.name(of: path)
        return try Sharding(plan, fileName: fileName, maximum: maximumByteCount)
    }

    /// Checks the place before there is a plan.
    ///
    /// - Throws: ``Fault`` `file.*`, if the output cannot or must not be written there.
    func check(_ places: OutputPlaces) throws(Fault) {
        if isFolder {
            try AtomicFolder.checkPlace(path)
        } else {
            try places.check(path, replacing: isReplacing)
        }
    }

    /// Checks the places of all files before the first byte is written.
    ///
    /// - Returns: what the user should know about them.
    /// - Throws: ``Fault`` `file.*`, `convert.other-weights-first`.
    func check(_ sharding: Sharding, _ places: OutputPlaces) throws(Fault) -> [String] {
        try check(places)
        guard !isFolder else { return [] }
        let library = try Library.newest()
        guard library.precedence(of: sharding.entry) == nil else {
            throw .partOfOthers(path, library: library.title)
        }
        for name in sharding.fileNames { try places.check(FilePath.join(folder, name), replacing: isReplacing) }
        let replaced = replaced(by: sharding)
        var notes: [String] = []
        for name in EarlierWeights.names(before: sharding.entry, in: folder) {
            let path = FilePath.join(folder, name)
            if replaced.contains(path) { continue }
            // An input that holds the same values does no harm: a note is enough.
            guard places.isInput(path), !sharding.isCast else { throw .otherFirst(path, before: sharding.entry) }
            notes.append("loaders prefer '\(name)', the input, to '\(sharding.entry)'")
        }
        return notes
    }

    /// The single file of the output's name, which the shards replace if it exists.
    func replaced(by sharding: Sharding) -> [String] {
        guard !isFolder, sharding.index != nil else { return [] }
        return [path]
    }

    /// The files as a sentence names them: `out/model.safetensors`, or the first to the last shard and the index.
    func description(_ sharding: Sharding) -> String {
        guard !isFolder, let index = sharding.index, let first = sharding.shards.first, let last = sharding.shards.last
        else { return path }
        let names = [first.fileName, last.fileName].map { FilePath.join(folder, $0) }
        return names.joined(separator: sharding.shards.count > 2 ? " to " : ", ") + " and "
            + FilePath.join(folder, index.fileName)
    }
}
