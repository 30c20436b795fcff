import ByteIO
import Glibc

/// Where the parts of the product are: `bin/bertconv` beside `libexec/bertconv/bertconv-hdf5`, or all in one
/// folder as the build leaves them.
enum Installation {
    static let helperName = "bertconv-hdf5"

    /// The helper program that reads HDF5.
    static func helperPath() -> String {
        let folder = FilePath.folder(of: executablePath() ?? "bertconv")
        let sibling = FilePath.join(folder, helperName)
        let installed = FilePath.join(FilePath.folder(of: folder), "libexec/bertconv/\(helperName)")
        return PathKind(of: sibling) == .file ? sibling : installed
    }

    /// Where decoded data takes its space when there is no output to put it beside.
    static func temporaryFolder() -> String {
        unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    }

    /// Where values wait for their output: beside it.
    static func scratchFolder(for output: String?) -> String {
        output.map { FilePath.folder(of: FilePath.withoutTrailingSlash($0)) } ?? temporaryFolder()
    }

    private static func executablePath() -> String? {
        guard let path = unsafe realpath("/proc/self/exe", nil) else { return nil }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
