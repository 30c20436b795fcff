import ByteIO
import Conversion

extension OutputPlaces {
    /// Throws when libraries would take a file of this name for a part of a model: a report is none.
    ///
    /// - Throws: ``Fault`` `file.is-needed`.
    static func checkName(ofReport path: String) throws(Fault) {
        let name = FilePath.name(of: path)
        guard ModelFileNames.belongsToModel(name) else { return }
        throw Fault(
            .fileIsNeeded, file: path, reason: "'\(name)' is the name of a model's file, which loaders look for",
            remedy: "give the report another name")
    }

    /// Keeps what belongs to the model at `path`: every file of a folder; of a file's folder, what a model has.
    mutating func keepModel(_ path: String) {
        guard PathKind(of: path) != .folder else { return keep(modelFolder: path) }
        keep(path, as: .input)
        let folder = FilePath.folder(of: path)
        for name in (try? Folder.names(in: folder)) ?? [] where ModelFileNames.belongsToModel(name) {
            keep(FilePath.join(folder, name), as: .model(folder))
        }
    }
}
