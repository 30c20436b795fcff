package import ByteIO

/// A range of bytes in an open file: a whole record or a part of one.
package struct ByteRange: Sendable {
    package let file: InputFile
    /// Where it begins; before ``located()``, where its record begins.
    package let offset: UInt64
    package let count: Int
    /// The checksum that the file records for exactly these bytes; nil if it records none.
    package let checksum: Checksum?
    /// Whether numbers are stored most significant byte first.
    package let isBigEndian: Bool
    /// The name of the range in messages: `record 'archive/data/0'`.
    package let label: String?
    /// The record that it is in, if the record's own header was not read yet.
    private let record: Record?

    /// A record of an archive of which only the archive's directory was read.
    package struct Record: Sendable {
        let extent: Range<UInt64>
        let find: @Sendable () throws(Fault) -> UInt64

        /// - Parameters:
        ///   - extent: its header, its data and what follows them.
        ///   - find: reads and checks its header, and returns where its data begins.
        package init(extent: Range<UInt64>, find: @escaping @Sendable () throws(Fault) -> UInt64) {
            (self.extent, self.find) = (extent, find)
        }
    }

    package init(
        file: InputFile, offset: UInt64, count: Int, checksum: Checksum? = nil, isBigEndian: Bool = false,
        label: String? = nil, record: Record? = nil
    ) {
        self.file = file
        self.offset = offset
        self.count = count
        self.checksum = checksum
        self.isBigEndian = isBigEndian
        self.label = label
        self.record = record
    }

    /// Whether ``offset`` is where it begins.
    package var isLocated: Bool { record == nil }

    /// The same range where it is.
    ///
    /// - Throws: ``Fault`` of the record's header, `file.*`.
    package func located() throws(Fault) -> ByteRange {
        guard let record else { return self }
        return ByteRange(
            file: file, offset: try record.find(), count: count, checksum: checksum, isBigEndian: isBigEndian,
            label: label)
    }

    /// The same range where it is, for a reader of all of it, in order.
    ///
    /// It is announced together with the record's header, so both are one request.
    func announced() throws(Fault) -> ByteRange {
        file.expect(record?.extent ?? offset..<offset + UInt64(count))
        return try located()
    }

    /// Reads all of it, and compares the checksum that the file records, if there is one.
    ///
    /// - Throws: ``Fault`` `file.checksum`, `file.*`.
    package func verifyChecksum() throws(Fault) {
        var records = VerifiedRecords()
        try records.verify(try located(), with: Block())
    }

    /// Whether both are the same bytes of the same file.
    package func isSame(as other: ByteRange) -> Bool {
        file === other.file && offset == other.offset && count == other.count
    }
}

/// Converts elements to what every reader expects: least significant byte first, booleans 0 or 1.
enum ByteOrder {
    /// Reverses the bytes of each number; of a complex number, of each of its two parts.
    static func swap(_ bytes: UnsafeMutableRawBufferPointer, _ elementType: ElementType) {
        let width = elementType == .complex64 ? 4 : elementType.bitWidth / 8
        switch width {
        case 2: unsafe swap(bytes.bindMemory(to: UInt16.self))
        case 4: unsafe swap(bytes.bindMemory(to: UInt32.self))
        case 8: unsafe swap(bytes.bindMemory(to: UInt64.self))
        default: return
        }
    }

    private static func swap<Number: FixedWidthInteger>(_ numbers: UnsafeMutableBufferPointer<Number>) {
        for index in numbers.indices { unsafe numbers[index] = numbers[index].byteSwapped }
    }

    /// Makes every byte but 0 a 1, because PyTorch reads it as true.
    static func normaliseBooleans(_ bytes: UnsafeMutableRawBufferPointer) {
        for index in bytes.indices where unsafe bytes[index] > 1 { unsafe bytes[index] = 1 }
    }
}

/// The records of archives whose checksum was found to be right.
struct VerifiedRecords: ~Copyable {
    private struct Key: Hashable {
        let file: ObjectIdentifier
        let offset: UInt64
    }

    private var known: Set<Key> = []

    /// Reads a whole record of which only a part is needed, once, and compares its checksum.
    ///
    /// - Throws: ``Fault`` `file.checksum`.
    mutating func verify(_ range: ByteRange, with block: borrowing Block) throws(Fault) {
        guard let recorded = range.checksum, !known.contains(key(range)) else { return }
        var checksum = Checksum(recorded.kind)
        range.file.expect(range.offset..<range.offset + UInt64(range.count))
        var done = 0
        while done < range.count {
            let count = unsafe min(range.count - done, block.bytes.count)
            let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<count])
            try unsafe range.file.read(into: piece, at: range.offset + UInt64(done))
            unsafe checksum.add(UnsafeRawBufferPointer(piece))
            done += count
        }
        try check(range, found: checksum)
    }

    /// Compares a checksum with the one that the file records.
    ///
    /// - Throws: ``Fault`` `file.checksum`.
    mutating func check(_ range: ByteRange, found: Checksum) throws(Fault) {
        guard let recorded = range.checksum else { return }
        guard recorded == found else {
            throw Fault.checksum(range.label ?? "data", recorded: recorded, found: found, at: range.offset)
                .inFile(range.file.path)
        }
        known.insert(key(range))
    }

    private func key(_ range: ByteRange) -> Key {
        Key(file: ObjectIdentifier(range.file), offset: range.offset)
    }
}
