import ByteIO
import TensorBundle
import Tensors
import TestSupport
import Testing

/// TensorFlow 2.18 reads many of these without a word, loses tensors of others, and ends the process on eleven.
@Suite("Damaged and hostile bundles")
struct RefusalTests {
    private static let name = Array("a".utf8)

    private func expect(
        _ code: Fault.Code, _ bundle: HandmadeBundle, subject: String? = nil, _ sourceLocation: SourceLocation
    ) throws {
        let fault = try #require(throws: Fault.self, sourceLocation: sourceLocation) { try bundle.read() }
        #expect(fault.code == code, "\(fault)", sourceLocation: sourceLocation)
        #expect(fault.file != nil, sourceLocation: sourceLocation)
        if let subject { #expect(fault.subject == subject, "\(fault)", sourceLocation: sourceLocation) }
    }

    private func refuses(
        _ index: [UInt8], _ code: Fault.Code, subject: String? = nil,
        _ sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try expect(code, HandmadeBundle(index: index), subject: subject, sourceLocation)
    }

    @Test("The sound bundle, of which the others are variations, is read")
    func sound() throws {
        let contents = try HandmadeBundle(index: BundleBytes.table(HandmadeBundle.pairs())).read()
        #expect(contents.table.entries.map(\.name) == ["a", "b"])
        #expect(try contents.table.entries.flatMap(dense) == HandmadeBundle.data)
        #expect(contents.uncovered.isEmpty)
    }

    @Test("The end of the file: another magic number, too short, cut, bytes in its padding")
    func footer() throws {
        let sound = BundleBytes.table(HandmadeBundle.pairs())
        try refuses(sound.dropLast() + [0], .bundleTable)
        try refuses(Array(sound.suffix(47)), .bundleTable)
        try refuses(Array(sound.dropLast(10)), .bundleTable)
        try refuses([], .bundleTable)
        var padded = sound
        padded[padded.count - 10] = 0x55
        try refuses(padded, .bundleTable)
    }

    @Test("A place of a block: beyond the file, of 2^62 bytes, a number of 11 bytes, bytes after it")
    func handles() throws {
        let varint = BundleBytes.varint
        try refuses(
            BundleBytes.table(HandmadeBundle.pairs()) {
                $0.handles = { ($0[..<2] + [1_000_000, $0[3]]).flatMap(varint) }
            },
            .bundleTable)
        try refuses(
            BundleBytes.table(HandmadeBundle.pairs()) { $0.handles = { ($0[..<3] + [1 << 62]).flatMap(varint) } },
            .bundleTable)
        try refuses(
            BundleBytes.table(HandmadeBundle.pairs()) { changes in
                changes.handles = {
                    $0[..<2].flatMap(varint) + [UInt8](repeating: 0x80, count: 10) + [1] + varint($0[3])
                }
            }, .bundleMessage)
        try refuses(
            BundleBytes.table(HandmadeBundle.pairs()) { $0.handles = { ($0[2...] + $0[..<2]).flatMap(varint) } },
            .bundleTable)
    }

    @Test("A block: of another type, compressed, damaged, and the index of blocks damaged")
    func blocks() throws {
        try refuses(BundleBytes.table(HandmadeBundle.pairs()) { $0.blockType = 2 }, .bundleBlock)
        try refuses(BundleBytes.table(HandmadeBundle.pairs()) { $0.blockType = 1 }, .bundleCompressed)
        try refuses(BundleBytes.table(HandmadeBundle.pairs()) { $0.damagesBlock = true }, .checksum)
        try refuses(BundleBytes.table(HandmadeBundle.pairs()) { $0.damagesIndex = true }, .checksum)
        try refuses(
            BundleBytes.table(HandmadeBundle.pairs()) { $0.metaindex = BundleBytes.block([(Self.name, [1])]) },
            .bundleBlock)
        try refuses(BundleBytes.table(blocks: [([], Self.name)]), .bundleBlock)
    }

    /// A table of one block made of these entries.
    private static func raw(_ entries: [UInt8], restarts: [UInt32] = [0], count: UInt32? = nil) -> [UInt8] {
        BundleBytes.table(blocks: [(entries + BundleBytes.closing(restarts, count: count), Array("zz".utf8))])
    }

    @Test("Restarts: none, too many, beyond the entries, within an entry")
    func restarts() throws {
        let entries = HandmadeBundle.pairs().flatMap { BundleBytes.stored($0.key, $0.value) }
        try refuses(Self.raw(entries, restarts: []), .bundleBlock)
        try refuses(Self.raw(entries, count: .max), .bundleBlock)
        try refuses(Self.raw(entries, restarts: [0, 0x7FFF_FFFF]), .bundleBlock)
        try refuses(Self.raw(entries, restarts: [0, 1]), .bundleBlock)
        try refuses(Self.raw(entries, restarts: [0, 0]), .bundleBlock)
    }

    @Test("Entries: sharing more than there is, longer than the block, of lengths that wrap around")
    func entries() throws {
        let header = BundleBytes.stored([], BundleBytes.header())
        let entry = HandmadeBundle.a()
        try refuses(Self.raw(header + BundleBytes.stored(shared: 5, Self.name, entry)), .bundleBlock)
        try refuses(Self.raw(header + BundleBytes.stored(Self.name, entry, valueCount: 200)), .bundleMessage)
        try refuses(Self.raw(header + [0] + BundleBytes.varint(0xFFFF_FFFF) + [2] + entry), .bundleLimit)
        try refuses(Self.raw(header + [0] + BundleBytes.varint(1 << 32) + [2] + entry), .bundleMessage)
        try refuses(Self.raw(header + [0x80, 0] + [1, UInt8(entry.count)] + Self.name + entry), .bundleMessage)
    }

    @Test("Keys: unsorted, twice, beyond the block's last, blocks in another order, not UTF-8")
    func keys() throws {
        let pairs = HandmadeBundle.pairs()
        let sound = pairs.map { BundleBytes.stored($0.key, $0.value) }
        try refuses(Self.raw(sound[0] + sound[2] + sound[1]), .bundleKey, subject: "key 'a'")
        try refuses(Self.raw(sound[0] + sound[1] + sound[1]), .bundleKey, subject: "key 'a'")
        try refuses(BundleBytes.table(blocks: [(BundleBytes.block(pairs), Self.name)]), .bundleKey, subject: "key 'b'")
        try refuses(
            BundleBytes.table(blocks: [
                (BundleBytes.block([pairs[0], pairs[2]]), Array("c".utf8)),
                (BundleBytes.block([pairs[1]]), Array("d".utf8)),
            ]), .bundleKey)
        try refuses(BundleBytes.table([pairs[0], (key: [0x61, 0xFF], value: pairs[1].value)]), .bundleKey)
    }

    @Test("The header: missing, second, of other numbers, of unknown fields, of another version")
    func header() throws {
        let pairs = HandmadeBundle.pairs()
        try refuses(BundleBytes.table(Array(pairs[1...])), .bundleHeader)
        let sound = BundleBytes.header()
        let cases: [([UInt8], Fault.Code)] = [
            (BundleBytes.header(shards: 0), .bundleHeader), (BundleBytes.header(shards: -1), .bundleHeader),
            (BundleBytes.header(shards: 0x7FFF_FFFF), .bundleHeader), (BundleBytes.header(order: 5), .bundleHeader),
            (BundleBytes.header(producer: 0), .bundleHeader), (BundleBytes.header(leastConsumer: 99), .bundleHeader),
            (BundleBytes.number(1, 1), .bundleHeader), ([0xFF, 0xFF, 0xFF], .bundleMessage),
            (sound + BundleBytes.number(9, 1), .bundleMessage), ([], .bundleHeader),
            (BundleBytes.bytes(1, [1, 2]), .bundleVersion1),
        ]
        for (header, code) in cases { try refuses(BundleBytes.table(HandmadeBundle.pairs(header: header)), code) }
    }

    @Test("An entry: types, shapes, sizes and places that cannot be")
    func values() throws {
        let sound = HandmadeBundle.a()
        let cases: [([UInt8], Fault.Code)] = [
            (HandmadeBundle.a(type: 0), .bundleElementType), (HandmadeBundle.a(type: 999), .bundleElementType),
            (HandmadeBundle.a(type: 101), .bundleElementType), (HandmadeBundle.a(shape: [-1]), .bundleShape),
            (HandmadeBundle.a(shape: [1 << 40, 1 << 40]), .bundleShape),
            (HandmadeBundle.a(shape: Array(repeating: 1, count: 300)), .bundleLimit),
            (HandmadeBundle.a(shape: [1 << 62]), .bundleData), (HandmadeBundle.a(size: 4), .bundleData),
            (HandmadeBundle.a(size: 16), .bundleData), (HandmadeBundle.a(offset: 1000), .bundleData),
            (HandmadeBundle.a(offset: -8), .bundleData), (HandmadeBundle.a(offset: 1 << 62), .bundleData),
            (HandmadeBundle.a(shape: [1 << 38], size: 1 << 40), .bundleData),
            (HandmadeBundle.a(shard: 5), .bundleData), (HandmadeBundle.a(shard: -1), .bundleData),
            (HandmadeBundle.a(checksum: nil), .bundleData),
            (sound + BundleBytes.bytes(2, BundleBytes.bytes(2, BundleBytes.number(1, 1))), .bundleMessage),
            (sound + BundleBytes.number(5, 8), .bundleMessage), (sound.dropLast(2), .bundleMessage),
            (sound + BundleBytes.number(9, 8), .bundleMessage),
            (BundleBytes.number(1, 1) + BundleBytes.bytes(2, BundleBytes.number(3, 1)), .bundleMessage),
            (BundleBytes.number(1, 1), .bundleShape),
            (sound + BundleBytes.varint(4 << 3 | 1) + [4, 0, 0, 0, 0, 0, 0, 0], .bundleMessage),
        ]
        for (entry, code) in cases {
            try refuses(BundleBytes.table(HandmadeBundle.pairs(a: Array(entry))), code, subject: "tensor 'a'")
        }
    }

    @Test("Values: cut, missing, of another name, overlapping; the second data file missing")
    func data() throws {
        let sound = BundleBytes.table(HandmadeBundle.pairs())
        let data = HandmadeBundle.data
        let first = ".data-00000-of-00001"
        func refused(_ index: [UInt8], _ files: [String: [UInt8]], _ code: Fault.Code) throws {
            try expect(code, HandmadeBundle(index: index, files: files), #_sourceLocation)
        }
        try refused(sound, [first: Array(data[..<12])], .bundleData)
        try refused(sound, [:], .bundleDataMissing)
        try refused(sound, [".data-00000-of-00002": data], .bundleDataMissing)
        for offset in [0, 4] {
            try refuses(
                BundleBytes.table(HandmadeBundle.pairs(b: HandmadeBundle.b(offset: offset))), .bundleData,
                subject: offset == 0 ? nil : "tensor 'b'")
        }
        let two = BundleBytes.table(
            HandmadeBundle.pairs(header: BundleBytes.header(shards: 2), b: HandmadeBundle.b(shard: 1, offset: 8)))
        try refused(two, [".data-00000-of-00002": data], .bundleDataMissing)
    }

    @Test("A checksum that is wrong is found when the values are read")
    func checksum() throws {
        let index = BundleBytes.table(HandmadeBundle.pairs(a: HandmadeBundle.a(checksum: 7)))
        let contents = try HandmadeBundle(index: index).read()
        let fault = try #require(throws: Fault.self) { try dense(try #require(contents.table["a"])) }
        #expect(fault.code == .checksum)
        #expect(fault.subject == "tensor 'a'")
        #expect(try dense(try #require(contents.table["b"])) == Array(HandmadeBundle.data[8...]))
    }

    @Test("Bytes that belong to no tensor are counted")
    func uncovered() throws {
        let trailing = HandmadeBundle(
            index: BundleBytes.table(HandmadeBundle.pairs()),
            files: [".data-00000-of-00001": HandmadeBundle.data + [UInt8](repeating: 1, count: 100)])
        #expect(try trailing.read().uncovered.map(\.byteCount) == [100])
        let gap = BundleBytes.table(HandmadeBundle.pairs(b: HandmadeBundle.b(offset: 12, size: 4)))
        #expect(try HandmadeBundle(index: gap).read().uncovered.map(\.byteCount) == [4])
    }

    @Test("Cut at any byte, an index is refused and never read out of bounds")
    func truncation() throws {
        let sound = BundleBytes.table(HandmadeBundle.pairs())
        for count in 0..<sound.count {
            #expect(throws: Fault.self) { try HandmadeBundle(index: Array(sound[..<count])).read() }
        }
    }

    @Test("With any byte changed, an index is refused: each is under a checksum, or in the footer")
    func changed() throws {
        let sound = BundleBytes.table(HandmadeBundle.pairs())
        for position in sound.indices {
            var changed = sound
            changed[position] ^= 0x11
            #expect(throws: Fault.self, "byte \(position)") { try HandmadeBundle(index: changed).read() }
        }
    }
}
