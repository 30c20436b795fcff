internal import ByteIO
internal import JSONText

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
