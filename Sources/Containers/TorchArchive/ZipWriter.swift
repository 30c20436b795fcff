internal import ByteIO
internal import Tensors

/// Lays out a zip archive of stored records (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.14–4.3.16).
///
/// The data of each record is at a multiple of 64 bytes; sizes or offsets that need it are in zip64 fields.
struct ZipWriter {
    private static let alignment: UInt64 = 64
    private static let large: UInt64 = 0xFFFF_FFFF

    private struct Record {
        let name: String
        let headerOffset: UInt64
        let byteCount: UInt64
        /// Known immediately for small records, later for tensors.
        let checksum: UInt32?
    }

    private var records: [Record] = []
    private var end: UInt64 = 0
    /// Local headers and small records.
    private(set) var pieces: [FilePiece] = []

    /// Adds a record whose bytes are known.
    mutating func add(_ name: String, content: [UInt8]) {
        let offset = add(name, byteCount: UInt64(content.count), checksum: Checksum.of(content))
        pieces.append(FilePiece(offset: offset, bytes: content))
    }

    /// Adds a record whose bytes are written later.
    ///
    /// - Returns: the offset of these bytes.
    mutating func add(_ name: String, byteCount: UInt64) -> UInt64 {
        add(name, byteCount: byteCount, checksum: nil)
    }

    private mutating func add(_ name: String, byteCount: UInt64, checksum: UInt32?) -> UInt64 {
        let sizes = byteCount >= Self.large ? Self.field(1, [byteCount, byteCount]) : []
        let start = end + 30 + UInt64(name.utf8.count + sizes.count) + 4
        let padding = Int((Self.alignment - start % Self.alignment) % Self.alignment)
        // The same padding as torch: an extra field 'FB' filled with 'Z'.
        let filler = Self.number(0x4246, 2) + Self.number(UInt64(padding), 2) + Array(repeating: 0x5A, count: padding)
        let clipped = min(byteCount, Self.large)
        var header = Self.number(0x0403_4B50, 4) + Self.number(sizes.isEmpty ? 20 : 45, 2) + Self.number(0, 2)
        header += Self.number(0, 2) + Self.number(0, 4) + Self.number(UInt64(checksum ?? 0), 4)
        header += Self.number(clipped, 4) + Self.number(clipped, 4)
        header += Self.number(UInt64(name.utf8.count), 2) + Self.number(UInt64(sizes.count + filler.count), 2)
        header += Array(name.utf8) + sizes + filler
        pieces.append(FilePiece(offset: end, bytes: header))
        records.append(Record(name: name, headerOffset: end, byteCount: byteCount, checksum: checksum))
        let data = end + UInt64(header.count)
        end = data + byteCount
        return data
    }

    /// Bytes of the whole archive.
    var byteCount: UInt64 {
        trailer { _ in 0 }.map { $0.offset + UInt64($0.bytes.count) }.max() ?? end
    }

    /// The CRC of each record that was written later, the central directory, and the two end records.
    ///
    /// - Parameter checksum: the CRC-32 of a record's bytes.
    func trailer(_ checksum: (String) -> UInt32?) -> [FilePiece] {
        var patches: [FilePiece] = []
        var directory: [UInt8] = []
        for record in records {
            let value = record.checksum ?? checksum(record.name) ?? 0
            if record.checksum == nil {
                patches.append(FilePiece(offset: record.headerOffset + 14, bytes: Self.number(UInt64(value), 4)))
            }
            directory += Self.central(record, checksum: value)
        }
        let place = end + UInt64(directory.count)
        let count = UInt64(records.count)
        var ending = Self.number(0x0606_4B50, 4) + Self.number(44, 8) + Self.number(45, 2) + Self.number(45, 2)
        ending += Self.number(0, 4) + Self.number(0, 4) + Self.number(count, 8) + Self.number(count, 8)
        ending += Self.number(UInt64(directory.count), 8) + Self.number(end, 8)
        ending += Self.number(0x0706_4B50, 4) + Self.number(0, 4) + Self.number(place, 8) + Self.number(1, 4)
        ending += Self.number(0x0605_4B50, 4) + Self.number(0, 4)
        ending += Self.number(min(count, 0xFFFF), 2) + Self.number(min(count, 0xFFFF), 2)
        ending += Self.number(min(UInt64(directory.count), Self.large), 4) + Self.number(min(end, Self.large), 4)
        ending += Self.number(0, 2)
        return patches + [FilePiece(offset: end, bytes: directory + ending)]
    }

    private static func central(_ record: Record, checksum: UInt32) -> [UInt8] {
        var large: [UInt64] = []
        if record.byteCount >= Self.large { large += [record.byteCount, record.byteCount] }
        if record.headerOffset >= Self.large { large.append(record.headerOffset) }
        let extra = large.isEmpty ? [] : field(1, large)
        let clipped = min(record.byteCount, Self.large)
        let version: UInt64 = large.isEmpty ? 20 : 45
        var header = number(0x0201_4B50, 4) + number(version, 2) + number(version, 2) + number(0, 2) + number(0, 2)
        header += number(0, 4) + number(UInt64(checksum), 4) + number(clipped, 4) + number(clipped, 4)
        header += number(UInt64(record.name.utf8.count), 2) + number(UInt64(extra.count), 2) + number(0, 2)
        header += number(0, 2) + number(0, 2) + number(0, 4) + number(min(record.headerOffset, Self.large), 4)
        return header + Array(record.name.utf8) + extra
    }

    private static func field(_ identifier: UInt64, _ values: [UInt64]) -> [UInt8] {
        number(identifier, 2) + number(UInt64(values.count * 8), 2) + values.flatMap { number($0, 8) }
    }

    private static func number(_ value: UInt64, _ byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    }
}
