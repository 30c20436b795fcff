import ByteIO
import TestSupport

extension ZipArchive {
    /// Gives a record a descriptor after its data, which says so much more than the truth.
    mutating func describe(_ name: String, _ checksum: UInt32, _ size: UInt32) {
        let count = UInt32(self[name].data.count)
        self[name].flags = 8
        self[name].local.sizes = (0, 0)
        self[name].local.checksum = 0
        self[name].descriptor =
            little(UInt32(0x0807_4B50)) + little(self[name].checksum &+ checksum) + little(count) + little(count + size)
    }

    /// Deflates a record, sizes and all.
    mutating func deflate(_ name: String) {
        let data = self[name].data
        self[name].data = deflated(data)
        self[name].method = 8
        self[name].sizes = (UInt64(self[name].data.count), UInt64(data.count))
    }
}

/// The larger end record of zip64 and its locator, put before the end record of a sound archive (APPNOTE.TXT 4.3.14).
struct Zip64End {
    private let archive: [UInt8]
    var size: UInt64 = 44
    var count: UInt64
    var byteCount: UInt64
    var offset: UInt64
    /// Nil: the truth.
    var locator: UInt64?
    /// Whether the old end record refers to the new one for every number.
    var isMasked = false

    init(_ archive: [UInt8]) {
        self.archive = archive
        let end = archive.suffix(22)
        func number(_ place: Int, _ width: Int) -> UInt64 {
            end.dropFirst(place).prefix(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        count = number(10, 2)
        byteCount = number(12, 4)
        offset = number(16, 4)
    }

    var bytes: [UInt8] {
        var end = Array(archive.suffix(22))
        if isMasked { end.replaceSubrange(8..<20, with: [UInt8](repeating: 0xFF, count: 12)) }
        var large = little(UInt32(0x0606_4B50)) + little(size) + little(UInt16(45)) + little(UInt16(45))
        large += little(UInt32(0)) + little(UInt32(0)) + little(count) + little(count) + little(byteCount)
        large += little(offset)
        let place = UInt64(archive.count - 22)
        let pointer = little(UInt32(0x0706_4B50)) + little(UInt32(0)) + little(locator ?? place) + little(UInt32(1))
        return Array(archive.dropLast(22)) + large + pointer + end
    }
}
