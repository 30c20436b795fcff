/// How much of a file a message quotes, how many entries of a folder are searched, how long a list of paths may be
/// (`docs/limits.md`).
package enum ByteIOLimits {
    /// Bytes of a fault's subject or reason; a longer one is clipped, because a name can fill a whole file.
    package static let messageBytes = 8192
    /// Characters of a clipped subject or reason.
    package static let clippedMessageScalars = 1000
    /// Names in a model's folder and its subfolders that are compared with a file that an output would replace.
    package static let modelFolderEntries = 100_000
    /// Bytes of a list of paths.
    package static let pathListBytes = 256 << 20
}
