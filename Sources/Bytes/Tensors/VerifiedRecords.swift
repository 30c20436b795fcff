internal import ByteIO

/// Which records of archives have been read as a whole and found to be as they were written.
struct VerifiedRecords: ~Copyable {
    private struct Key: Hashable {
        let file: ObjectIdentifier
        let offset: UInt64
    }

    private var known: Set<Key> = []

    /// Reads a record of which only a part is needed, once, and compares its checksum.
    ///
    /// - Throws: ``Fault`` `file.checksum`.
    mutating func verify(_ range: ByteRange, with block: borrowing Block) throws(Fault) {
        guard range.checksum != nil, !known.contains(key(range)) else { return }
        var checksum = Checksum()
        var done = 0
        while done < range.count {
            let count = unsafe min(range.count - done, block.bytes.count)
            let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<count])
            try unsafe range.file.read(into: piece, at: range.offset + UInt64(done))
            unsafe checksum.add(UnsafeRawBufferPointer(piece))
            done += count
        }
        try settle(range, found: checksum)
    }

    /// Compares what was found with what the file records.
    mutating func settle(_ range: ByteRange, found: Checksum) throws(Fault) {
        guard let recorded = range.checksum else { return }
        guard recorded == found.value else {
            throw Fault.checksum(range.label ?? "data", recorded: recorded, found: found.value, at: range.offset)
                .inFile(range.file.path)
        }
        known.insert(key(range))
    }

    private func key(_ range: ByteRange) -> Key {
        Key(file: ObjectIdentifier(range.file), offset: range.offset)
    }
}
