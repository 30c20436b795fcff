internal import ByteIO
internal import Formats
internal import JSONText

/// What a library takes before certain weights of a folder, or what keeps it from them.
package enum EarlierWeights {
    /// The files that a library would load before an output, so that it would not load the output.
    ///
    /// - Parameter output: the name of the file that the library opens first, in `folder`.
    /// - Returns: the names of regular files; none for an output that no library looks for by its name.
    package static func names(before output: String, in folder: String) -> [String] {
        let libraries = (try? Library.all()) ?? []
        guard let library = libraries.first(where: { $0.weights.contains { $0.name == output } }),
            let rank = library.weights.firstIndex(where: { $0.name == output })
        else { return [] }
        if let stated = statedWeights(library, in: folder) { return stated == output ? [] : [stated] }
        let first = ((try? Folder.names(in: folder)) ?? []).filter { library.precedence(of: $0) != nil }
        let usual = library.weights[..<rank].map(\.name)
        return (first + usual).filter { PathKind(of: FilePath.join(folder, $0)) == .file }
    }

    /// The file that the folder's config.json names, even if the library refuses it; nil: it names none.
    private static func statedWeights(_ library: Library, in folder: String) -> String? {
        guard let rule = library.statedWeights,
            let file = try? InputFile(path: FilePath.join(folder, "config.json")),
            let configuration = try? ConfigurationFile.object(in: file)
        else { return nil }
        return (try? rule.name(in: configuration, folder: folder)) ?? configuration[rule.field]?.string
    }

    /// The reason why `library` does not load the file `first` of `folder`, or finds no weights; nil: there is none.
    static func obstacle(
        before first: String?, _ library: Library, in folder: String, files: [String]
    ) -> Fault? {
        for name in files {
            guard let precedence = library.precedence(of: name) else { continue }
            return .otherWeightsFirst(name, precedence, library: library.title, in: folder)
        }
        // In a folder without weights that can be opened, a dead link of another library's name is the reason.
        let others = first == nil ? ((try? Library.all()) ?? []).flatMap { $0.weights.map(\.name) } : []
        for name in library.weights.map(\.name) + others {
            if name == first { return nil }
            let path = FilePath.join(folder, name)
            if let target = PathKind.linkTarget(of: path), PathKind(of: path) == .nothing {
                return .deadLink(path, target: target)
            }
        }
        guard first == nil else { return nil }
        if let part = files.first(where: isPart) { return .partWithoutIndex(part, in: folder) }
        return files.first(where: isUnfinished).map { .unfinished($0, in: folder) }
    }

    /// Whether it is the name of one of several shards: `model-00001-of-00003.safetensors`.
    private static func isPart(_ name: String) -> Bool {
        let stem = name.split(separator: ".").first ?? ""
        let pieces = stem.split(separator: "-")
        return pieces.count >= 4 && pieces[pieces.count - 2] == "of" && pieces[pieces.count - 1].count == 5
            && !FileFormat.named(name).isEmpty
            && pieces.last?.allSatisfy(\.isNumber) == true && pieces[pieces.count - 3].allSatisfy(\.isNumber)
    }

    /// Whether it is the name of an unfinished download or copy: `model.safetensors.incomplete`.
    private static func isUnfinished(_ name: String) -> Bool {
        let endings = [".incomplete", ".part", ".crdownload", ".download", ".aria2", ".partial", ".tmp"]
        guard let ending = endings.first(where: name.hasSuffix) else { return false }
        let whole = String(name.dropLast(ending.count))
        return !FileFormat.named(whole).isEmpty || BundlePlace.isPart(whole)
    }
}
