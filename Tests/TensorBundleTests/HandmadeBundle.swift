import ByteIO
import TensorBundle
import Tensors
import TestSupport
import Testing

/// A bundle of two tensors, `a` and `b`, of two floats each, of which a test changes a part.
struct HandmadeBundle {
    /// The numbers 1 to 4.
    static let data = StoredTensor.littleEndian([Float(1), 2, 3, 4].map(\.bitPattern))

    static func a(
        type: Int = 1, shape: [Int] = [2], shard: Int = 0, offset: Int = 0, size: Int = 8,
        checksum: UInt32? = BundleBytes.masked(Array(data[..<8]))
    ) -> [UInt8] {
        BundleBytes.entry(type: type, shape: shape, shard: shard, offset: offset, size: size, checksum: checksum)
    }

    static func b(shard: Int = 0, offset: Int = 8, size: Int = 8) -> [UInt8] {
        let bytes = Array(data[min(8, offset)..<min(16, offset + size)])
        return BundleBytes.entry(
            shape: [size / 4], shard: shard, offset: offset, size: size, checksum: BundleBytes.masked(bytes))
    }

    /// The header and these entries; nil: those of the sound bundle.
    static func pairs(
        header: [UInt8] = BundleBytes.header(), a: [UInt8]? = HandmadeBundle.a(), b: [UInt8]? = HandmadeBundle.b()
    ) -> [BundleBytes.Pair] {
        [([], header)] + (a.map { [(Array("a".utf8), $0)] } ?? []) + (b.map { [(Array("b".utf8), $0)] } ?? [])
    }

    let index: [UInt8]
    /// The data files by their names after the prefix.
    var files = [".data-00000-of-00001": HandmadeBundle.data]

    /// What the reader makes of it.
    func read() throws -> BundleContents {
        let folder = TemporaryFolder()
        for (name, bytes) in files { _ = folder.write(bytes, to: "x" + name) }
        return try BundleReader.read(try InputFile(path: folder.write(index, to: "x.index")))
    }
}

/// The dense bytes of a tensor.
func dense(_ entry: TensorEntry) throws -> [UInt8] {
    var stream = TensorStream()
    try stream.open(entry)
    var bytes: [UInt8] = []
    while let block = try unsafe stream.next() { bytes += unsafe Array(block) }
    return bytes
}
