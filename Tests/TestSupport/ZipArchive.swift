internal import ByteIO

/// A zip archive made by hand, in which every field can be made to lie (APPNOTE.TXT 6.3.10).
package struct ZipArchive {
    package struct Record {
        package var name: [UInt8]
        /// The bytes as they lie in the archive.
        package var data: [UInt8]
        package var flags: UInt16 = 0
        package var method: UInt16 = 0
        package var checksum: UInt32
        /// Bytes in the archive, and of what they become.
        package var sizes: (stored: UInt64, whole: UInt64)
        /// What the local header says instead.
        package var local: Local
        package var extra: [UInt8] = []
        /// What the directory has for the place of the local header; nil: the truth.
        package var offset: UInt32?
        /// What stands between its data and the next record.
        package var descriptor: [UInt8] = []

        package struct Local {
            package var signature: UInt32 = 0x0403_4B50
            package var name: [UInt8]?
            package var flags: UInt16?
            package var method: UInt16?
            package var checksum: UInt32?
            package var sizes: (stored: UInt64, whole: UInt64)?
            package var extra: [UInt8] = []
        }

        package init(_ name: String, _ data: [UInt8]) {
            self.name = Array(name.utf8)
            self.data = data
            checksum = Checksum.of(data)
            sizes = (UInt64(data.count), UInt64(data.count))
            local = Local()
        }
    }

    package var records: [Record]
    package var comment: [UInt8] = []
    /// What the end record says of its comment's length; nil: the truth.
    package var commentCount: UInt16?
    package var trailing: [UInt8] = []
    /// What stands between the last record and the directory, and after the directory's last header.
    package var gap: [UInt8] = []
    package var directoryGap: [UInt8] = []
    /// Numbers of the end record; nil: the truth.
    package var count: UInt16?
    package var directoryOffset: UInt32?
    package var disk: UInt16 = 0

    package init(_ records: [Record]) {
        self.records = records
    }

    /// A record, by its name.
    package subscript(name: String) -> Record {
        get { records.first { $0.name == Array(name.utf8) } ?? Record(name, []) }
        set {
            guard let place = records.firstIndex(where: { $0.name == Array(name.utf8) }) else { return }
            records[place] = newValue
        }
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for record in records {
            directory += Self.central(record, at: UInt32(bytes.count))
            bytes += Self.localHeader(record) + record.data + record.descriptor
        }
        bytes += gap
        directory += directoryGap
        let place = UInt32(bytes.count)
        var end = little(UInt32(0x0605_4B50)) + little(disk) + little(UInt16(0))
        end += little(count ?? UInt16(records.count)) + little(count ?? UInt16(records.count))
        end += little(UInt32(directory.count)) + little(directoryOffset ?? place)
        end += little(commentCount ?? UInt16(comment.count))
        return bytes + directory + end + comment + trailing
    }

    private static func localHeader(_ record: Record) -> [UInt8] {
        let local = record.local
        let name = local.name ?? record.name
        let sizes = local.sizes ?? record.sizes
        var header = little(local.signature) + little(UInt16(20)) + little(local.flags ?? record.flags)
        header += little(local.method ?? record.method) + little(UInt32(0)) + little(local.checksum ?? record.checksum)
        header += little(UInt32(clamping: sizes.stored)) + little(UInt32(clamping: sizes.whole))
        return header + little(UInt16(name.count)) + little(UInt16(local.extra.count)) + name + local.extra
    }

    private static func central(_ record: Record, at offset: UInt32) -> [UInt8] {
        var header = little(UInt32(0x0201_4B50)) + little(UInt16(20)) + little(UInt16(20)) + little(record.flags)
        header += little(record.method) + little(UInt32(0)) + little(record.checksum)
        header += little(UInt32(clamping: record.sizes.stored)) + little(UInt32(clamping: record.sizes.whole))
        header += little(UInt16(record.name.count)) + little(UInt16(record.extra.count)) + little(UInt16(0))
        header += little(UInt16(0)) + little(UInt16(0)) + little(UInt32(0)) + little(record.offset ?? offset)
        return header + record.name + record.extra
    }
}

/// The bytes of a number, least significant first.
package func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
}
