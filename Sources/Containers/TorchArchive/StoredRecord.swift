package import ByteIO

/// A record of a zip archive that is not a checkpoint of torch: where its bytes are.
package struct StoredRecord: Sendable {
    package let offset: UInt64
    package let byteCount: UInt64
    /// The checksum of its bytes, as the archive records it.
    package let checksum: Checksum

    /// - Returns: nil if the archive has no record of this name.
    /// - Throws: ``Fault`` `zip.*` as for an archive of torch, `zip.method` for a record that is compressed.
    package init?(_ name: String, in file: InputFile) throws(Fault) {
        guard let entry = try ZipDirectory(file)[name] else { return nil }
        guard entry.method == .stored else {
            throw .zip(.zipMethod, "is compressed, which its writer never does", entry: name)
        }
        offset = try entry.dataPlace(in: file)
        byteCount = entry.storedByteCount
        checksum = Checksum(value: entry.checksum)
    }
}
