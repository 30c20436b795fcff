/// How much a message quotes of a file (`docs/limits.md`).
package enum Limits {
    /// Bytes of a fault's subject or reason; a longer one is clipped, for a name may fill a whole file.
    package static let messageBytes = 8192
    /// Characters that are left of it.
    package static let clippedMessageScalars = 1000
}
