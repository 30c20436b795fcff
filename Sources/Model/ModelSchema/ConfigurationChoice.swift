internal import ByteIO
internal import Formats
internal import JSONText

/// Which file is the configuration of the weights in a folder.
///
/// Google publishes a bert_config.json. Beside it there often is a config.json, for transformers: the same file under
/// another name, or one that also names a class.
struct ConfigurationChoice {
    private static let usualName = "config.json"

    /// The file; it may not be there.
    let path: String
    /// The other file, which must say the same; nil: there is none.
    private let other: String?

    /// - Parameter isBundle: whether the weights are a checkpoint of TensorFlow, for which other names are known.
    /// - Throws: ``Fault`` `file.*`, `remote.*` of a file that may be the one and cannot be read.
    init(in folder: String, isBundle: Bool) throws(Fault) {
        let usual = FilePath.join(folder, Self.usualName)
        guard isBundle else {
            (path, other) = (usual, nil)
            return
        }
        for folder in BundlePlace.configurationFolders(of: folder) {
            let usual = FilePath.join(folder, Self.usualName)
            let named = ConfigurationFile.otherNames.map { FilePath.join(folder, $0) }
                .first { PathKind(of: $0) == .file }
            switch (named, PathKind(of: usual) == .file) {
            case (nil, true):
                (path, other) = (usual, nil)
                return
            case (let named?, let hasUsual):
                let isUsual = hasUsual ? try Self.namesModel(usual) : false
                (path, other) = (isUsual ? usual : named, hasUsual ? (isUsual ? named : usual) : nil)
                return
            case (nil, false): continue
            }
        }
        (path, other) = (usual, nil)
    }

    /// Whether the file says which model it describes, as a bert_config.json under the usual name does not.
    private static func namesModel(_ path: String) throws(Fault) -> Bool {
        let object = try Fault.whereReadable { () throws(Fault) in
            try ConfigurationFile.object(in: try InputFile(path: path))
        }
        return object?["model_type"]?.string != nil || object?["architectures"]?.array != nil
    }

    /// Whether two values say the same: numbers are compared as such, however they are written.
    private static func agree(_ first: JSONValue, _ second: JSONValue) -> Bool {
        if let number = first.double, let other = second.double { return number == other }
        return first == second
    }

    /// What is wrong with the other file: it cannot be read, or it has another value for a field that both have.
    func problems(with chosen: ConfigurationFile?) -> [Fault] {
        guard let other, let chosen, let architecture = chosen.architecture else { return [] }
        do throws(Fault) {
            let object = try ConfigurationFile.object(in: try InputFile(path: other))
            return architecture.fields.compactMap { field in
                guard let value = chosen.object[field.name], let otherValue = object[field.name],
                    !Self.agree(value, otherValue)
                else { return nil }
                let (text, otherText) = (JSONWriter.compact(value), JSONWriter.compact(otherValue))
                let fault = Fault.configuration(
                    field.name, "is \(text), and \(otherText) in \(FilePath.name(of: other))",
                    offset: chosen.object.offset(of: field.name),
                    remedy: "keep the file that was saved with these weights, and remove the other")
                return fault.inFile(path)
            }
        } catch {
            return [error.inFile(other)]
        }
    }
}
