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
    package static func file(_ path: String) -> String {
        if let index = BundleName.index(path) { return index }
        guard PathKind(of: path) == .file else { return path }
        let folder = FilePath.folder(of: path)
        return switch FilePath.name(of: path) {
        case stateName: (try? newest(in: folder)) ?? path
        case graphName: variables(in: folder) ?? path
        default: path
        }
    }

    /// Whether the path of a file means a checkpoint of TensorFlow that is there.
    package static func isBundle(_ path: String) -> Bool {
        let file = file(path)
        return isIndex(FilePath.name(of: file)) && PathKind(of: file) == .file
    }

    /// The index of the checkpoint in a folder: the one that `checkpoint` names, the only one, or a SavedModel's.
    ///
    /// - Returns: nil if there is none.
    /// - Throws: ``Fault`` `format.several-checkpoints` when nothing tells which of several is meant.
    package static func index(in folder: String) throws(Fault) -> String? {
        if let newest = try newest(in: folder) { return newest }
        let indices = (try? Folder.listing(of: folder).names)?.filter(isIndex) ?? []
        if indices.count > 1 { throw .severalCheckpoints(folder, indices) }
        if let only = indices.first { return FilePath.join(folder, only) }
        return PathKind(of: FilePath.join(folder, graphName)) == .file ? variables(in: folder) : nil
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
        BundleName.prefix(of: name) != nil || name == stateName || name == graphName
    }

    /// The index of the SavedModel in a folder; nil: it has none.
    private static func variables(in folder: String) -> String? {
        let index = FilePath.join(FilePath.join(folder, "variables"), "variables" + BundleName.ending)
        return PathKind(of: index) == .file ? index : nil
    }

    /// The program of a SavedModel, which is never read.
    private static let graphName = "saved_model.pb"

    /// The text file in which TensorFlow notes the newest checkpoint of a folder.
    private static let stateName = "checkpoint"

    private static func isIndex(_ name: String) -> Bool { name.hasSuffix(BundleName.ending) && !name.hasPrefix(".") }

    /// The index that `checkpoint` names, or the file of a checkpoint before version 0.12 of TensorFlow, which has no
    /// index; nil: there is no such file, or it names none that is there.
    ///
    /// Only the last part of the path in it counts: the path is an absolute one of the machine that trained the model,
    /// and nothing outside the folder is opened.
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
        let prefix = FilePath.join(folder, FilePath.name(of: String(quoted.dropFirst().dropLast())))
        return [prefix + BundleName.ending, prefix].first { PathKind(of: $0) == .file }
    }
}
