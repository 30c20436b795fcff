package import ByteIO
internal import JSONText

/// How a folder of sentence-transformers makes one vector of a text (`1_Pooling/config.json`, named in
/// `modules.json`).
///
/// Its modes work on the last hidden states; BertModel's pooler, a layer of its own, is used by none of them.
package struct Pooling: Sendable, Equatable {
    /// The file that says it.
    package let file: String
    /// The modes that are switched on: `mean_tokens`.
    package let modes: [String]

    /// - Returns: nil when the folder is not one of sentence-transformers.
    /// - Throws: ``Fault`` `file.*`, `json.*`.
    package init?(in folder: String) throws(Fault) {
        guard PathKind(of: FilePath.join(folder, "modules.json")) == .file else { return nil }
        let path = FilePath.join(folder, "1_Pooling/config.json")
        guard PathKind(of: path) == .file else { return nil }
        let file = try InputFile(path: path)
        do throws(Fault) {
            let value = try JSONParser.parse(try file.bytes(at: 0, count: Int(min(file.byteCount, 1 << 20))))
            let prefix = "pooling_mode_"
            let members = value.object?.members ?? []
            let switched = members.filter { $0.name.hasPrefix(prefix) && $0.value.bool == true }
            // Version 5 names one mode, older versions have a switch for each.
            let named = members.first { $0.name == "pooling_mode" }?.value
            modes =
                switched.map { String($0.name.dropFirst(prefix.count)) }
                + ([named?.string].compactMap(\.self) + (named?.array ?? []).compactMap(\.string))
            self.file = path
        } catch {
            throw error.inFile(path)
        }
    }
}
