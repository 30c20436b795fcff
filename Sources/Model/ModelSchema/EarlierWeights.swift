internal import ByteIO
internal import JSONText

/// The files of a folder that a library would take before an output, so that the output would not be loaded.
package enum EarlierWeights {
    /// - Parameter output: the name of the file that a library opens first, in `folder`.
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

    /// The file that the folder's config.json names; nil when it names none, or cannot be read.
    private static func statedWeights(_ library: Library, in folder: String) -> String? {
        guard let field = library.statedWeightsField,
            let file = try? InputFile(path: FilePath.join(folder, "config.json")), file.byteCount < 16 << 20,
            let bytes = try? file.bytes(at: 0, count: Int(file.byteCount))
        else { return nil }
        return (try? JSONParser.parse(bytes))?.object?[field]?.string
    }
}
