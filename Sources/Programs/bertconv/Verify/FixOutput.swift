import ByteIO
import Conversion
import Glibc
import ModelSchema

/// Where a command writes a fixed model: to a name of its own beside the model, or else in the current folder.
struct FixOutput {
    let path: String
    /// Whether it is a model folder, not a file.
    let isFolder: Bool

    private static let mark = "-fixed"
    /// Bytes of a name; a file that is not yet complete has a hidden name that is longer.
    private static let longestName = 200
    private static let longestMark = 40
    private static let tries = 1...999

    /// Finds a name that nothing has, outside of the model.
    ///
    /// A file by itself becomes a file. One with a config.json beside it is a part of a model and becomes a folder, so
    /// that the configuration goes along.
    ///
    /// - Parameters:
    ///   - prefix: what is before the names of the one model of several that is written, and gives the output its name.
    ///   - taken: places of other outputs.
    /// - Returns: nil when no folder is known that can be written to.
    init?(
        for place: ModelPlace, _ format: OutputFormat, named prefix: String? = nil, except taken: Set<String> = []
    ) {
        let mark = prefix.flatMap(Self.mark(of:)) ?? Self.mark
        let model = Self.modelFolder(of: place)
        let named = place.isFolder ? FilePath.withoutTrailingSlash(place.path) : model ?? place.path
        let base = model == nil ? Self.stem(of: place.path) : Self.name(ofFolder: named)
        let parent = model.map(Self.parent) ?? FilePath.folder(of: place.path)
        let ending = model == nil ? format.ending : ""
        let path = [parent, "."].lazy.compactMap { folder -> String? in
            if let model, Containment.isWithin(folder, model) { return nil }
            return Self.free(base, mark, ending, in: folder, except: taken)
        }.first
        guard let path, !base.isEmpty else { return nil }
        self.path = ShellWord.path(path)
        isFolder = model != nil
    }

    /// A folder that the user names.
    init(folder: String) {
        path = folder
        isFolder = true
    }

    /// The folder whose files are the model; nil where a file is examined by itself.
    static func modelFolder(of place: ModelPlace) -> String? {
        guard place.isFolder || place.configuration != nil else { return nil }
        return place.sentenceFolder ?? place.folder
    }

    /// The folder that holds it; a cache of Hugging Face's takes every folder of `snapshots` for a revision.
    private static func parent(_ folder: String) -> String {
        guard hasName(folder) else { return folder == "." ? ".." : FilePath.join(folder, "..") }
        let parent = FilePath.folder(of: folder)
        return FilePath.name(of: parent) == "snapshots" ? "." : parent
    }

    private static func name(ofFolder path: String) -> String {
        FilePath.name(of: hasName(path) ? path : Containment.resolved(path) ?? "")
    }

    /// Whether the path ends in a name, and not in `.` or `..`.
    private static func hasName(_ path: String) -> Bool {
        !["", ".", ".."].contains(FilePath.name(of: path))
    }

    /// `model` of `model.safetensors` and of `model.safetensors.index.json`.
    private static func stem(of path: String) -> String {
        var name = FilePath.name(of: path)
        let index = ".index.json"
        if name.hasSuffix(index) { name.removeLast(index.count) }
        return String(name.lastIndex(of: ".").map { $0 == name.startIndex ? name[...] : name[..<$0] } ?? name[...])
    }

    /// `-ema` for `ema.`; nil: the prefix makes no name.
    private static func mark(of prefix: String) -> String? {
        let words = prefix.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
        let mark = "-" + words.joined(separator: "-")
        return words.isEmpty || mark.utf8.count > longestMark ? nil : mark
    }

    private static func free(
        _ base: String, _ mark: String, _ ending: String, in folder: String, except taken: Set<String>
    ) -> String? {
        guard !RemotePlaces.isRemote(folder), unsafe access(folder, W_OK | X_OK) == 0 else { return nil }
        let base = base.utf8.count > longestName ? "model" : base
        return tries.lazy.map { number in
            FilePath.join(folder, base + mark + (number == 1 ? "" : "-\(number)") + ending)
        }.first { path in
            PathKind(of: path) == .nothing && PathKind.linkTarget(of: path) == nil
                && !taken.contains(ShellWord.path(path))
        }
    }
}
