import TestSupport

/// Indices whose table is none: its end, its blocks, their entries, the order of the keys.
enum BundleTableCases {
    static let all = sound + ends + places + blocks + entries + keys

    private static func refused(
        _ name: String, _ code: String, _ guardedBy: String,
        _ damage: @escaping @Sendable (inout DamagedBundle) -> Void
    ) -> HostileCase { BundleCases.refused(name, code, guardedBy, saying: [".ckpt.index: "], damage) }

    private static let sound = [
        BundleCases.fine("an index written by the tests is as sound as TensorFlow's") { _ in }
    ]

    /// The index cut off after so many bytes.
    private static func cut(_ name: String, _ length: @escaping @Sendable ([UInt8]) -> Int) -> HostileCase {
        refused("an index cut " + name, "bundle.table", "SortedTable.footer") { bundle in
            bundle.index = {
                let index = BundleBytes.table($0)
                return Array(index[..<length(index)])
            }
        }
    }

    private static let ends = [
        refused("another magic number", "bundle.table", "SortedTable.footer") { bundle in
            bundle.index = { BundleBytes.table($0).dropLast() + [0] }
        },
        refused("a footer alone, a byte too short", "bundle.table", "SortedTable.footer") { bundle in
            bundle.index = { Array(BundleBytes.table($0).suffix(47)) }
        },
        cut("ten bytes before its end") { $0.count - 10 },
        cut("behind its entries") { BundleBytes.handles(of: $0)[0] },
        cut("behind its metaindex") { BundleBytes.handles(of: $0)[2] },
        cut("before its footer") { $0.count - 48 },
        cut("within its first entry") { _ in 12 },
        refused("bytes in the padding of the footer", "bundle.table", "SortedTable.footer") { bundle in
            bundle.index = {
                var index = BundleBytes.table($0)
                index[index.count - 10] = 0x55
                return index
            }
        },
    ]

    /// A footer with other places of blocks than the offset and size of the metaindex and of the index.
    private static func footer(
        _ name: String, _ code: String, _ handles: @escaping @Sendable ([Int]) -> [UInt8]
    ) -> HostileCase {
        refused(name, code, "SortedTable.handle") { $0.table { $0.handles = handles } }
    }

    private static let places = [
        footer("a block beyond the file", "bundle.table") {
            ($0[..<2] + [1_000_000, $0[3]]).flatMap(BundleBytes.varint)
        },
        footer("a block of 2^62 bytes", "bundle.table") { ($0[..<3] + [1 << 62]).flatMap(BundleBytes.varint) },
        footer("a block of 2^31 bytes", "bundle.table") { ($0[..<3] + [1 << 31]).flatMap(BundleBytes.varint) },
        footer("a place in a number of eleven bytes", "bundle.message") {
            $0[..<2].flatMap(BundleBytes.varint) + [UInt8](repeating: 0x80, count: 10) + [1]
                + BundleBytes.varint($0[3])
        },
        footer("metaindex and index exchanged", "bundle.table") { ($0[2...] + $0[..<2]).flatMap(BundleBytes.varint) },
        refused("bytes after the place of a block", "bundle.block", "SortedTable.handle") {
            $0.table { $0.afterPlaces = [0] }
        },
        refused("a block listed twice", "bundle.table", "SortedTable.check") { $0.table { $0.listsTwice = true } },
    ]

    /// Bytes as snappy stores them without compression, in pieces of at most 60.
    private static func snappy(_ bytes: [UInt8], claiming count: Int? = nil) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 60).reduce(into: BundleBytes.varint(count ?? bytes.count)) { packed, at in
            let piece = bytes[at..<min(at + 60, bytes.count)]
            packed += [UInt8(piece.count - 1) << 2] + piece
        }
    }

    private static func compressed(_ name: String, claiming count: Int?) -> HostileCase {
        refused(name, "bundle.compressed", "SortedTable.checkTrailer") { bundle in
            bundle.index = { pairs in
                let contents = snappy(BundleBytes.block(pairs), claiming: count)
                return BundleBytes.table(blocks: [(contents, Array("zz".utf8))]) { $0.blockType = 1 }
            }
        }
    }

    private static let blocks = [
        compressed("a block compressed by snappy", claiming: nil),
        compressed("a compressed block that claims 4 GiB", claiming: 0xFFFF_FFFF),
        refused("a block of an unknown type", "bundle.block", "SortedTable.checkTrailer") {
            $0.table { $0.blockType = 2 }
        },
        refused("a damaged block of entries", "file.checksum", "SortedTable.checkTrailer") {
            $0.table { $0.damagesBlock = true }
        },
        refused("a damaged index of blocks", "file.checksum", "SortedTable.checkTrailer") {
            $0.table { $0.damagesIndex = true }
        },
        refused("a damaged metaindex", "file.checksum", "SortedTable.checkTrailer") { bundle in
            bundle.index = {
                var index = BundleBytes.table($0)
                index[BundleBytes.handles(of: index)[0]] ^= 1
                return index
            }
        },
        refused("a metaindex with an entry", "bundle.block", "SortedTable") {
            $0.table { $0.metaindex = BundleBytes.block([(Array("filter".utf8), [1])]) }
        },
        refused("an empty block", "bundle.block", "SortedTable.Restarts") { $0.block { _ in [] } },
    ]

    /// A block with other restarts than the first entry.
    private static func restarts(_ name: String, _ restarts: [UInt32], count: UInt32? = nil) -> HostileCase {
        refused(name, "bundle.block", "SortedTable.Restarts") { bundle in
            bundle.block { pairs in
                pairs.flatMap { BundleBytes.stored($0.key, $0.value) } + BundleBytes.closing(restarts, count: count)
            }
        }
    }

    /// A block that ends with these bytes of an entry.
    private static func entry(
        _ name: String, _ code: String, _ guardedBy: String, _ bytes: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> HostileCase {
        refused(name, code, guardedBy) { bundle in
            bundle.block { pairs in
                pairs.dropLast().flatMap { BundleBytes.stored($0.key, $0.value) } + bytes(pairs.last?.value ?? [])
                    + BundleBytes.closing([0])
            }
        }
    }

    private static let last = Array("y".utf8)

    private static let entries = [
        restarts("no restarts", []), restarts("4,000 million restarts", [0], count: .max),
        restarts("a restart beyond the entries", [0, 0x7FFF_FFFF]),
        restarts("a restart within an entry", [0, 1]), restarts("a restart twice", [0, 0]),
        entry("an entry that shares more than the key before it has", "bundle.block", "SortedTable.entries") {
            BundleBytes.stored(shared: 200, last, $0)
        },
        entry("an entry that ends beyond its block", "bundle.message", "ByteCursor.take") {
            BundleBytes.stored(last, $0, valueCount: 5000)
        },
        entry("an entry of 4 GiB", "bundle.limit", "BundleLimits.keyBytes") {
            [0] + BundleBytes.varint(0xFFFF_FFFF) + [2] + last + $0
        },
        entry("an entry whose lengths wrap around", "bundle.limit", "SortedTable.entries") {
            BundleBytes.varint(1) + BundleBytes.varint(0xFFFF_FFFF) + [2] + last + $0
        },
        entry("a length of 2^32", "bundle.message", "ByteCursor.varint32") {
            [0] + BundleBytes.varint(1 << 32) + [2] + last + $0
        },
        entry("a length in more bytes than it needs", "bundle.message", "ByteCursor.varint") {
            [0x80, 0, 1, UInt8($0.count)] + last + $0
        },
        entry("a key of 5,000 bytes", "bundle.limit", "BundleLimits.keyBytes") {
            BundleBytes.stored([UInt8](repeating: UInt8(ascii: "y"), count: 5000), $0)
        },
    ]

    private static func keyed(
        _ name: String, _ code: String = "bundle.key", _ damage: @escaping @Sendable (inout DamagedBundle) -> Void
    ) -> HostileCase { refused(name, code, "SortedTable.append", damage) }

    private static let keys = [
        keyed("keys out of order") { $0.pairs.swapAt(3, 4) },
        keyed("a key twice") { $0.pairs.insert($0.pairs[3], at: 4) },
        keyed("a block beyond the key that the index gives it") { bundle in
            bundle.index = { BundleBytes.table(blocks: [(BundleBytes.block($0), $0[3].key)]) }
        },
        keyed("blocks out of order") { bundle in
            bundle.index = { pairs in
                BundleBytes.table(blocks: [
                    (BundleBytes.block([pairs[0]] + pairs[5...]), Array("y".utf8)),
                    (BundleBytes.block(Array(pairs[1..<5])), Array("z".utf8)),
                ])
            }
        },
        keyed("no header", "bundle.header") { $0.pairs.removeFirst() },
        keyed("the header as the second entry", "bundle.key") { $0.pairs.swapAt(0, 1) },
        keyed("no entries at all", "bundle.header") { $0.pairs = [] },
        keyed("a key that is no UTF-8") { $0.insert([0x62, 0xFF], $0.pairs[1].value) },
    ]
}
