internal import ByteIO
internal import Formats
internal import JSONText
internal import TorchArchive

/// Code in a model folder that a library may run instead of its own.
struct OwnCode {
    /// A file of the folder that contains or names code.
    struct Occurrence: Equatable {
        /// The file's name in the folder: `config.json`, `modeling_own.py`.
        let name: String
        /// The rest of a sentence that begins with the name: `has 'auto_map': …`.
        let words: String
    }

    /// Whether a JSON file is a table of tokens or a list of shards, which configure nothing.
    private static func isTable(_ name: String) -> Bool {
        ["tokenizer.json", "vocab.json", "added_tokens.json"].contains(name) || name.hasSuffix(".index.json")
    }

    private static let configurationBytes: UInt64 = 16 << 20
    /// Fields that name Python classes or functions of the folder or of another repository.
    private static let codeFields = ["auto_map", "custom_pipelines"]
    /// Fields that may name a repository of native code (package `kernels`), as `org/name`.
    private static let kernelFields = ["attn_implementation", "_attn_implementation"]
    private static let nesting = 3

    let occurrences: [Occurrence]

    /// - Parameter names: the names of all files and folders in the folder.
    /// - Throws: ``Fault`` `file.*`, `remote.*` of a file that may name code and cannot be read.
    init(in folder: String, names: [String]) throws(Fault) {
        var occurrences: [Occurrence] = []
        for name in names where name.hasSuffix(".json") && !Self.isTable(name) {
            let path = FilePath.join(folder, name)
            guard PathKind(of: path) == .file else { continue }
            occurrences += try Self.fields(ofFile: path).map { Occurrence(name: name, words: $0) }
        }
        for name in names where name.hasSuffix(".py") && PathKind(of: FilePath.join(folder, name)) == .file {
            occurrences.append(
                Occurrence(name: name, words: "is code that may run instead of the library's model"))
        }
        if names.contains("custom_generate"), PathKind(of: FilePath.join(folder, "custom_generate")) == .folder {
            occurrences.append(
                Occurrence(name: "custom_generate", words: "holds code that may run instead of generate()"))
        }
        self.occurrences = occurrences
    }

    /// The fields of a JSON file that name code; none for one that is no JSON, which other rules report.
    private static func fields(ofFile path: String) throws(Fault) -> [String] {
        let object = try Fault.whereReadable { () throws(Fault) -> JSONObject? in
            let file = try InputFile(path: path)
            guard file.byteCount <= configurationBytes else { return nil }
            return try JSONParser.parse(try file.bytes(at: 0, count: Int(file.byteCount))).object
        }
        return object.flatMap(\.self).map { fields(of: $0, depth: nesting) } ?? []
    }

    /// The fields of a configuration and of those nested in it, which belong to models within the model.
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

/// Pickles in a model folder that are not its weights: tokenizers, vectorisers, optimisers, training arguments.
struct PickledCompanions {
    private static let endings = [".pkl", ".pickle", ".joblib"]
    /// The names of files of weights, whole or in shards, of a model or an adapter.
    private static let weightStems = ["pytorch_model", "model", "adapter_model"]
    private static let weightEndings = [".bin", ".pt", ".pth", ".ckpt"]
    /// The most files that are opened, and the most levels of folders.
    private static let most = 1_000
    private static let depth = 3

    /// Their paths relative to the folder, sorted.
    let names: [String]

    /// - Parameters:
    ///   - read: the paths of the weights that were read. Folders that cannot be read are skipped.
    /// - Throws: ``Fault`` `file.*`, `remote.*` of a file that cannot be read.
    init(in folder: String, read: Set<String>) throws(Fault) {
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
                    let isPickle = try Fault.whereReadable { () throws(Fault) in try TorchSuspicion.isPickle(path) }
                    if isPickle ?? false || Self.endings.contains(where: name.hasSuffix) { found.append(relative) }
                default: continue
                }
            }
        }
        names = found.sorted()
    }

    /// The paths of all shards that an index in the folder lists.
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
