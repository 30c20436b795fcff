package import ByteIO
internal import CZlib
package import Tensors

/// Decodes deflated records of a zip archive with zlib, one block at a time, and trusts no size.
enum Inflater {
    /// Decodes a small record in memory.
    static func bytes(of entry: ZipEntry, in file: InputFile, verifying: Bool) throws(Fault) -> [UInt8] {
        guard entry.byteCount <= TorchLimits.pickleBytes else {
            throw .zip(.zipLimit, "would be \(entry.byteCount) bytes in memory", entry: entry.name)
        }
        try checkRatio(entry)
        var bytes: [UInt8] = []
        try unsafe decode(entry, in: file, verifying: verifying) { piece throws(Fault) in unsafe bytes += piece }
        return bytes
    }

    /// - Throws: ``Fault`` `zip.limit` when the record claims too many bytes for what is stored.
    static func checkRatio(_ entry: ZipEntry) throws(Fault) {
        guard entry.byteCount > TorchLimits.freeInflatedBytes,
            entry.byteCount / TorchLimits.inflationRatio > entry.storedByteCount
        else { return }
        throw .zip(.zipLimit, "claims \(entry.byteCount) bytes from \(entry.storedByteCount)", entry: entry.name)
    }

    /// Calls `body` with the decoded bytes, piece by piece.
    ///
    /// - Parameter verifying: whether the archive records checksums.
    /// - Throws: ``Fault`` `zip.inflate` when there are more or fewer bytes than the archive says, or the data is not
    ///   deflated; `file.checksum` when the CRC-32 differs.
    static func decode(
        _ entry: ZipEntry, in file: InputFile, verifying: Bool, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void
    ) throws(Fault) {
        let start = try entry.dataPlace(in: file)
        let input = Block()
        let output = Block()
        var stream = unsafe z_stream()
        // Negative window bits mean raw deflate, as in zip archives.
        guard unsafe inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .zip(.zipInflate, "zlib could not start", entry: entry.name)
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
                try unsafe file.read(into: piece, at: start + read)
                unsafe stream.next_in = piece.baseAddress?.assumingMemoryBound(to: UInt8.self)
                unsafe stream.avail_in = UInt32(count)
                read += UInt64(count)
            }
            unsafe stream.next_out = output.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            unsafe stream.avail_out = UInt32(Block.standardByteCount)
            status = unsafe inflate(&stream, Z_NO_FLUSH)
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                throw .zip(.zipInflate, "its data is not deflated data", entry: entry.name, at: start)
            }
            let count = unsafe Block.standardByteCount - Int(stream.avail_out)
            written += UInt64(count)
            guard written <= entry.byteCount else {
                throw .zip(
                    .zipInflate, "inflates to more than the \(entry.byteCount) bytes it claims", entry: entry.name)
            }
            let piece = unsafe UnsafeRawBufferPointer(rebasing: output.bytes[..<count])
            unsafe checksum.add(piece)
            try unsafe body(piece)
        }
        guard written == entry.byteCount else {
            throw .zip(.zipInflate, "inflates to \(written) bytes, not \(entry.byteCount)", entry: entry.name)
        }
        let rest = unsafe entry.storedByteCount - read + UInt64(stream.avail_in)
        guard rest == 0 else {
            throw .zip(.zipInflate, "\(rest) bytes follow the end of its deflated data", entry: entry.name)
        }
        let recorded = Checksum(value: entry.checksum)
        guard !verifying || checksum == recorded else {
            throw .checksum("record '\(entry.name)'", recorded: recorded, found: checksum, at: start)
        }
    }
}

/// Decodes tensors in deflated records to plain runs of bytes.
package enum TorchDecoder {
    /// The same table with every deflated storage decoded into a nameless scratch file.
    ///
    /// - Throws: ``Fault`` `zip.*`, naming the file and the record.
    package static func decode(_ table: TensorTable, scratchFolder folder: String) throws(Fault) -> TensorTable {
        var ranges: [String: ByteRange] = [:]
        var rest = table.entries.filter(\.isEncoded)
        while let file = rest.first?.file {
            let keys = Set(rest.filter { $0.file === file }.compactMap(\.encodingKey)).sorted()
            rest.removeAll { $0.file === file }
            do throws(Fault) {
                for (key, range) in try decode(keys, of: file, in: folder) { ranges[file.path + "\0" + key] = range }
            } catch {
                throw error.inFile(file.path)
            }
        }
        return table.decoding { entry, key in ranges[entry.file.path + "\0" + key] }
    }

    private static func decode(
        _ keys: [String], of file: InputFile, in folder: String
    ) throws(Fault) -> [(String, ByteRange)] {
        let directory = try ZipDirectory(file)
        let scratch = try InputFile.scratch(in: folder, standingFor: file.path)
        var places: [(key: String, offset: UInt64, count: Int)] = []
        var offset: UInt64 = 0
        for key in keys {
            guard let entry = directory[key] else { throw .torchLayout("it has no '\(key)'") }
            try Inflater.checkRatio(entry)
            places.append((key, offset, Int(entry.byteCount)))
            try unsafe Inflater.decode(entry, in: file, verifying: directory.hasChecksums) { piece throws(Fault) in
                try unsafe scratch.write(piece, at: offset)
                offset += UInt64(piece.count)
            }
        }
        let decoded = try scratch.finished()
        let isBigEndian = try TorchArchiveFile(file).isBigEndian
        return places.map { place in
            let range = ByteRange(
                file: decoded, offset: place.offset, count: place.count, isBigEndian: isBigEndian,
                label: "record '\(place.key)'")
            return (place.key, range)
        }
    }
}
