internal import ByteIO
internal import Tensors

/// The table of keys and values in an index: LevelDB's format, without filters (`tsl/lib/io/{table,block,format}.cc`).
///
///     file   = blocks, metaindex block, index block, footer
///     block  = contents, type (1 byte), masked CRC-32C of both (4 bytes)
///     footer = handle of the metaindex, handle of the index, zeros up to 40 bytes, magic number (8 bytes)
///
/// Each byte of the file must be a part of it, and the blocks must follow each other, as in all that TensorFlow writes.
/// TensorFlow itself reads the same table loosely: an entry that runs out of its block ends the table in silence.
struct SortedTable {
    /// An entry of the table, and where it begins in the file.
    struct Entry {
        let key: [UInt8]
        /// The value; its indices are offsets in the file.
        let value: ArraySlice<UInt8>
        let offset: Int
    }

    /// A block without its type and checksum.
    struct Handle {
        let offset: Int
        let byteCount: Int

        /// The offset after its type and its checksum.
        var end: Int { offset + byteCount + trailerByteCount }
    }

    /// The last 8 bytes of a table.
    static let magic: [UInt8] = [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]
    static let footerByteCount = 48
    static let trailerByteCount = 5

    /// In the order of their keys, which are strictly ascending by their bytes.
    private(set) var entries: [Entry] = []
    private let bytes: [UInt8]
    private var keyByteCount = 0

    /// Reads a table.
    ///
    /// - Parameter bytes: the whole file.
    /// - Throws: ``Fault`` `bundle.table`, `bundle.block`, `bundle.compressed`, `bundle.key`, `bundle.limit`.
    init(_ bytes: [UInt8]) throws(Fault) {
        self.bytes = bytes
        let (metaindex, index) = try footer()
        var position = 0
        for listed in try self.entries(of: index) {
            let handle = try handle(in: listed.value)
            try check(handle, beginsAt: position)
            position = handle.end
            try append(try self.entries(of: handle), upTo: listed)
        }
        try check(metaindex, beginsAt: position)
        try check(index, beginsAt: metaindex.end)
        guard index.end == bytes.count - Self.footerByteCount else {
            throw .bundle(.bundleTable, "bytes between the index block and the footer belong to nothing", at: index.end)
        }
        guard try self.entries(of: metaindex).isEmpty else {
            throw .bundle(
                .bundleBlock, "the metaindex block has entries, and TensorFlow writes none", at: metaindex.offset)
        }
    }

    /// Whether a file that ends with `end` may be such a table.
    static func recognises(atEnd end: [UInt8]) -> Bool { end.suffix(magic.count).elementsEqual(magic) }
}

extension SortedTable {
    private func footer() throws(Fault) -> (metaindex: Handle, index: Handle) {
        let start = bytes.count - Self.footerByteCount
        guard start >= 0, Self.recognises(atEnd: Array(bytes.suffix(Self.magic.count))) else {
            throw .bundle(.bundleTable, "it does not end like the index of a checkpoint, but is named like one")
        }
        var cursor = ByteCursor(bytes[start..<bytes.count - Self.magic.count])
        let metaindex = try handle(&cursor)
        let index = try handle(&cursor)
        guard bytes[cursor.position..<cursor.end].allSatisfy({ $0 == 0 }) else {
            throw .bundle(.bundleTable, "the footer has bytes other than 0 after its handles", at: cursor.position)
        }
        return (metaindex, index)
    }

    private func handle(in value: ArraySlice<UInt8>) throws(Fault) -> Handle {
        var cursor = ByteCursor(value)
        let handle = try handle(&cursor)
        guard cursor.isAtEnd else {
            throw .bundle(.bundleBlock, "bytes follow the place of a block", at: cursor.position)
        }
        return handle
    }

    /// Reads where a block is, and checks that it ends before the footer.
    private func handle(_ cursor: inout ByteCursor) throws(Fault) -> Handle {
        let position = cursor.position
        let (offset, size) = (try cursor.varint(), try cursor.varint())
        let limit = UInt64(max(0, bytes.count - Self.footerByteCount - Self.trailerByteCount))
        guard offset <= limit, size <= limit - offset else {
            throw .bundle(
                .bundleTable,
                "a block of \(size) bytes at byte \(offset) does not fit in the file of \(bytes.count) bytes",
                at: position)
        }
        return Handle(offset: Int(offset), byteCount: Int(size))
    }

    private func check(_ handle: Handle, beginsAt expected: Int) throws(Fault) {
        guard handle.offset == expected else {
            throw .bundle(.bundleTable, "the block begins where byte \(expected) was expected", at: handle.offset)
        }
    }

    /// Adds the entries of a block, whose keys must be greater than all before and at most the one in the index.
    private mutating func append(_ block: [Entry], upTo listed: Entry) throws(Fault) {
        guard entries.count + block.count <= BundleLimits.entries else {
            throw .bundle(.bundleLimit, "more than \(BundleLimits.entries) entries")
        }
        for entry in block {
            if let last = entries.last, !last.key.lexicographicallyPrecedes(entry.key) {
                let what = last.key == entry.key ? "the key occurs twice" : "the keys are not in order"
                throw .bundle(.bundleKey, what, at: entry.offset).about("key '\(shown(entry.key))'")
            }
            guard !listed.key.lexicographicallyPrecedes(entry.key) else {
                throw Fault.bundle(
                    .bundleKey, "the key lies beyond the last that the index gives its block", at: entry.offset
                ).about("key '\(shown(entry.key))'")
            }
            keyByteCount += entry.key.count
            guard keyByteCount <= BundleLimits.indexBytes else {
                throw .bundle(
                    .bundleLimit, "the keys have more than \(BundleLimits.indexBytes) bytes", at: entry.offset)
            }
            entries.append(entry)
        }
    }
}

extension SortedTable {
    /// The entries of a block: each key is a part of the one before and new bytes, except at restarts.
    private func entries(of handle: Handle) throws(Fault) -> [Entry] {
        try checkTrailer(of: handle)
        let contents = bytes[handle.offset..<handle.offset + handle.byteCount]
        var restarts = try Restarts(contents)
        var cursor = ByteCursor(contents.prefix(upTo: restarts.start))
        var entries: [Entry] = []
        var key: [UInt8] = []
        var keyByteCount = 0
        while !cursor.isAtEnd {
            let start = cursor.position
            let (shared, unshared) = (try cursor.varint32(), try cursor.varint32())
            let valueCount = try cursor.varint32()
            let isRestart = restarts.take(start - handle.offset)
            guard shared <= key.count, !isRestart || shared == 0 else {
                throw .bundle(
                    .bundleBlock, "an entry shares \(shared) bytes with a key that has not so many", at: start)
            }
            guard shared + unshared <= BundleLimits.keyBytes else {
                throw .bundle(
                    .bundleLimit, "a key of \(shared + unshared) bytes is longer than \(BundleLimits.keyBytes)",
                    at: start)
            }
            key.removeLast(key.count - shared)
            key += try cursor.take(unshared)
            keyByteCount += key.count
            guard keyByteCount <= BundleLimits.indexBytes else {
                throw .bundle(.bundleLimit, "the keys have more than \(BundleLimits.indexBytes) bytes", at: start)
            }
            entries.append(Entry(key: key, value: try cursor.take(valueCount), offset: start))
        }
        try restarts.checkAllTaken(isEmpty: entries.isEmpty)
        return entries
    }

    private func checkTrailer(of handle: Handle) throws(Fault) {
        let end = handle.offset + handle.byteCount
        var checksum = Checksum(.crc32c)
        checksum.add(Array(bytes[handle.offset...end]))
        let recorded = Checksum(unmasking: bytes[(end + 1)..<(end + Self.trailerByteCount)])
        guard checksum == recorded else {
            throw .checksum("block of the index", recorded: recorded, found: checksum, at: UInt64(handle.offset))
        }
        switch bytes[end] {
        case 0: return
        case 1: throw .bundleCompressed(at: handle.offset)
        default: throw .bundle(.bundleBlock, "the block has the unknown type \(bytes[end])", at: end)
        }
    }

    /// The places in a block where keys are written in full, which stand at its end: offsets, then their number.
    private struct Restarts {
        /// The offset in the file of the first of them.
        let start: Int
        private let offsets: [UInt32]
        private var next = 0

        init(_ contents: ArraySlice<UInt8>) throws(Fault) {
            guard contents.count >= 4 else {
                throw .bundle(.bundleBlock, "a block of \(contents.count) bytes is too small", at: contents.startIndex)
            }
            let count = Int(UInt32(littleEndian: contents.suffix(4)))
            guard count >= 1, count <= (contents.count - 4) / 4 else {
                throw .bundle(
                    .bundleBlock, "the block counts \(count) restarts, which do not fit", at: contents.endIndex - 4)
            }
            let start = contents.endIndex - 4 - 4 * count
            self.start = start
            offsets = (0..<count).map { UInt32(littleEndian: contents[start + 4 * $0..<start + 4 * $0 + 4]) }
        }

        /// Whether an entry `offset` bytes into the block is the next restart, which is then taken.
        mutating func take(_ offset: Int) -> Bool {
            guard next < offsets.count, offsets[next] == offset else { return false }
            next += 1
            return true
        }

        /// - Throws: ``Fault`` `bundle.block` if a restart is no entry; an empty block has one, at its beginning.
        func checkAllTaken(isEmpty: Bool) throws(Fault) {
            guard next == offsets.count || isEmpty && offsets == [0] else {
                throw .bundle(
                    .bundleBlock, "a restart of the block is at byte \(offsets[next]) of it, where no entry begins",
                    at: start + 4 * next)
            }
        }
    }
}

extension Checksum {
    /// A CRC-32C as tables and bundles store it: turned, and with a constant added, so that the checksum of data that has
    /// checksums in it is sound (`tsl/lib/hash/crc32c.h`).
    init(masked: UInt32) {
        let turned = masked &- 0xA282_EAD8
        self.init(.crc32c, value: turned >> 17 | turned << 15)
    }

    init(unmasking bytes: ArraySlice<UInt8>) { self.init(masked: UInt32(littleEndian: bytes)) }
}

extension UInt32 {
    /// The number of up to four bytes, least significant first.
    init(littleEndian bytes: ArraySlice<UInt8>) {
        self = bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// A key for a message: its text, with bytes that are no UTF-8 as `\u{FFFD}`.
func shown(_ key: some Sequence<UInt8>) -> String { String(decoding: Array(key), as: UTF8.self) }
