package import ByteIO
internal import JSONText
internal import ModelSchema

/// How a folder of sentence-transformers makes one vector of a text: the module `Pooling` that `modules.json` names.
///
/// Its modes work on the last hidden states; BertModel's pooler, a layer of its own, is used by none of them.
package struct Pooling: Sendable, Equatable {
    /// The file that says it.
    package let file: String
    /// The modes that are switched on: `mean_tokens`; at least one.
    package let modes: [String]

    /// - Parameter transformer: the folder with the model, relative to this one; empty: this one.
    /// - Returns: nil when no pooling is used, or not on what that model gives.
    /// - Throws: ``Fault`` `file.*`, `json.*`.
    package init?(in folder: String, transformer: String = "") throws(Fault) {
        let modules = try SentenceModules(in: folder)?.modules ?? []
        guard modules.contains(where: { $0.isOf("Transformer") && $0.folder == transformer }),
            let module = modules.first(where: { $0.isOf("Pooling") }), !module.folder.isEmpty, module.isInside
        else { return nil }
        let path = FilePath.join(FilePath.join(folder, module.folder), "config.json")
        guard PathKind(of: path) == .file else { return nil }
        modes = Self.modes(try Self.read(path).object?.members ?? [])
        guard !modes.isEmpty else { return nil }
        file = path
    }

    /// Version 5 names one mode or several, older versions have a switch for each.
    private static func modes(_ members: [JSONObject.Member]) -> [String] {
        let prefix = "pooling_mode_"
        let switched = members.filter { $0.name.hasPrefix(prefix) && $0.value.bool == true }
        let named = members.first { $0.name == "pooling_mode" }?.value
        return switched.map { String($0.name.dropFirst(prefix.count)) }
            + [named?.string].compactMap(\.self) + (named?.array ?? []).compactMap(\.string)
    }

    private static func read(_ path: String) throws(Fault) -> JSONValue {
        do throws(Fault) {
            let file = try InputFile(path: path)
            return try JSONParser.parse(try file.bytes(at: 0, count: Int(min(file.byteCount, 1 << 20))))
        } catch {
            throw error.inFile(path)
        }
    }
}
