import TestSupport

/// Data files that are not those of their index, variables in parts that do not fit, texts that lie about their length.
enum BundleValueCases {
    static let all = files + values + parts + texts

    private static let key = "tensor '\(DamagedBundle.key)'"

    private static let files = [
        BundleCases.refused(
            "no data file", "bundle.data-missing", "BundleData", rule: "BC306",
            saying: [".data-00000-of-00001: "]
        ) {
            $0.files = [:]
        },
        BundleCases.refused("a data file of another count", "bundle.data-missing", "BundleData", rule: "BC306") {
            $0.files = [".data-00000-of-00002": $0.files[DamagedBundle.data] ?? []]
        },
        BundleCases.refused(
            "a data file that is a byte short", "bundle.data", "BundleData.check",
            saying: ["tensor 'cls/seq_relationship/output_weights', byte "]
        ) { $0.files[DamagedBundle.data]?.removeLast() },
        BundleCases.refused("an empty data file", "bundle.data", "BundleData.check") {
            $0.files[DamagedBundle.data] = []
        },
        BundleCases.refused(
            "the second data file missing", "bundle.data-missing", "BundleData", rule: "BC306",
            saying: [".data-00001-of-00002: "]
        ) {
            split(&$0)
            $0.files[".data-00001-of-00002"] = nil
        },
        BundleCases.refused(
            "data files exchanged", "bundle.data", "BundleData.check", saying: ["tensor 'bert", ", byte "]
        ) {
            split(&$0)
            let first = $0.files[".data-00000-of-00002"]
            $0.files[".data-00000-of-00002"] = $0.files[".data-00001-of-00002"]
            $0.files[".data-00001-of-00002"] = first
        },
        BundleCases.fine("two data files") { split(&$0) },
        BundleCases.fine("100 bytes after the last tensor") { _ = $0.append([UInt8](repeating: 1, count: 100)) },
        BundleCases.fine("a gap between two tensors") { bundle in
            let offset = bundle.append(bundle.values)
            bundle.change { $0.offset = offset }
        },
    ]

    /// Moves what is behind ``DamagedBundle/key`` to a data file of its own.
    private static func split(_ bundle: inout DamagedBundle) {
        let data = bundle.files[DamagedBundle.data] ?? []
        let end = DamagedBundle.keyOffset + DamagedBundle.byteCount
        bundle.pairs[0].value = BundleBytes.header(shards: 2)
        for index in bundle.pairs.indices.dropFirst() {
            var entry = BundleBytes.Entry(bundle.pairs[index].value)
            if entry.offset >= end { (entry.shard, entry.offset) = (1, entry.offset - end) }
            bundle.pairs[index].value = entry.bytes
        }
        bundle.files = [".data-00000-of-00002": Array(data[..<end]), ".data-00001-of-00002": Array(data[end...])]
    }

    /// One bit of the data file changed.
    private static func flipped(_ name: String, _ offset: Int) -> HostileCase {
        BundleCases.refusedValues(name, saying: [".data-00000-of-00001: ", key, "byte \(DamagedBundle.keyOffset)"]) {
            $0.files[DamagedBundle.data]?[offset] ^= 1
        }
    }

    private static let values = [
        flipped("a bit of the first byte of a matrix", DamagedBundle.keyOffset),
        flipped("a bit of the last byte of a matrix", DamagedBundle.keyOffset + DamagedBundle.byteCount - 1),
        BundleCases.refusedValues("a checksum of another matrix", saying: [key]) { $0.change { $0.checksum = 7 } },
        BundleCases.refusedValues(
            "a bit of a vector", saying: ["tensor 'bert/embeddings/LayerNorm/gamma'", "byte 32"]
        ) { $0.files[DamagedBundle.data]?[40] ^= 0x80 },
        BundleCases.refusedValues(
            "a bit in the second data file", saying: [".data-00001-of-00002: ", "byte 0"]
        ) {
            split(&$0)
            $0.files[".data-00001-of-00002"]?[2] ^= 1
        },
        BundleCases.refusedValues(
            "big-endian values that are little-endian", saying: ["tensor 'bert"]
        ) { bundle in
            bundle.pairs[0].value = BundleBytes.header(order: 1)
            bundle.files[DamagedBundle.data]?.reverse()
        },
        BundleCases.refusedValues(
            "a bit of a part of a matrix", saying: [key, "byte \(DamagedBundle.keyOffset + 128)"]
        ) {
            $0.partition(listed: [(0, 4), (4, 4)], stored: [(0, 4, rows: 4), (4, 4, rows: 4)])
            $0.files[DamagedBundle.data]?[DamagedBundle.keyOffset + 200] ^= 1
        },
    ]

    /// A matrix in parts; each is a first row and a number of rows.
    private static func parts(
        _ name: String, listed: [(Int, Int)], stored: [(Int, Int, rows: Int)]
    ) -> HostileCase {
        BundleCases.refused(
            "parts of a variable that " + name, "bundle.slices", "BundleIndex.parts", saying: [key + ", byte "]
        ) { $0.partition(listed: listed, stored: stored) }
    }

    private static let parts = [
        BundleCases.fine("a variable in two parts") {
            $0.partition(listed: [(4, 4), (0, 4)], stored: [(0, 4, rows: 4), (4, 4, rows: 4)])
        },
        parts("are missing", listed: [(0, 4), (4, 4)], stored: [(0, 4, rows: 4)]),
        parts("leave out the last rows", listed: [(0, 4)], stored: [(0, 4, rows: 4)]),
        parts("leave out rows between", listed: [(0, 3), (5, 3)], stored: [(0, 3, rows: 3), (5, 3, rows: 3)]),
        parts("overlap", listed: [(0, 5), (4, 4)], stored: [(0, 5, rows: 4), (4, 4, rows: 4)]),
        parts("have a row twice", listed: [(0, 4), (3, 5)], stored: [(0, 4, rows: 3), (3, 5, rows: 5)]),
        parts("go beyond it", listed: [(0, 4), (4, 9)], stored: [(0, 4, rows: 4), (4, 9, rows: 4)]),
        parts("begin before it", listed: [(-1, 5), (4, 4)], stored: [(0, 4, rows: 4), (4, 4, rows: 4)]),
        parts("are smaller than their places", listed: [(0, 4), (4, 4)], stored: [(0, 4, rows: 4), (4, 4, rows: 2)]),
        parts("are listed twice", listed: [(0, 4), (0, 4), (4, 4)], stored: [(0, 4, rows: 4), (4, 4, rows: 4)]),
        BundleCases.refused(
            "a part that belongs to no variable", "bundle.slices", "BundleIndex.parts",
            saying: ["bert/encoder/layer_0/attention/self/key/kernel", ", byte "]
        ) { bundle in
            let values = bundle.values
            bundle.partition(listed: [(0, 4), (4, 4)], stored: [(0, 4, rows: 4), (4, 4, rows: 4)])
            let entry = BundleBytes.Entry(shape: DamagedBundle.shape, values: values, offset: bundle.append(values))
            bundle.insert(BundleBytes.partKey(DamagedBundle.key, [(0, 8), (0, 8)]), entry.bytes)
        },
    ]

    /// A tensor of two texts beside the weights.
    ///
    /// - Parameters:
    ///   - lengths: what the file says of them.
    ///   - size: what the entry says of its bytes; nil: as many as there are.
    ///   - change: changes what is stored: the lengths, their checksum, the texts.
    private static func addTexts(
        _ bundle: inout DamagedBundle, shape: [Int] = [2], lengths: [Int] = [5, 3], size: Int? = nil,
        _ change: (inout [UInt8]) -> Void = { _ in }
    ) {
        let texts = Array("hellowor".utf8)
        let words = lengths.flatMap { BundleBytes.word(UInt32(truncatingIfNeeded: $0)) }
        let sum = BundleBytes.word(BundleBytes.masked(words))
        var stored = lengths.flatMap(BundleBytes.varint) + sum + texts
        var entry = BundleBytes.Entry(type: 7, shape: shape, values: words + sum + texts, offset: 0)
        change(&stored)
        entry.size = size ?? stored.count
        entry.offset = bundle.append(stored)
        _ = bundle.append([UInt8](repeating: 0x7A, count: 600))
        bundle.insert(Array("notes".utf8), entry.bytes)
    }

    private static func texts(
        _ name: String, _ code: String, _ change: @escaping @Sendable (inout DamagedBundle) -> Void
    ) -> HostileCase {
        BundleCases.refused(
            "texts " + name, code, "TextTensor", saying: [".data-00000-of-00001: tensor 'notes', byte "], change)
    }

    private static let texts = [
        BundleCases.fine("texts beside the weights") { addTexts(&$0) },
        texts("of 16 GiB", "bundle.message") { addTexts(&$0, lengths: [5, 1 << 34]) },
        texts("of 4 GiB", "bundle.message") { addTexts(&$0, lengths: [5, 0xFFFF_FFFF]) },
        texts("that end before their entry", "bundle.data") { addTexts(&$0, size: 500) },
        texts("that end beyond their entry", "bundle.message") { addTexts(&$0, size: 12) },
        texts("of fewer bytes than their lengths have", "bundle.data") { addTexts(&$0, size: 5) },
        texts("2^40 in 16 bytes", "bundle.data") { addTexts(&$0, shape: [1 << 40]) },
        texts("with a damaged byte", "file.checksum") { addTexts(&$0) { $0[$0.count - 1] ^= 1 } },
        texts("with a damaged checksum of the lengths", "file.checksum") { addTexts(&$0) { $0[2] ^= 1 } },
    ]
}
