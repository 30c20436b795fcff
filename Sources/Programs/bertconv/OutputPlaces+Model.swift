import ByteIO
import Conversion

extension OutputPlaces {
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
