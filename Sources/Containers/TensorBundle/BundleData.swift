internal import ByteIO
internal import Tensors

/// The data files of a bundle: `PREFIX.data-00000-of-00001`, whose number and count have five digits at least
/// (`naming.cc`).
struct BundleData {
    let files: [InputFile]
    /// For each file, the bytes of it that belong to no entry.
    private(set) var uncovered: [UInt64] = []

    /// Opens all data files.
    ///
    /// - Throws: ``Fault`` `bundle.data-missing`.
    init(prefix: String, count: Int) throws(Fault) {
        var files: [InputFile] = []
        for number in 0..<count {
            let path = "\(prefix).data-\(String(number, width: 5))-of-\(String(count, width: 5))"
            do throws(Fault) {
                files.append(try InputFile(path: path))
            } catch {
                throw .bundleDataMissing(path, cause: error)
            }
        }
        self.files = files
    }

    /// Checks that every entry lies in its file and that no two share a byte.
    ///
    /// - Throws: ``Fault`` `bundle.data`.
    mutating func check(_ entries: [(key: [UInt8], entry: BundleEntry)]) throws(Fault) {
        var ends = [UInt64](repeating: 0, count: files.count)
        uncovered = ends
        let stored = entries.filter { $0.entry.byteCount > 0 }
        for (key, entry) in stored.sorted(by: { $0.entry.offset < $1.entry.offset }) {
            let file = files[entry.shard]
            let subject = "tensor '\(shown(key))'"
            guard entry.offset <= file.byteCount, UInt64(entry.byteCount) <= file.byteCount - entry.offset else {
                let what = "its \(entry.byteCount) bytes end beyond the file of \(file.byteCount) bytes"
                throw .bundleData(what, file: file.path, at: entry.offset).about(subject)
            }
            guard entry.offset >= ends[entry.shard] else {
                throw .bundleData("its bytes are also those of another tensor", file: file.path, at: entry.offset)
                    .about(subject)
            }
            uncovered[entry.shard] += entry.offset - ends[entry.shard]
            ends[entry.shard] = entry.offset + UInt64(entry.byteCount)
        }
        for (index, file) in files.enumerated() { uncovered[index] += file.byteCount - ends[index] }
    }

    /// Where the values of an entry are.
    func range(of entry: BundleEntry, key: [UInt8], isBigEndian: Bool) -> ByteRange {
        ByteRange(
            file: files[entry.shard], offset: entry.offset, count: entry.byteCount, checksum: entry.checksum,
            isBigEndian: isBigEndian, label: "tensor '\(shown(key))'")
    }
}
