import ByteIO
import Glibc

/// Where the parts of the product are: `bin/bertconv` and `libexec/bertconv/bertconv-hdf5`, or both in one folder, as
/// after a build.
enum Installation {
    static let helperName = "bertconv-hdf5"

    /// The path of the helper program that reads HDF5.
    static func helperPath() -> String {
        let folder = FilePath.folder(of: executablePath() ?? "bertconv")
        let sibling = FilePath.join(folder, helperName)
        let installed = FilePath.join(FilePath.folder(of: folder), "libexec/bertconv/\(helperName)")
        return PathKind(of: sibling) == .file ? sibling : installed
    }

    /// The folder for decoded values when there is no output to put them beside.
    static func temporaryFolder() -> String {
        unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    }

    /// The folder for decoded values: that of the output, if there is one.
    static func scratchFolder(for output: String?) -> String {
        output.map { FilePath.folder(of: FilePath.withoutTrailingSlash($0)) } ?? temporaryFolder()
    }

    private static func executablePath() -> String? {
        guard let path = unsafe realpath("/proc/self/exe", nil) else { return nil }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
