package import ByteIO
package import Tensors

/// Joins the parts of partitioned variables.
package enum BundleDecoder {
    /// The same table with every partitioned variable written as one run of bytes into a nameless scratch file.
    ///
    /// - Throws: ``Fault`` `bundle.*`, `file.*`; `file.checksum` for a part whose bytes have changed.
    package static func decode(_ table: TensorTable, scratchFolder folder: String) throws(Fault) -> TensorTable {
        guard let file = table.entries.first(where: \.isEncoded)?.file else { return table }
        let index = try BundleIndex(file)
        let keys = Set(table.entries.compactMap(\.encodingKey))
        let scratch = try InputFile.scratch(in: folder, standingFor: file.path)
        var places: [String: (offset: UInt64, count: Int)] = [:]
        var offset: UInt64 = 0
        var stream = TensorStream()
        let sorted = index.parts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (key, parts) in sorted where keys.contains(shown(key)) {
            let start = offset
            for part in parts {
                guard case .readable(let type) = part.entry.type else { continue }
                let range = index.data.range(of: part.entry, key: key, isBigEndian: index.header.isBigEndian)
                guard
                    let entry = TensorEntry(
                        name: shown(key), elementType: type, shape: part.entry.shape, storage: .plain(range))
                else { continue }
                try stream.open(entry)
                while let bytes = try unsafe stream.next() {
                    try unsafe scratch.write(UnsafeRawBufferPointer(bytes), at: offset)
                    offset += UInt64(bytes.count)
                }
            }
            places[shown(key)] = (start, Int(offset - start))
        }
        let joined = try scratch.finished()
        return table.decoding { _, key in
            places[key].map { ByteRange(file: joined, offset: $0.offset, count: $0.count, label: "tensor '\(key)'") }
        }
    }
}
