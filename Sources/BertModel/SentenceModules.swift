internal import ByteIO
internal import JSONText

/// The list of modules in a folder of sentence-transformers (`modules.json`).
///
/// The library loads the modules in their order, each from the folder that the list names, and nothing else.
struct SentenceModules: Sendable {
    /// The folder of the transformer, relative to the list; nil when it is the list's own, or there is none.
    let transformerFolder: String?

    /// - Returns: nil when the folder has no such list.
    /// - Throws: ``Fault`` `file.*`, `json.*`, `model.configuration` for a folder outside of this one.
    init?(in folder: String) throws(Fault) {
        let path = FilePath.join(folder, "modules.json")
        guard PathKind(of: path) == .file else { return nil }
        let file = try InputFile(path: path)
        do throws(Fault) {
            let value = try JSONParser.parse(try file.bytes(at: 0, count: Int(min(file.byteCount, 1 << 20))))
            let modules = (value.array ?? []).compactMap(\.object)
            let transformer = modules.first { module in
                module["type"]?.string?.split(separator: ".").last == "Transformer"
            }
            let place = FilePath.withoutTrailingSlash(transformer?["path"]?.string ?? "")
            guard !place.hasPrefix("/"), !place.split(separator: "/").contains("..") else {
                throw .configuration("path", "is '\(place)', which leads out of the model's folder")
            }
            transformerFolder = place.isEmpty || place == "." ? nil : place
        } catch {
            throw error.inFile(path)
        }
    }

    /// The folder around `folder` whose list names it as the transformer's; nil when there is none that can be read.
    static func folder(above folder: String) -> String? {
        let above = folder == "." ? ".." : FilePath.folder(of: folder)
        guard let list = try? SentenceModules(in: above) else { return nil }
        return list.transformerFolder == FilePath.name(of: folder) ? above : nil
    }
}
