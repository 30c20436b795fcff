internal import ByteIO

/// The records of a zip archive, after central directory, local headers and file were compared with each other.
///
/// torch checks almost none of this: it takes names from the directory and sizes from either header, and ignores CRCs.
/// A file in which two readers could see two archives is refused here.
struct ZipDirectory {
    private(set) var entries: [ZipEntry] = []
    private var positions: [String: Int] = [:]
    /// Whether the archive records CRCs; torch can be told to leave all of them at 0.
    private(set) var hasChecksums = false

    subscript(name: String) -> ZipEntry? {
        positions[name].map { entries[$0] }
    }

    /// - Throws: ``Fault`` `zip.*`, naming the record and the offset.
    init(_ file: InputFile) throws(Fault) {
        guard file.byteCount >= 22, try file.bytes(at: 0, count: 4) == [0x50, 0x4B, 3, 4] else {
            throw .zip(.zipDirectory, "the file does not begin with a record", at: 0)
        }
        let end = try ZipEnd(file)
        guard end.byteCount <= TorchLimits.directoryBytes, end.count <= TorchLimits.records else {
            throw .zip(.zipLimit, "\(end.count) records in \(end.byteCount) bytes are too many", at: end.offset)
        }
        var fields = ZipFields(try file.bytes(at: end.offset, count: Int(end.byteCount))[...])
        var foldedNames: Set<String> = []
        for _ in 0..<end.count {
            var entry = try ZipEntry(central: &fields)
            // On another machine each header would be a request, so it is read with the data.
            if !file.isRemote { entry.dataOffset = try entry.checkLocalHeader(in: file, before: end.offset) }
            guard positions[entry.name] == nil, foldedNames.insert(entry.name.lowercased()).inserted else {
                throw .zip(
                    .zipName, "another record has this name, or one that differs only in case", entry: entry.name)
            }
            if entry.checksum != 0 { hasChecksums = true }
            positions[entry.name] = entries.count
            entries.append(entry)
        }
        guard fields.remaining == 0 else {
            throw .zip(.zipDirectory, "\(fields.remaining) bytes follow its last record", at: end.offset)
        }
        try checkTiling(file, directory: end.offset)
    }

    /// Checks that every byte before the directory belongs to exactly one record, so that nothing between records could
    /// be another archive for another reader.
    private mutating func checkTiling(_ file: InputFile, directory: UInt64) throws(Fault) {
        var end: UInt64 = 0
        var last = ""
        let order = entries.indices.sorted { entries[$0].localHeaderOffset < entries[$1].localHeaderOffset }
        let nextStarts = order.dropFirst().map { entries[$0].localHeaderOffset } + [directory]
        for (index, next) in zip(order, nextStarts) {
            let entry = entries[index]
            let start = entry.localHeaderOffset
            guard start >= end else { throw .zip(.zipRange, "overlaps '\(last)'", entry: entry.name, at: start) }
            guard start == end else {
                throw .zip(.zipRange, "\(start - end) bytes before it belong to no record", entry: entry.name, at: end)
            }
            if entry.dataOffset == nil {
                guard start <= next, entry.leastByteCount <= next - start else {
                    throw .zip(
                        .zipRange, "\(entry.storedByteCount) bytes do not fit before what follows", entry: entry.name,
                        at: start)
                }
                end = next
            } else {
                end = try entry.end(in: file, before: directory)
            }
            entries[index].extent = start..<end
            last = entry.name
        }
        guard end == directory else {
            throw .zip(
                .zipRange, "\(directory - min(end, directory)) bytes after the last record belong to no record", at: end
            )
        }
    }
}

/// Where the central directory is: the end record of the archive, and the larger one of zip64 before it.
private struct ZipEnd {
    let count: UInt64
    let byteCount: UInt64
    let offset: UInt64

    init(_ file: InputFile) throws(Fault) {
        let place = try Self.find(in: file)
        var fields = ZipFields(try file.bytes(at: place + 4, count: 18)[...])
        guard let disk = fields.number(2), let startDisk = fields.number(2), let onDisk = fields.number(2),
            let count = fields.number(2), let byteCount = fields.number(4), let offset = fields.number(4)
        else { throw .zip(.zipDirectory, "its end is cut short", at: place) }
        guard disk == 0 && startDisk == 0 || disk == 0xFFFF, onDisk == count else {
            throw .zip(.zipDirectory, "the archive is spread over several disks", at: place)
        }
        var end = (count: count, byteCount: byteCount, offset: offset, place: place)
        if let large = try Self.zip64(in: file, before: place) {
            guard count == 0xFFFF || count == large.count, byteCount == 0xFFFF_FFFF || byteCount == large.byteCount,
                offset == 0xFFFF_FFFF || offset == large.offset
            else { throw .zip(.zipDirectory, "its two end records disagree", at: place) }
            end = large
        } else if count == 0xFFFF || byteCount == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
            throw .zip(.zipDirectory, "its zip64 end is missing", at: place)
        }
        let (finish, overflow) = end.offset.addingReportingOverflow(end.byteCount)
        guard !overflow, finish == end.place else {
            throw .zip(.zipDirectory, "does not reach the end record", at: end.place)
        }
        self.count = end.count
        self.byteCount = end.byteCount
        self.offset = end.offset
    }

    /// The offset of the end record, whose comment must end where the file ends.
    private static func find(in file: InputFile) throws(Fault) -> UInt64 {
        let window = min(file.byteCount, 22 + 0xFFFF)
        let start = file.byteCount - window
        let bytes = try file.bytes(at: start, count: Int(window))
        var candidate = bytes.count - 22
        var sawSignature = false
        while candidate >= 0 {
            if bytes[candidate] == 0x50, bytes[candidate...].starts(with: [0x50, 0x4B, 5, 6]) {
                sawSignature = true
                let comment = Int(bytes[candidate + 20]) | Int(bytes[candidate + 21]) << 8
                if candidate + 22 + comment == bytes.count { return start + UInt64(candidate) }
            }
            candidate -= 1
        }
        guard sawSignature else { throw .zip(.zipDirectory, "is missing: the file was cut short") }
        throw .zip(.zipTrailing, "bytes follow the end of the archive")
    }

    private static func zip64(
        in file: InputFile, before place: UInt64
    ) throws(Fault) -> (count: UInt64, byteCount: UInt64, offset: UInt64, place: UInt64)? {
        guard place >= 20 + 56 else { return nil }
        var locator = ZipFields(try file.bytes(at: place - 20, count: 20)[...])
        guard locator.number(4) == 0x0706_4B50 else { return nil }
        guard locator.number(4) == 0, let position = locator.number(8), position <= place - 20 - 56,
            locator.number(4) == 1
        else {
            throw .zip(.zipDirectory, "its zip64 locator points nowhere", at: place - 20)
        }
        var fields = ZipFields(try file.bytes(at: position, count: 56)[...])
        // `place - 20 - 12` is at least 44 here, and a sum with `size` could overflow.
        guard fields.number(4) == 0x0606_4B50, let size = fields.number(8), size == place - 20 - 12 - position,
            fields.take(4) != nil, fields.number(4) == 0, fields.number(4) == 0, let onDisk = fields.number(8),
            let count = fields.number(8), onDisk == count, let byteCount = fields.number(8),
            let offset = fields.number(8)
        else { throw .zip(.zipDirectory, "its zip64 end is damaged", at: position) }
        return (count, byteCount, offset, position)
    }
}
