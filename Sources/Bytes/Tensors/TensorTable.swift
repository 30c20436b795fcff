/// The tensors of a checkpoint in the order of their file; no name stands twice.
package struct TensorTable: Sendable {
    package private(set) var entries: [TensorEntry] = []
    private var positions: [String: Int] = [:]

    package init() {}

    /// Adds a tensor at the end; false when its name is taken, and then nothing changes.
    package mutating func insert(_ entry: TensorEntry) -> Bool {
        guard positions[entry.name] == nil else { return false }
        positions[entry.name] = entries.count
        entries.append(entry)
        return true
    }

    package subscript(name: String) -> TensorEntry? {
        positions[name].map { entries[$0] }
    }

    package var count: Int { entries.count }

    /// Bytes of all tensors, decoded.
    package var byteCount: Int {
        entries.reduce(0) { sum, entry in
            // Encoded tensors can claim any size.
            let (next, overflow) = sum.addingReportingOverflow(entry.byteCount)
            return overflow ? .max : next
        }
    }
}

extension TensorTable {
    /// The same table with encoded tensors replaced by decoded ones.
    ///
    /// - Parameter range: where the decoded storage of an entry is, by its key; nil leaves the entry as it is.
    package func decoding(_ range: (TensorEntry, String) -> ByteRange?) -> TensorTable {
        var table = self
        for (index, entry) in entries.enumerated() {
            guard let key = entry.encodingKey, let decoded = range(entry, key) else { continue }
            table.entries[index] = entry.decoded(in: decoded)
        }
        return table
    }
}
