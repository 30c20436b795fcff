import ByteIO
import TensorBundle
import Tensors
import TestSupport
import Testing

@Suite("Partitioned variables")
struct PartitionTests {
    /// A place in the data, in floats.
    private typealias Part = (start: Int, length: Int, place: Int, rows: Int)

    /// A variable `a` of four floats in the parts `listed`, of which those in `stored` have entries.
    private static func index(listed: [(Int, Int)], stored: [Part]) -> [UInt8] {
        let parts = stored.map { part -> BundleBytes.Pair in
            let bytes = Array(HandmadeBundle.data[(part.place * 4)..<((part.place + part.rows) * 4)])
            return (
                BundleBytes.partKey("a", [(part.start, part.length)]),
                BundleBytes.entry(
                    shape: [part.rows], offset: part.place * 4, size: part.rows * 4,
                    checksum: BundleBytes.masked(bytes))
            )
        }
        let whole = BundleBytes.entry(shape: [4], size: 0, parts: listed.map { [$0] })
        return BundleBytes.table(
            [([], BundleBytes.header())] + parts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
                + [(Array("a".utf8), whole)])
    }

    private static let halves: [Part] = [(0, 2, 0, 2), (2, 2, 2, 2)]

    @Test("Two parts are one tensor, in the order of their rows and not of their bytes")
    func joined() throws {
        let folder = TemporaryFolder()
        let turned: [Part] = [(0, 2, 2, 2), (2, 2, 0, 2)]
        for parts in [Self.halves, turned] {
            _ = folder.write(HandmadeBundle.data, to: "x.data-00000-of-00001")
            let index = folder.write(Self.index(listed: [(2, 2), (0, 2)], stored: parts), to: "x.index")
            let contents = try BundleReader.read(try InputFile(path: index))
            #expect(contents.table.entries.map(\.name) == ["a"])
            #expect(contents.table["a"]?.shape.dimensions == [4])
            let decoded = try BundleDecoder.decode(contents.table, scratchFolder: folder.path)
            let data = HandmadeBundle.data
            let expected = parts[0].place == 0 ? data : Array(data[8...] + data[..<8])
            #expect(try dense(try #require(decoded["a"])) == expected)
        }
    }

    @Test("Parts that are missing, leave a hole, overlap, go beyond, have another shape, or are listed twice")
    func refused() throws {
        let cases: [([(Int, Int)], [Part])] = [
            ([(0, 2), (2, 2)], [(0, 2, 0, 2)]), ([(0, 2)], [(0, 2, 0, 2)]),
            ([(0, 3), (2, 2)], [(0, 3, 0, 3), (2, 2, 3, 1)]), ([(0, 2), (2, 9)], Self.halves),
            ([(0, 2), (2, 2)], [(0, 2, 0, 2), (2, 2, 2, 1)]), ([(0, 2), (0, 2), (2, 2)], Self.halves),
            ([(0, 2)], Self.halves), ([(0, -3), (2, 2)], Self.halves),
        ]
        for (listed, stored) in cases {
            let bundle = HandmadeBundle(index: Self.index(listed: listed, stored: stored))
            let fault = try #require(throws: Fault.self) { try bundle.read() }
            #expect(fault.code == .bundleSlices, "\(fault)")
        }
    }
}
