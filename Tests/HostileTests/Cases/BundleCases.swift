import TestSupport

/// Checkpoints of TensorFlow that lie about where their values are, or would make a reader reserve memory for them.
enum BundleCases {
    static let all = tables + entries + data

    private static let key = Array("bert/embeddings/word_embeddings".utf8)
    private static let values = StoredTensor.littleEndian([Float(1), 2, 3, 4].map(\.bitPattern))

    private static func refused(
        _ name: String, _ code: String, _ guardedBy: String, data: [UInt8]? = values,
        _ index: @escaping @autoclosure @Sendable () -> [UInt8]
    ) -> HostileCase {
        HostileCase(
            "bundle: " + name, .refused(code: code, rule: "BC602"), guardedBy: guardedBy, convert: 2, inspect: 2
        ) { folder in
            if let data { _ = folder.write(data, to: "bert_model.ckpt.data-00000-of-00001") }
            return folder.write(index(), to: "bert_model.ckpt.index")
        }
    }

    private static func table(_ entry: [UInt8], header: [UInt8] = BundleBytes.header()) -> [UInt8] {
        BundleBytes.table([([], header), (key, entry)])
    }

    private static func entry(shape: [Int] = [2, 2], offset: Int = 0, size: Int = 16, type: Int = 1) -> [UInt8] {
        BundleBytes.entry(type: type, shape: shape, offset: offset, size: size, checksum: BundleBytes.masked(values))
    }

    private static let tables = [
        refused(
            "a block of 2^62 bytes", "bundle.table", "SortedTable.handle",
            BundleBytes.table([([], BundleBytes.header())]) {
                $0.handles = { ($0[..<3] + [1 << 62]).flatMap(BundleBytes.varint) }
            }),
        refused(
            "an entry of 4 GiB", "bundle.limit", "BundleLimits.keyBytes",
            BundleBytes.table(blocks: [
                ([0] + BundleBytes.varint(0xFFFF_FFFF) + [0] + BundleBytes.closing([0]), [0xFF])
            ])),
        refused(
            "4,000 million restarts", "bundle.block", "SortedTable.Restarts",
            BundleBytes.table(blocks: [(BundleBytes.closing([0], count: .max), [0xFF])])),
        refused(
            "a compressed block that claims 4 GiB", "bundle.compressed", "SortedTable.checkTrailer",
            BundleBytes.table(blocks: [([0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0], [0xFF])]) { $0.blockType = 1 }),
        refused(
            "2,147,483,647 data files", "bundle.header", "BundleLimits.shards",
            table(entry(), header: BundleBytes.header(shards: 0x7FFF_FFFF))),
        refused(
            "the first format", "bundle.version-1", "BundleHeader", table(entry(), header: BundleBytes.bytes(1, []))),
    ]

    private static let entries = [
        refused("a tensor of 1 TiB", "bundle.data", "BundleData.check", table(entry(shape: [1 << 38], size: 1 << 40))),
        refused(
            "dimensions whose product overflows", "bundle.shape", "Shape", table(entry(shape: [1 << 40, 1 << 40]))),
        refused(
            "300 dimensions", "bundle.limit", "BundleLimits.rank", table(entry(shape: [Int](repeating: 1, count: 300)))),
        refused("values before the file", "bundle.data", "BundleEntry", table(entry(offset: -16))),
        refused("a type that ends TensorFlow", "bundle.element-type", "BundleElementType", table(entry(type: 999))),
        refused(
            "two tensors with the same bytes", "bundle.data", "BundleData.check",
            BundleBytes.table([([], BundleBytes.header()), (key, entry()), (key + [0x62], entry())])),
        refused(
            "a part of a variable that is smaller than its place", "bundle.slices", "BundleIndex.parts",
            BundleBytes.table([
                ([], BundleBytes.header()),
                (
                    BundleBytes.partKey("w", [(0, 4)]),
                    BundleBytes.entry(shape: [2], size: 8, checksum: BundleBytes.masked(Array(values[..<8])))
                ), (Array("w".utf8), BundleBytes.entry(shape: [4], size: 0, parts: [[(0, 4)]])),
            ])),
    ]

    private static let data = [
        refused("no data file", "bundle.data-missing", "BundleData", data: nil, table(entry())),
        refused(
            "a data file that is cut", "bundle.data", "BundleData.check", data: Array(values.dropLast()), table(entry())
        ),
        refused(
            "a text of 4 GiB", "bundle.message", "TextTensor", data: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0, 0, 0, 0],
            table(entry(shape: [], size: 10, type: 7))),
        refused(
            "a text of 16 GiB", "bundle.message", "ByteCursor.varint32",
            data: [0x80, 0x80, 0x80, 0x80, 0x40, 0, 0, 0, 0, 0], table(entry(shape: [], size: 10, type: 7))),
        refused(
            "2^40 texts in 16 bytes", "bundle.data", "TextTensor", table(entry(shape: [1 << 40], type: 7))),
        refused(
            "texts that end before their entry does", "bundle.data", "TextTensor",
            table(entry(shape: [1], type: 7))),
    ]
}
