internal import ByteIO
internal import Formats
internal import TorchArchive

/// Files of a model folder that are pickles and no weights: tokenizers, vectorisers, optimisers, training arguments.
struct PickledCompanions {
    private static let endings = [".pkl", ".pickle", ".joblib"]
    /// What weights are called, whole or in shards, of a model or an adapter.
    private static let weightStems = ["pytorch_model", "model", "adapter_model"]
    private static let weightEndings = [".bin", ".pt", ".pth", ".ckpt"]
    /// Files that are looked into, and folders within each other.
    private static let most = 1_000
    private static let depth = 3

    /// Their paths from the folder, sorted.
    let names: [String]

    /// - Parameters:
    ///   - read: the paths of the weights that were read.
    /// - Returns: nothing of folders that cannot be read.
    init(in folder: String, read: Set<String>) {
        var found: [String] = []
        var looked = 0
        let listed = Self.shards(listedIn: folder)
        var open: [(path: String, depth: Int)] = [("", Self.depth)]
        while let next = open.popLast() {
            for name in (try? Folder.names(in: FilePath.join(folder, next.path))) ?? [] where !name.hasPrefix(".") {
                let relative = next.path.isEmpty ? name : FilePath.join(next.path, name)
                let path = FilePath.join(folder, relative)
                switch PathKind(of: path) {
                case .folder where next.depth > 1: open.append((relative, next.depth - 1))
                case .file
                where !read.contains(path) && !listed.contains(path) && !Self.isWeight(name) && looked < Self.most:
                    looked += 1
                    if Self.endings.contains(where: name.hasSuffix) || (try? TorchSuspicion.isPickle(path)) ?? false {
                        found.append(relative)
                    }
                default: continue
                }
            }
        }
        names = found.sorted()
    }

    /// The paths of the shards that an index of the folder lists, whatever their names.
    private static func shards(listedIn folder: String) -> Set<String> {
        let names = ((try? Folder.names(in: folder)) ?? []).filter { $0.hasSuffix(".index.json") }
        let indices = names.compactMap { name in
            try? ShardIndex(InputFile(path: FilePath.join(folder, name)))
        }
        return Set(indices.flatMap { index in index.entries.map { FilePath.join(folder, $0.shard) } })
    }

    private static func isWeight(_ name: String) -> Bool {
        guard let ending = weightEndings.first(where: name.hasSuffix) else { return false }
        let stem = name.dropLast(ending.count)
        return weightStems.contains { stem == $0 || stem.hasPrefix($0 + "-") }
    }
}
