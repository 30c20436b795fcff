import ByteIO
import Formats
import Glibc

/// Where the helper program is, and where decoded values are kept.
enum Installation {
    /// The helper program that reads HDF5.
    static func helperPath() -> String { HelperPlace.find() }

    /// The folder for decoded values when there is no output to put them beside.
    static func temporaryFolder() -> String {
        unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    }

    /// The folder for decoded values: that of the output, if there is one.
    static func scratchFolder(for output: String?) -> String {
        output.map { FilePath.folder(of: FilePath.withoutTrailingSlash($0)) } ?? temporaryFolder()
    }
}
