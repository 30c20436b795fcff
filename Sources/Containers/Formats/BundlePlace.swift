package import ByteIO
internal import TensorBundle

/// Which index of a TensorFlow checkpoint a path means.
///
/// People name the prefix, which is no file, or any of the files; TensorFlow itself reads no values from an index that
/// is named as a file, and says nothing.
package enum BundlePlace {
    /// The index that a path of a file means: the prefix, the index, a data file, `PREFIX.meta`, `checkpoint` or
    /// `saved_model.pb`.
    ///
    /// - Returns: the path itself if it means no checkpoint of TensorFlow.
    /// - Throws: ``Fault`` `format.incomplete-checkpoint` for a checkpoint without its index.
    package static func file(_ path: String) throws(Fault) -> String {
        if let index = BundleName.index(path) { return index }
        let (folder, name) = (FilePath.folder(of: path), FilePath.name(of: path))
        guard PathKind(of: path) == .file else {
            let parts = PathKind(of: path) == .nothing ? (try? Folder.listing(of: folder).names) ?? [] : []
            if let part = parts.first(where: { BundleName.prefix(ofData: $0) == name }) {
                throw .withoutIndex(part, in: folder)
            }
            return path
        }
        switch name {
        case stateName: return try newest(in: folder) ?? path
        case graphName: return try savedModel(in: folder) ?? path
        default:
            if BundleName.prefix(ofData: name) != nil { throw .withoutIndex(name, in: folder) }
            return path
        }
    }

    /// Whether the path of a file means a checkpoint of TensorFlow that is there.
    package static func isBundle(_ path: String) -> Bool {
        guard let file = try? file(path) else { return false }
        return isIndex(FilePath.name(of: file)) && PathKind(of: file) == .file
    }

    /// The index of the checkpoint in a folder: the one that `checkpoint` names, the only one, or a SavedModel's.
    ///
    /// - Returns: nil if there is none.
    /// - Throws: ``Fault`` `format.several-checkpoints` when nothing tells which of several is meant;
    ///   `format.incomplete-checkpoint` when only a part of a checkpoint is there.
    package static func index(in folder: String) throws(Fault) -> String? {
        if let newest = try newest(in: folder) { return newest }
        let names = (try? Folder.listing(of: folder).names) ?? []
        let indices = names.filter(isIndex)
        if indices.count > 1 { throw .severalCheckpoints(folder, indices) }
        if let part = names.first(where: { isWithoutIndex($0, in: folder) }) { throw .withoutIndex(part, in: folder) }
        if let only = indices.first { return FilePath.join(folder, only) }
        return try savedModel(in: folder, names)
    }

    /// The SavedModel below a folder that is none itself, as a path from it; nil: there is none.
    ///
    /// transformers writes `MODEL/saved_model/1`, and servers read `MODEL/1`.
    package static func savedModel(below folder: String) -> String? {
        func names(_ path: String) -> [String] { (try? Folder.listing(of: FilePath.join(folder, path)).names) ?? [] }
        let own = ((try? Folder.listing(of: folder).names) ?? []).filter { $0 == "saved_model" || isVersion($0) }
        let inner = own.contains("saved_model") ? names("saved_model").filter(isVersion) : []
        return (own + inner.map { "saved_model/" + $0 }).last { path in
            PathKind(of: FilePath.join(FilePath.join(folder, path), graphName)) == .file
        }
    }

    /// The folders that may have the configuration of the weights in `folder`, the nearest first.
    ///
    /// transformers writes `MODEL/saved_model/1/variables/variables.index`, and config.json into `MODEL`.
    package static func configurationFolders(of folder: String) -> [String] {
        var folders = [folder]
        if FilePath.name(of: folder) == "variables" { folders.append(FilePath.folder(of: folder)) }
        guard let root = folders.last, PathKind(of: FilePath.join(root, graphName)) == .file else { return [folder] }
        let above = FilePath.folder(of: root)
        for named in [root, above] where FilePath.name(of: named) == "saved_model" {
            folders.append(FilePath.folder(of: named))
        }
        return folders
    }

    /// The vocabulary in the assets of a SavedModel, or of a preset of Keras; nil: there is none.
    ///
    /// - Parameter weights: the index, or the file of Keras.
    package static func vocabulary(of weights: String) -> String? {
        var root = FilePath.folder(of: weights)
        var words = "tokenizer/vocabulary.txt"
        let above = FilePath.folder(of: root)
        if FilePath.name(of: root) == "variables", PathKind(of: FilePath.join(above, graphName)) == .file {
            (root, words) = (above, "vocab.txt")
        }
        let path = FilePath.join(FilePath.join(root, "assets"), words)
        return PathKind(of: path) == .file && Containment.holds(path, in: root) ? path : nil
    }

    /// Whether a file of this name is a part of a checkpoint of TensorFlow.
    package static func isPart(_ name: String) -> Bool {
        BundleName.prefix(of: name) != nil || name == stateName || programNames.contains(name)
    }

    /// Whether the folder is that of the weights in a SavedModel.
    package static func isVariables(_ folder: String) -> Bool {
        FilePath.name(of: folder) == variables
            && PathKind(of: FilePath.join(folder, variables + BundleName.ending)) == .file
    }

    /// The folder in a SavedModel that has its weights.
    package static let variables = "variables"

    /// The index of the SavedModel in a folder; nil: it has none.
    ///
    /// - Parameter names: what is in the folder, as far as that is known: each question about another is a request.
    /// - Throws: ``Fault`` `format.incomplete-checkpoint` for a program without weights, and for weights without it.
    private static func savedModel(in folder: String, _ names: [String] = []) throws(Fault) -> String? {
        let index = "\(variables)/\(variables)\(BundleName.ending)"
        let isThere = { (name: String) in PathKind(of: FilePath.join(folder, name)) == .file }
        guard isThere(graphName) else {
            guard names.contains(variables), isThere(index) else { return nil }
            throw .partMissing(graphName, beside: index, in: folder)
        }
        guard isThere(index) else { throw .partMissing(index, beside: graphName, in: folder) }
        return FilePath.join(folder, index)
    }

    /// Whether it is the name of a file with values, or with the program of a training, whose index is missing.
    private static func isWithoutIndex(_ name: String, in folder: String) -> Bool {
        let ofProgram = name.hasSuffix(".meta") && name.contains("ckpt") ? BundleName.prefix(of: name) : nil
        guard let prefix = BundleName.prefix(ofData: name) ?? ofProgram else { return false }
        return PathKind(of: FilePath.join(folder, prefix + BundleName.ending)) != .file
    }

    private static func isVersion(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The program of a SavedModel, which is never read.
    private static let graphName = "saved_model.pb"

    /// The program of a SavedModel, and what Keras and TensorFlow note of it.
    private static let programNames = [graphName, "keras_metadata.pb", "fingerprint.pb"]

    /// The text file in which TensorFlow notes the newest checkpoint of a folder.
    private static let stateName = "checkpoint"

    private static func isIndex(_ name: String) -> Bool { name.hasSuffix(BundleName.ending) && !name.hasPrefix(".") }

    /// The index that `checkpoint` names, or the file of a checkpoint before version 0.12 of TensorFlow, which has no
    /// index; nil: there is no such file, or it names nothing.
    ///
    /// Only the last part of the path in it counts: the path is an absolute one of the machine that trained the model,
    /// and nothing outside the folder is opened.
    ///
    /// - Throws: ``Fault`` `format.incomplete-checkpoint` if it names a checkpoint that is not in the folder, of which
    ///   TensorFlow (`latest_checkpoint`) loads nothing.
    private static func newest(in folder: String) throws(Fault) -> String? {
        let path = FilePath.join(folder, stateName)
        guard PathKind(of: path) == .file else { return nil }
        let file = try InputFile(path: path)
        guard file.byteCount <= BundleLimits.stateBytes else { return nil }
        let text = String(decoding: try file.bytes(at: 0, count: Int(file.byteCount)), as: UTF8.self)
        let field = "model_checkpoint_path:"
        let lines = text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix(field) }
        guard lines.count == 1, let line = lines.first else { return nil }
        let quoted = line.dropFirst(field.count).drop { $0 == " " }
        // A name with an escape or a quote in it is not one that training programs use.
        guard quoted.count > 2, quoted.first == "\"", quoted.last == "\"", !quoted.contains("\\") else { return nil }
        let name = FilePath.name(of: String(quoted.dropFirst().dropLast()))
        let prefix = FilePath.join(folder, name)
        let found = [prefix + BundleName.ending, prefix].first { PathKind(of: $0) == .file }
        if let found { return found }
        throw .staleState(path, names: name, others: ((try? Folder.listing(of: folder).names) ?? []).filter(isIndex))
    }
}
