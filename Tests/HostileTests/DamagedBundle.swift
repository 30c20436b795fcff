import TestSupport

/// A whole model as TensorFlow saved it, of which a case damages a part.
///
/// Undamaged it is verified and converted, so a case fails where nothing refuses its damage.
struct DamagedBundle: Sendable {
    /// The header, then the entries in the order of their keys.
    var pairs: [BundleBytes.Pair]
    /// The data files, by what their names have after the prefix.
    var files: [String: [UInt8]]
    /// Makes the index of the pairs.
    var index: @Sendable ([BundleBytes.Pair]) -> [UInt8] = { BundleBytes.table($0) }

    /// What the only data file has after the prefix in its name.
    static let data = ".data-00000-of-00001"
    /// The variable that cases damage, a matrix of 8 by 8, and where its values are.
    static let key = "bert/encoder/layer_0/attention/self/key/kernel"
    static let keyOffset = 1184
    static let shape = [8, 8]
    static let byteCount = 256

    /// Google's names, as released checkpoints have them.
    static let google = DamagedBundle("bert_model/bert_model.ckpt")
    /// The names and the object graph of transformers' models in TensorFlow 2.
    static let objects = DamagedBundle("transformers-checkpoint/ckpt-1")
    private static let configuration = bytes(
        ofFile: Fixtures.path("tensorflow-2.18.1/bert_model/bert_config.json"))

    private init(_ name: String) {
        let prefix = Fixtures.path("tensorflow-2.18.1/" + name)
        pairs = BundleBytes.pairs(of: bytes(ofFile: prefix + ".index"))
        files = [Self.data: bytes(ofFile: prefix + Self.data)]
    }

    /// Writes all files, and gives the path of the index.
    func write(to folder: TemporaryFolder) -> String {
        _ = folder.write(Self.configuration, to: "bert_config.json")
        for (name, bytes) in files { _ = folder.write(bytes, to: "bert_model.ckpt" + name) }
        return folder.write(index(pairs), to: "bert_model.ckpt.index")
    }
}

extension DamagedBundle {
    /// The values of ``key``.
    var values: [UInt8] {
        Array((files[Self.data] ?? [])[Self.keyOffset..<Self.keyOffset + Self.byteCount])
    }

    /// Where the pair with a key is.
    func place(of key: String) -> Int { pairs.firstIndex { $0.key == Array(key.utf8) } ?? 0 }

    /// Changes the fields of the entry of ``key``.
    mutating func change(of key: String = key, _ body: (inout BundleBytes.Entry) -> Void) {
        var entry = BundleBytes.Entry(pairs[place(of: key)].value)
        body(&entry)
        pairs[place(of: key)].value = entry.bytes
    }

    /// Changes the bytes of the entry of ``key``.
    mutating func rewrite(_ body: (inout [UInt8]) -> Void) {
        body(&pairs[place(of: Self.key)].value)
    }

    /// Makes another index than the sound one.
    mutating func table(_ change: @escaping @Sendable (inout BundleBytes.Changes) -> Void) {
        index = { BundleBytes.table($0, change) }
    }

    /// Makes an index of one block with these contents.
    mutating func block(_ contents: @escaping @Sendable ([BundleBytes.Pair]) -> [UInt8]) {
        index = { BundleBytes.table(blocks: [(contents($0), Array("zz".utf8))]) }
    }

    /// Adds an entry in its place.
    mutating func insert(_ key: [UInt8], _ value: [UInt8]) {
        let place = pairs.firstIndex { key.lexicographicallyPrecedes($0.key) } ?? pairs.count
        pairs.insert((key, value), at: place)
    }

    /// Adds bytes to the end of the data file, and gives their offset.
    mutating func append(_ bytes: [UInt8]) -> Int {
        let offset = files[Self.data]?.count ?? 0
        files[Self.data, default: []] += bytes
        return offset
    }

    /// Stores ``key`` as parts.
    ///
    /// - Parameters:
    ///   - listed: the first row and the number of rows of each part, in the entry of the variable.
    ///   - stored: the same of the parts that have entries of their own, and how many rows each of these has.
    mutating func partition(listed: [(Int, Int)], stored: [(Int, Int, rows: Int)]) {
        let columns = Self.shape[1]
        for part in stored {
            let offset = Self.keyOffset + part.0 * columns * 4
            let bytes = Array((files[Self.data] ?? [])[offset..<offset + part.rows * columns * 4])
            insert(
                BundleBytes.partKey(Self.key, [(part.0, part.1), (0, columns)]),
                BundleBytes.Entry(shape: [part.rows, columns], values: bytes, offset: offset).bytes)
        }
        pairs[place(of: Self.key)].value = BundleBytes.entry(
            shape: Self.shape, size: 0, parts: listed.map { [$0, (0, columns)] })
    }
}
