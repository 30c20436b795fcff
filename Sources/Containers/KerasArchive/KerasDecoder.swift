package import ByteIO
package import Tensors

/// Turns weights that are compressed or scattered in their file into plain runs of bytes.
package enum KerasDecoder {
    /// The same table with every encoded tensor decoded into scratch files without a name, one for each file.
    ///
    /// - Parameter folder: where the scratch files take their space.
    /// - Throws: ``Fault`` `hdf5.*`; `hdf5.answer` when more or fewer bytes came than the shapes need.
    package static func decode(
        _ table: TensorTable, helper: HDF5Helper, scratchFolder folder: String
    ) throws(Fault) -> TensorTable {
        var ranges: [String: ByteRange] = [:]
        var rest = table.entries.filter(\.isEncoded)
        while let file = rest.first?.file {
            let sameFile = rest.filter { $0.file === file }
            rest.removeAll { $0.file === file }
            ranges.merge(try decode(sameFile, of: file, helper: helper, folder: folder)) { first, _ in first }
        }
        return table.decoding { entry, _ in ranges[entry.name] }
    }

    private static func decode(
        _ entries: [TensorEntry], of file: InputFile, helper: HDF5Helper, folder: String
    ) throws(Fault) -> [String: ByteRange] {
        let scratch = try InputFile.scratch(in: folder, standingFor: file.path)
        try helper.decode(entries.compactMap(\.encodingKey), of: file, into: scratch)
        let decoded = try scratch.finished()
        let needed = entries.reduce(0) { $0.clampedSum($1.byteCount) }
        guard decoded.byteCount == UInt64(needed) else {
            throw Fault.answer("\(decoded.byteCount) bytes were decoded, \(needed) are needed").inFile(file.path)
        }
        var ranges: [String: ByteRange] = [:]
        var offset: UInt64 = 0
        for entry in entries {
            ranges[entry.name] = ByteRange(file: decoded, offset: offset, count: entry.byteCount)
            offset += UInt64(entry.byteCount)
        }
        return ranges
    }
}
