package import ByteIO
internal import JSONText

/// The list of modules in a folder of sentence-transformers (`modules.json`).
///
/// The library loads the modules in this order, each from its folder in the list, and nothing else.
package struct SentenceModules: Sendable {
    /// An entry of the list: a Python class and the folder of its files.
    package struct Module: Sendable {
        /// The Python class with the module that has it: `sentence_transformers.models.Dense`.
        package let type: String
        /// The path from the list's folder; empty: that folder itself.
        package let folder: String
        /// The name; of two modules of one name the library keeps the last.
        package let name: String?

        /// Whether the class has this name.
        ///
        /// The Python modules before it differ between versions.
        package func isOf(_ name: String) -> Bool { type.split(separator: ".").last.map(String.init) == name }

        /// Whether it is a model of transformers.
        package var isTransformer: Bool {
            let name = type.split(separator: ".").last.map(String.init) ?? ""
            return (try? SentenceLibrary.known())?.encoder.has(name) ?? false
        }

        /// Whether ``folder`` stays within the list's folder.
        package var isInside: Bool { !folder.hasPrefix("/") && !folder.split(separator: "/").contains("..") }
    }

    /// The entries in their order.
    package let modules: [Module]
    /// Why the library refuses the list, as the rest of a sentence about the file; nil: it does not.
    package let refusal: String?

    private static let fileName = "modules.json"
    private static let maximumBytes: UInt64 = 1 << 20

    /// The folder of the transformer, as a path from the list's; nil: it is the list's own, or there is none.
    package var transformerFolder: String? {
        modules.first(where: \.isTransformer).flatMap { $0.folder.isEmpty ? nil : $0.folder }
    }

    /// Reads the list of a folder; nil: it has none.
    ///
    /// - Throws: ``Fault`` `file.*`, `json.*`, `model.configuration` for a transformer outside this folder.
    package init?(in folder: String) throws(Fault) {
        let path = FilePath.join(folder, Self.fileName)
        guard PathKind(of: path) == .file else { return nil }
        do throws(Fault) {
            let file = try InputFile(path: path)
            let bytes = try file.bytes(at: 0, count: Int(min(file.byteCount, Self.maximumBytes)))
            let value = try JSONParser.parse(bytes, as: .python)
            refusal = Self.refusal(of: value)
            modules = (value.array ?? []).compactMap { entry in
                guard let object = entry.object, let type = object["type"]?.string, let path = object["path"]?.string
                else { return nil }
                let place = FilePath.withoutTrailingSlash(path)
                return Module(type: type, folder: place == "." ? "" : place, name: object["name"]?.string)
            }
            if let odd = modules.first(where: { $0.isTransformer }), !odd.isInside {
                throw .configuration("path", "is '\(odd.folder)', which leads out of the model's folder")
            }
        } catch {
            throw error.inFile(path)
        }
    }

    private static func refusal(of value: JSONValue) -> String? {
        guard let entries = value.array else {
            return "is \(value.typeName), expected a list of modules: the library refuses the folder"
        }
        if entries.isEmpty { return "names no module: the library refuses the folder" }
        var names: Set<String> = []
        for (number, entry) in entries.enumerated() {
            for member in ["name", "path", "type"] where entry.object?[member]?.string == nil {
                return "has no '\(member)' for module \(number): the library refuses the folder"
            }
            if let name = entry.object?["name"]?.string, !names.insert(name).inserted {
                return "has two modules of the name '\(name)', of which the library loads the last alone"
            }
        }
        return nil
    }

    /// The folder above `folder` whose list names it as the transformer's; nil: there is no such list that can be read.
    package static func folder(above folder: String) -> String? {
        let above = folder == "." ? ".." : FilePath.folder(of: folder)
        guard let list = try? SentenceModules(in: above) else { return nil }
        return list.transformerFolder == FilePath.name(of: folder) ? above : nil
    }
}
