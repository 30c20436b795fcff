package import ByteIO
internal import Formats
internal import ModelSchema
internal import TorchArchive

/// The files of a model folder other than its weights: configuration, tokenizer, and everything else.
///
/// A value is the result of a copy.
package struct SideFiles: Sendable {
    /// The names of the files that were copied.
    package private(set) var copied: [String] = []
    /// The names that were not copied: weights, what belongs to them, code, and what is no file.
    package private(set) var left: [String] = []
    /// What the user should know about the copies.
    package private(set) var notes: [String] = []

    private static let configuration = "config.json"
    private static let tokenizer = "tokenizer_config.json"
    private static let maximumDepth = 8
    private static let maximumNames = 10_000
    /// A config.json of more bytes is copied without changes, as no loader reads it.
    private static let maximumConfigurationBytes: UInt64 = 16 << 20

    private init() {}

    /// Copies everything except weights, their indices, what belongs to weights that are not copied, and hidden files.
    ///
    /// Each folder is copied once, under its own name if it is in the model's folder itself.
    ///
    /// - Parameters:
    ///   - isModelFolder: whether the folder is a model's own. From another, only configuration and tokenizer are copied.
    ///   - model: the folder of the model's config.json, as a path from `source`; empty: `source` itself.
    ///   - edits: the changes to config.json.
    /// - Throws: ``Fault`` `convert.leads-out` for a link to a file elsewhere, `convert.side-files` for too many names.
    package static func copy(
        from source: String, isModelFolder: Bool, model: String = "", to target: String, edits: ConfigurationEdits
    ) throws(Fault) -> SideFiles {
        var files = SideFiles()
        // A web server lists no files: it is asked for those that a model may have.
        if RemotePlaces.isRemote(source) {
            for name in ModelFileNames.usual { _ = PathKind(of: FilePath.join(source, name)) }
        }
        let inModel = { (name: String) in model.isEmpty ? name : FilePath.join(model, name) }
        var walk = SideFolders(source, maximumDepth: maximumDepth)
        var names = 0
        while let folder = walk.next() {
            let place = FilePath.join(target, folder.path)
            if !folder.path.isEmpty, PathKind(of: place) == .nothing { try Folder.create(place) }
            for name in try Folder.names(in: FilePath.join(source, folder.path)) where !name.hasPrefix(".") {
                names += 1
                guard names <= maximumNames else { throw .tooManySideFiles(source, limit: maximumNames) }
                let relative = folder.path.isEmpty ? name : FilePath.join(folder.path, name)
                let from = FilePath.join(source, relative)
                switch PathKind(of: from) {
                case .folder
                where ModelFileNames.isWeight(name) || BundlePlace.isVariables(from)
                    || !edits.keepsCode && ModelFileNames.isCodeFolder(name):
                    if isModelFolder { files.left.append(relative) }
                case .folder: if isModelFolder { walk.add(relative, below: folder) }
                case .file where !edits.keepsCode && ModelFileNames.isCode(name):
                    if isModelFolder { files.left.append(relative) }
                case .file where ModelFileNames.isWeight(name) || name == ModelFileNames.adapterConfiguration:
                    if isModelFolder { files.left.append(relative) }
                case .file where edits.leavesForeign && ModelFileNames.isCommon(name): files.left.append(relative)
                case .file where !isModelFolder && !ModelFileNames.isCommon(name): continue
                case .file:
                    guard Containment.holds(from, in: source) else { throw .leadsOut(from) }
                    // Pickles are also recognised by their content, whatever their names are.
                    if !edits.keepsCode, try TorchSuspicion.isPickle(from) {
                        files.left.append(relative)
                        continue
                    }
                    let place = FilePath.join(target, relative)
                    if let configuration = edits.otherName, relative == inModel(configuration) {
                        files.notes += try copyConfiguration(
                            from, to: FilePath.join(target, inModel(Self.configuration)), edits: edits)
                        files.copied.append(inModel(Self.configuration))
                        files.notes.append("\(Self.configuration) is \(name), with a model_type and a class")
                        continue
                    }
                    if edits.otherName != nil, relative == inModel(configuration) {
                        // It names no model, or it would be the configuration.
                        files.left.append(relative)
                        continue
                    }
                    if relative == inModel(configuration) {
                        files.notes += try copyConfiguration(from, to: place, edits: edits)
                    } else if relative == inModel(tokenizer) {
                        let own = ConfigurationEdits(keepsCode: edits.keepsCode)
                        files.notes += try copyConfiguration(from, to: place, edits: own)
                    } else {
                        try copyFile(try InputFile(path: from), to: place)
                    }
                    files.copied.append(relative)
                case .other, .nothing: if isModelFolder { files.left.append(relative) }
                }
            }
        }
        files.left += walk.skipped
        files.copied.sort()
        files.left.sort()
        return files
    }

    /// Copies a configuration with its changes.
    ///
    /// - Returns: what the user should know about the copy.
    package static func copyConfiguration(
        _ from: String, to target: String, edits: ConfigurationEdits
    ) throws(Fault) -> [String] {
        let file = try InputFile(path: from)
        if file.byteCount < maximumConfigurationBytes {
            let bytes = try file.bytes(at: 0, count: Int(file.byteCount))
            if let edited = try edits.applied(to: bytes, of: from) {
                try pending(edited.bytes, to: target, replacing: false).commit()
                let name = FilePath.name(of: from)
                return edited.removed.map {
                    "\(name) of the output has no '\($0)', which would make libraries load something else"
                }
            }
        }
        try copyFile(file, to: target)
        return []
    }

    /// Copies a file.
    ///
    /// - Throws: ``Fault`` `file.*`.
    package static func copy(_ source: String, to target: String) throws(Fault) {
        try copyFile(try InputFile(path: source), to: target)
    }

    private static func copyFile(_ file: InputFile, to target: String) throws(Fault) {
        let output = try AtomicFile.create(at: target, byteCount: file.byteCount, replacing: false)
        let block = Block()
        var done: UInt64 = 0
        while done < file.byteCount {
            let count = Int(min(file.byteCount - done, UInt64(Block.standardByteCount)))
            let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<count])
            try unsafe file.read(into: piece, at: done)
            try unsafe output.write(UnsafeRawBufferPointer(piece), at: done)
            done += UInt64(count)
        }
        try file.checkUnchanged()
        try output.commit()
    }

    /// Writes a small file, complete except for its name.
    package static func pending(_ bytes: [UInt8], to path: String, replacing: Bool) throws(Fault) -> PendingFile {
        let file = try AtomicFile.create(at: path, byteCount: UInt64(bytes.count), replacing: replacing)
        let block = Block(byteCount: bytes.count)
        unsafe block.bytes.copyBytes(from: bytes)
        try unsafe file.write(UnsafeRawBufferPointer(block.bytes), at: 0)
        return PendingFile(file, byteCount: UInt64(bytes.count))
    }
}

/// The folders of a model, each once even if several links lead to it.
///
/// Links come last, so that a folder is copied under its own name and not under that of a link to it.
struct SideFolders {
    /// A folder, or a link to one.
    struct Entry {
        /// The path from the model's folder; empty: that folder itself.
        let path: String
        let depth: Int
    }

    private let root: String
    private let maximumDepth: Int
    private var open = [Entry(path: "", depth: 0)]
    private var links: [Entry] = []
    private var seen: Set<FolderIdentity> = []
    /// Links to folders that were copied before, and folders deeper than ``maximumDepth``.
    private(set) var skipped: [String] = []

    init(_ root: String, maximumDepth: Int) {
        self.root = root
        self.maximumDepth = maximumDepth
    }

    /// Adds a folder, or a link to one, that was found in `folder`.
    mutating func add(_ path: String, below folder: Entry) {
        let entry = Entry(path: path, depth: folder.depth + 1)
        if entry.depth > maximumDepth {
            skipped.append(path)
        } else if FolderIdentity.isFolderItself(FilePath.join(root, path)) {
            open.append(entry)
        } else {
            links.append(entry)
        }
    }

    /// The next folder; nil: there is none.
    mutating func next() -> Entry? {
        while let entry = open.popLast() ?? (links.isEmpty ? nil : links.removeFirst()) {
            let path = entry.path.isEmpty ? root : FilePath.join(root, entry.path)
            if let identity = FolderIdentity(of: path), seen.insert(identity).inserted { return entry }
            skipped.append(entry.path)
        }
        return nil
    }
}

/// What a file in a model's folder is, by its name.
package enum ModelFileNames {
    /// The file that describes weights to add to the model's.
    ///
    /// Without those weights it stops a loader.
    static let adapterConfiguration = "adapter_config.json"
    /// The endings of files with weights.
    private static let weightEndings = [
        ".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".gguf", ".onnx", ".ot",
    ]
    /// The configuration and the tokenizer of any model.
    private static let common: Set<String> = [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt",
        "special_tokens_map.json", "added_tokens.json",
    ]
    /// Other files that libraries read in addition to the weights.
    private static let others: Set<String> = [
        adapterConfiguration, "config_sentence_transformers.json", "merges.txt", "modules.json",
        "preprocessor_config.json", "sentence_bert_config.json", "sentencepiece.bpe.model", "spiece.model",
        "tokenizer.model", "vocab.json",
    ]

    /// The files beside weights that libraries look for by their names.
    static var usual: [String] { common.union(others).sortedByBytes() }

    /// Whether a file of this name belongs to a model, in any folder.
    package static func belongsToModel(_ name: String) -> Bool {
        isWeight(name) || isCommon(name) || others.contains(name)
            || name.hasPrefix("config.") && name.hasSuffix(".json")
    }

    /// Whether a file of this name has weights or is an index of such files; a folder would be in their way.
    static func isWeight(_ name: String) -> Bool {
        weightEndings.contains { name.hasSuffix($0) } || name.hasSuffix(".index.json") || BundlePlace.isPart(name)
    }

    /// Whether it is code, or a pickle, which runs code when it is loaded.
    static func isCode(_ name: String) -> Bool {
        [".py", ".pyc", ".pkl", ".pickle", ".joblib", ".dill"].contains(where: name.hasSuffix)
    }

    /// Whether a folder of this name has code that a library runs (`generate` of transformers 5).
    static func isCodeFolder(_ name: String) -> Bool { name == "custom_generate" || name == "__pycache__" }

    /// Whether it is a configuration or a part of a tokenizer.
    static func isCommon(_ name: String) -> Bool {
        common.contains(name) || ConfigurationFile.otherNames.contains(name)
    }
}
