internal import ByteIO

/// Where the program is that reads HDF5 files.
package enum HelperPlace {
    /// The name of the program.
    package static let name = "bertconv-hdf5"

    /// The path of the program, whether it is there or not.
    ///
    /// It is in the folder of the running program, where a build leaves both. Otherwise it is in `libexec/bertconv`
    /// beside that folder, where `make install` puts it.
    package static func find() -> String {
        let folder = FilePath.folder(of: ProcessStart.programPath ?? name)
        let sibling = FilePath.join(folder, name)
        let installed = FilePath.join(FilePath.folder(of: folder), "libexec/bertconv/\(name)")
        return PathKind(of: sibling) == .file ? sibling : installed
    }
}
