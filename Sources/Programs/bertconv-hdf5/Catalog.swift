internal import HDF5
internal import JSONText

/// `bertconv-hdf5 catalog`: names, types, shapes and offsets of all there is in the file, as one line of JSON.
enum Catalog {
    /// The answer, whole: when anything is refused there is none.
    static func answer() throws(HDF5Error) -> String {
        try Library.start()
        let file = try HDF5File()
        let library = try Library.version()
        var text = "{\"library\":\"\(library)\",\"fileSize\":\(file.size),\"objects\":["
        var catalogue = try Catalogue(of: file)
        let end = "]}"
        var separator = ""
        while let entry = try catalogue.next(in: file) {
            text += separator + JSONWriter.compact(entry.json)
            separator = ","
            guard text.utf8.count + end.utf8.count < HDF5Limits.answerBytes else {
                throw HDF5Error(.answerTooLarge, "the catalogue takes more than \(HDF5Limits.answerBytes) bytes")
            }
        }
        try file.checkUnchanged()
        return text + end
    }
}
