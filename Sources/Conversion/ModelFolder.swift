package import ByteIO

/// A model folder to be: made under a hidden name beside its place, and given its name when it is complete.
package struct ModelFolder: ~Copyable {
    private let path: String
    /// Where the folder is until it is committed.
    package let temporaryPath: String
    private var isCommitted = false

    /// - Throws: ``Fault`` `file.exists` when something other than an empty folder has the name, `file.missing`
    ///   when its own folder does not exist.
    package static func create(at path: String) throws(Fault) -> ModelFolder {
        let path = FilePath.withoutTrailingSlash(path)
        return ModelFolder(path: path, temporaryPath: try Folder.createBeside(path))
    }

    /// Throws what `create` would throw, before any work is done.
    package static func checkPlace(_ path: String) throws(Fault) {
        try Folder.checkPlace(FilePath.withoutTrailingSlash(path))
    }

    deinit {
        if !isCommitted { Folder.remove(temporaryPath) }
    }

    /// Gives the folder its name.
    package consuming func commit() throws(Fault) {
        try Folder.move(temporaryPath, to: path)
        isCommitted = true
    }
}
