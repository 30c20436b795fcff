internal import ByteIO
internal import Formats
internal import JSONText
internal import TorchArchive

/// Code of a model's own: what a library may run instead of the program that was judged.
struct OwnCode {
    /// One place at which a folder brings code, and what a library does with it.
    struct Place: Equatable {
        /// A name in the folder: `config.json`, `modeling_own.py`.
        let name: String
        /// A sentence about it: `'auto_map' names …`.
        let words: String
    }

    /// Files of JSON that configure nothing: tables of tokens, lists of shards.
    private static func isTable(_ name: String) -> Bool {
        ["tokenizer.json", "vocab.json", "added_tokens.json"].contains(name) || name.hasSuffix(".index.json")
    }

    private static let configurationBytes: UInt64 = 16 << 20
    /// Fields that name classes or functions of the folder, or of another repository.
    private static let codeFields = ["auto_map", "custom_pipelines"]
    /// Fields that can name a repository with native code (`kernels`): `org/name`.
    private static let kernelFields = ["attn_implementation", "_attn_implementation"]
    private static let nesting = 3

    let places: [Place]

    /// - Parameter names: of everything in the folder.
    init(in folder: String, names: [String]) {
        var places: [Place] = []
        for name in names where name.hasSuffix(".json") && !Self.isTable(name) {
            places += Self.fields(ofFile: FilePath.join(folder, name)).map { Place(name: name, words: $0) }
        }
        for name in names where name.hasSuffix(".py") && PathKind(of: FilePath.join(folder, name)) == .file {
            places.append(Place(name: name, words: "is code that may run in the model's place"))
        }
        if names.contains("custom_generate"), PathKind(of: FilePath.join(folder, "custom_generate")) == .folder {
            places.append(Place(name: "custom_generate", words: "has code that generate() may run in its place"))
        }
        self.places = places
    }

    /// What a configuration says of code; nothing of one that cannot be read, which other rules tell of.
    private static func fields(ofFile path: String) -> [String] {
        do throws(Fault) {
            let file = try InputFile(path: path)
            guard file.byteCount <= configurationBytes else { return [] }
            guard let object = try JSONParser.parse(try file.bytes(at: 0, count: Int(file.byteCount))).object else {
                return []
            }
            return fields(of: object, depth: nesting)
        } catch {
            return []
        }
    }

    /// Models may be within each other, and so are their configurations.
    private static func fields(of object: JSONObject, depth: Int) -> [String] {
        object.members.flatMap { member -> [String] in
            if codeFields.contains(member.name), member.value != .null {
                let named = texts(in: member.value, depth: nesting)
                return ["has '\(member.name)'" + (named.isEmpty ? "" : ": \(named.joined(separator: ", "))")]
            }
            if kernelFields.contains(member.name) {
                return texts(in: member.value, depth: nesting).filter { $0.contains("/") }
                    .map { "has '\(member.name)': '\($0)', native code of a repository" }
            }
            guard depth > 0, let inner = member.value.object else { return [] }
            return fields(of: inner, depth: depth - 1)
        }
    }

    private static func texts(in value: JSONValue, depth: Int) -> [String] {
        if let text = value.string { return [text] }
        guard depth > 0 else { return [] }
        let inner = value.array ?? value.object?.members.map(\.value) ?? []
        return inner.flatMap { texts(in: $0, depth: depth - 1) }
    }
}

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
