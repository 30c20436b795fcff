/// How much a message quotes of a file, and how much of a folder is looked through (`docs/limits.md`).
package enum ByteIOLimits {
    /// Bytes of a fault's subject or reason; a longer one is clipped, for a name may fill a whole file.
    package static let messageBytes = 8192
    /// Characters that are left of it.
    package static let clippedMessageScalars = 1000
    /// Names in a model's folder, and in the folders in it, when an output would replace a file that may be one of them.
    package static let modelFolderEntries = 100_000
}
