package import ByteIO
package import Tensors

/// Turns tensors in deflated records into plain runs of bytes.
package enum TorchDecoder {
    /// The same table with every deflated storage decoded into scratch files without a name.
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
