import ByteIO
import Formats
import Glibc

/// Where the helper is, and where data that waits takes its space.
enum Installation {
    /// The helper program that reads HDF5.
    static func helperPath() -> String { HelperPlace.find() }

    /// Where decoded data takes its space when there is no output to put it beside.
    static func temporaryFolder() -> String {
        unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    }

    /// Where values wait for their output: beside it.
    static func scratchFolder(for output: String?) -> String {
        output.map { FilePath.folder(of: FilePath.withoutTrailingSlash($0)) } ?? temporaryFolder()
    }
}
