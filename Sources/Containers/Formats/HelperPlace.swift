internal import ByteIO

/// Where the helper programs are: the one that reads HDF5 files, and the one that fetches remote files.
package enum HelperPlace {
    package static let name = "bertconv-hdf5"
    package static let fetchName = "bertconv-fetch"

    /// The path of a program, whether it is there or not.
    ///
    /// It is in the folder of the running program, where a build leaves both. Otherwise it is in `libexec/bertconv`
    /// beside that folder, where `make install` puts it.
    package static func find(_ name: String = HelperPlace.name) -> String {
        let folder = FilePath.folder(of: ProcessStart.programPath ?? name)
        let sibling = FilePath.join(folder, name)
        let installed = FilePath.join(FilePath.folder(of: folder), "libexec/bertconv/\(name)")
        return PathKind(of: sibling) == .file ? sibling : installed
    }
}
