internal import ByteIO

/// One record of a zip archive, as its central directory describes it (APPNOTE.TXT 6.3.10, section 4.3.12).
struct ZipEntry {
    let name: String
    let flags: UInt16
    let method: Method
    let checksum: UInt32
    let storedByteCount: UInt64
    let byteCount: UInt64
    let localHeaderOffset: UInt64
    /// Where its data begins; nil: its local header was not read.
    var dataOffset: UInt64?
    /// Its header, its data and what follows them, up to the next record or the directory.
    var extent: Range<UInt64> = 0..<0

    enum Method: UInt16 {
        case stored = 0
        case deflated = 8
    }
}

/// Reads little-endian numbers from bytes of a file.
struct ZipFields {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - position }

    /// The next number of `count` bytes; nil when fewer are left, and then nothing is consumed.
    mutating func number(_ count: Int) -> UInt64? {
        take(count).map { $0.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= remaining else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Whether the extra fields fill the bytes; a rest too short for a field is padding.
    static func isWellFormed(_ bytes: ArraySlice<UInt8>) -> Bool {
        var fields = ZipFields(bytes)
        while fields.remaining >= 4 {
            guard fields.number(2) != nil, let count = fields.number(2), fields.take(Int(count)) != nil else {
                return false
            }
        }
        return true
    }

    /// The data of the extra field with this identifier.
    static func extra(_ identifier: UInt64, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var fields = ZipFields(bytes)
        while let found = fields.number(2), let count = fields.number(2), let data = fields.take(Int(count)) {
            if found == identifier { return data }
        }
        return nil
    }
}

extension ZipEntry {
    /// Bits that change what the data means: encrypted, patched, strongly encrypted, masked headers.
    private static let refusedFlags: UInt16 = 1 << 0 | 1 << 5 | 1 << 6 | 1 << 13
    /// Sizes follow the data, and are 0 in the local header.
    private static let sizesFollow: UInt16 = 1 << 3

    /// Reads one header of the central directory (section 4.3.12).
    init(central fields: inout ZipFields) throws(Fault) {
        guard fields.number(4) == 0x0201_4B50, fields.take(4) != nil, let flags = fields.number(2),
            let method = fields.number(2), fields.take(4) != nil, let checksum = fields.number(4),
            let stored = fields.number(4), let size = fields.number(4), let nameCount = fields.number(2),
            let extraCount = fields.number(2), let commentCount = fields.number(2), let disk = fields.number(2),
            fields.take(6) != nil,
            let local = fields.number(4), let nameBytes = fields.take(Int(nameCount)),
            let extra = fields.take(Int(extraCount)), fields.take(Int(commentCount)) != nil
        else { throw .zip(.zipDirectory, "a header is cut short or missing") }
        let name = try Self.name(nameBytes)
        // torch's reader also accepts disk 1 as the only one.
        guard disk <= 1 else { throw .zip(.zipDirectory, "is on disk \(disk) of several", entry: name) }
        guard UInt16(flags) & Self.refusedFlags == 0 else {
            throw .zip(.zipFlags, "is encrypted or patched (flags \(flags))", entry: name)
        }
        guard let known = Method(rawValue: UInt16(method)) else {
            throw .zip(.zipMethod, "is compressed by method \(method); only stored and deflated are read", entry: name)
        }
        var large = ZipFields(ZipFields.extra(1, in: extra) ?? [])
        let values = try [size, stored, local].map { value throws(Fault) -> UInt64 in
            guard value == 0xFFFF_FFFF else { return value }
            guard let number = large.number(8) else { throw .zip(.zipDirectory, "has no zip64 size", entry: name) }
            return number
        }
        self.name = name
        self.flags = UInt16(flags)
        self.method = known
        self.checksum = UInt32(checksum)
        byteCount = values[0]
        storedByteCount = values[1]
        localHeaderOffset = values[2]
        guard known == .deflated || byteCount == storedByteCount else {
            throw .zip(.zipRange, "is stored in \(storedByteCount) bytes and claims to be \(byteCount)", entry: name)
        }
    }

    private static func name(_ bytes: ArraySlice<UInt8>) throws(Fault) -> String {
        guard !bytes.isEmpty, bytes.count <= TorchLimits.nameBytes, let name = String(validating: bytes, as: UTF8.self)
        else {
            throw .zip(.zipName, "a name is empty, longer than \(TorchLimits.nameBytes) bytes, or not UTF-8")
        }
        let isSafe = !name.hasPrefix("/") && !name.utf8.contains(0) && !name.utf8.contains(UInt8(ascii: "\\"))
        guard isSafe, !name.split(separator: "/", omittingEmptySubsequences: false).contains("..") else {
            throw .zip(.zipName, "the name leads out of the archive", entry: name)
        }
        return name
    }

    /// Compares the local header (section 4.3.7) with that of the directory.
    ///
    /// - Returns: where the data begins.
    func checkLocalHeader(in file: InputFile, before directory: UInt64) throws(Fault) -> UInt64 {
        let place = localHeaderOffset
        guard directory >= 30, place <= directory - 30 else {
            throw .zip(.zipRange, "begins at byte \(place), which is not before the directory", entry: name)
        }
        var fields = ZipFields(try file.bytes(at: place, count: 30)[...])
        guard fields.number(4) == 0x0403_4B50, fields.take(2) != nil, let flags = fields.number(2),
            let method = fields.number(2), fields.take(4) != nil, let checksum = fields.number(4),
            let stored = fields.number(4), let size = fields.number(4), let nameCount = fields.number(2),
            let extraCount = fields.number(2)
        else { throw .zip(.zipLocalHeader, "there is no record where the directory says", entry: name, at: place) }
        let data = place + 30 + nameCount + extraCount
        guard data <= directory, storedByteCount <= directory - data else {
            throw .zip(.zipRange, "\(storedByteCount) bytes do not fit before the directory", entry: name, at: place)
        }
        let tail = try file.bytes(at: place + 30, count: Int(nameCount + extraCount))
        guard Array(tail.prefix(Int(nameCount))) == Array(name.utf8) else {
            throw .zip(.zipLocalHeader, "has another name in its own header", entry: name, at: place)
        }
        guard UInt16(flags) == self.flags, UInt16(method) == self.method.rawValue else {
            throw .zip(.zipLocalHeader, "has other flags or another method in its own header", entry: name, at: place)
        }
        let extra = tail.dropFirst(Int(nameCount))
        guard ZipFields.isWellFormed(extra) else {
            throw .zip(.zipLocalHeader, "has a field that is longer than all of them together", entry: name, at: place)
        }
        if self.flags & Self.sizesFollow != 0, checksum == 0, size == 0, stored == 0 { return data }
        let large = sizes(size, stored, extra: extra)
        // torch writes 0 as the stored size into a zip64 field.
        guard large.size == byteCount, large.stored == storedByteCount || large.stored == 0,
            UInt32(checksum) == self.checksum || self.flags & Self.sizesFollow != 0
        else { throw .zip(.zipLocalHeader, "has other sizes or another CRC in its own header", entry: name, at: place) }
        return data
    }

    /// Where its data begins; of a record on another machine, its local header is read for that and compared with the
    /// directory.
    ///
    /// - Throws: ``Fault`` `zip.*`.
    func dataPlace(in file: InputFile) throws(Fault) -> UInt64 {
        if let dataOffset { return dataOffset }
        let place = try checkLocalHeader(in: file, before: extent.upperBound)
        let rest = extent.upperBound - place - storedByteCount
        let isDescribed = flags & Self.sizesFollow != 0 && byteCount > 0
        guard isDescribed ? Self.descriptorByteCounts.contains(rest) : rest == 0 else {
            throw .zip(
                .zipRange, "\(rest) bytes after it belong to no record", entry: name, at: extent.upperBound - rest)
        }
        return place
    }

    /// What a descriptor has: with or without a signature, a CRC, and two sizes of 4 or 8 bytes.
    private static let descriptorByteCounts: [UInt64] = [12, 16, 20, 24]

    /// The least that its header and its data take.
    var leastByteCount: UInt64 { 30 + UInt64(name.utf8.count) + storedByteCount }

    /// Where the record ends: after its data, or after the descriptor that repeats CRC and sizes (section 4.3.9), with
    /// or without a signature, with sizes of 4 or 8 bytes.
    ///
    /// torch writes no descriptor after an empty record.
    ///
    /// - Throws: ``Fault`` `zip.local-header` when the header announces a descriptor and there is none.
    func end(in file: InputFile, before limit: UInt64) throws(Fault) -> UInt64 {
        let place = try dataPlace(in: file) + storedByteCount
        guard flags & Self.sizesFollow != 0 else { return place }
        let bytes = try file.bytes(at: place, count: Int(min(24, limit - min(place, limit))))
        for signature in [4, 0] {
            for width in [4, 8] {
                var fields = ZipFields(bytes[...])
                if signature == 4, fields.number(4) != 0x0807_4B50 { continue }
                guard fields.number(4) == UInt64(checksum), fields.number(width) == storedByteCount,
                    fields.number(width) == byteCount
                else { continue }
                return place + UInt64(signature + 4 + 2 * width)
            }
        }
        if byteCount == 0 { return place }
        throw .zip(
            .zipLocalHeader, "announces a descriptor with its CRC and sizes, and none is there", entry: name, at: place)
    }

    private func sizes(_ size: UInt64, _ stored: UInt64, extra: ArraySlice<UInt8>) -> (size: UInt64, stored: UInt64) {
        guard size == 0xFFFF_FFFF || stored == 0xFFFF_FFFF else { return (size, stored) }
        var fields = ZipFields(ZipFields.extra(1, in: extra) ?? [])
        let largeSize = size == 0xFFFF_FFFF ? fields.number(8) ?? 0 : size
        return (largeSize, stored == 0xFFFF_FFFF ? fields.number(8) ?? 0 : stored)
    }
}
