internal import ByteIO
internal import CZlib
internal import Tensors

/// Decodes deflated records of a zip archive with zlib, a block at a time, and believes no size.
enum Inflater {
    /// The whole of a small record, in memory.
    static func bytes(of entry: ZipEntry, in file: InputFile, verifying: Bool) throws(Fault) -> [UInt8] {
        guard entry.byteCount <= TorchLimits.pickleBytes else {
            throw .zip(.zipLimit, "would be \(entry.byteCount) bytes in memory", entry: entry.name)
        }
        try checkRatio(entry)
        var bytes: [UInt8] = []
        try unsafe decode(entry, in: file, verifying: verifying) { piece throws(Fault) in unsafe bytes += piece }
        return bytes
    }

    /// - Throws: ``Fault`` `zip.limit` when a few bytes claim to be many.
    static func checkRatio(_ entry: ZipEntry) throws(Fault) {
        guard entry.byteCount > TorchLimits.freeInflatedBytes,
            entry.byteCount / TorchLimits.inflationRatio > entry.storedByteCount
        else { return }
        throw .zip(.zipLimit, "claims \(entry.byteCount) bytes from \(entry.storedByteCount)", entry: entry.name)
    }

    /// Hands out the decoded bytes piece by piece.
    ///
    /// - Parameter verifying: whether the archive records checksums.
    /// - Throws: ``Fault`` `zip.inflate` when they are more or fewer than the archive says, or not deflated data;
    ///   `file.checksum` when their CRC-32 is another.
    static func decode(
        _ entry: ZipEntry, in file: InputFile, verifying: Bool, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void
    ) throws(Fault) {
        let input = Block()
        let output = Block()
        var stream = unsafe z_stream()
        // Negative window bits: raw deflate, as zip has it.
        guard unsafe inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .zip(.zipInflate, "zlib could not begin", entry: entry.name)
        }
        defer { unsafe inflateEnd(&stream) }
        var read: UInt64 = 0
        var written: UInt64 = 0
        var checksum = Checksum()
        var status = Z_OK
        while status != Z_STREAM_END {
            if unsafe stream.avail_in == 0 {
                let count = Int(min(entry.storedByteCount - read, UInt64(Block.standardByteCount)))
                guard count > 0 else { throw .zip(.zipInflate, "its data ends early", entry: entry.name) }
                let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: input.bytes[..<count])
                try unsafe file.read(into: piece, at: entry.dataOffset + read)
                unsafe stream.next_in = piece.baseAddress?.assumingMemoryBound(to: UInt8.self)
                unsafe stream.avail_in = UInt32(count)
                read += UInt64(count)
            }
            unsafe stream.next_out = output.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            unsafe stream.avail_out = UInt32(Block.standardByteCount)
            status = unsafe inflate(&stream, Z_NO_FLUSH)
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                throw .zip(.zipInflate, "its data is not deflated data", entry: entry.name, at: entry.dataOffset)
            }
            let count = unsafe Block.standardByteCount - Int(stream.avail_out)
            written += UInt64(count)
            guard written <= entry.byteCount else {
                throw .zip(
                    .zipInflate, "unfolds to more than the \(entry.byteCount) bytes it claims", entry: entry.name)
            }
            let piece = unsafe UnsafeRawBufferPointer(rebasing: output.bytes[..<count])
            unsafe checksum.add(piece)
            try unsafe body(piece)
        }
        guard written == entry.byteCount else {
            throw .zip(.zipInflate, "unfolds to \(written) bytes, not \(entry.byteCount)", entry: entry.name)
        }
        let rest = unsafe entry.storedByteCount - read + UInt64(stream.avail_in)
        guard rest == 0 else {
            throw .zip(.zipInflate, "\(rest) bytes follow the end of its deflated data", entry: entry.name)
        }
        guard !verifying || checksum.value == entry.checksum else {
            throw .checksum(
                "record '\(entry.name)'", recorded: entry.checksum, found: checksum.value, at: entry.dataOffset)
        }
    }
}
