import ByteIO
import TensorBundle
import Tensors
import TestSupport
import Testing

@Suite("The object graph of TensorFlow 2")
struct ObjectGraphTests {
    private static let key = Array("m/a/.ATTRIBUTES/VARIABLE_VALUE".utf8)

    private static func text(_ text: String, _ field: Int) -> [UInt8] { BundleBytes.bytes(field, Array(text.utf8)) }

    private static func attribute(_ name: String, key: [UInt8] = key) -> [UInt8] {
        BundleBytes.bytes(2, text("VARIABLE_VALUE", 1) + text(name, 2) + BundleBytes.bytes(3, key))
    }

    /// A bundle of one variable and a graph.
    ///
    /// - Parameter change: changes the stored text: the length, its checksum, the bytes.
    private static func bundle(
        _ graph: [UInt8], type: Int = 7, shape: [Int] = [], averageKey: [UInt8]? = nil,
        _ change: (inout [UInt8]) -> Void = { _ in }
    ) -> HandmadeBundle {
        let length = BundleBytes.word(UInt32(graph.count))
        let checksum = BundleBytes.word(BundleBytes.masked(length))
        var stored = BundleBytes.varint(graph.count) + checksum + graph
        let sum = BundleBytes.masked(length + checksum + graph)
        change(&stored)
        var pairs: [BundleBytes.Pair] = [
            ([], BundleBytes.header()),
            (
                Array("_CHECKPOINTABLE_OBJECT_GRAPH".utf8),
                BundleBytes.entry(type: type, shape: shape, offset: 8, size: stored.count, checksum: sum)
            ),
            (key, HandmadeBundle.a()),
        ]
        var data = Array(HandmadeBundle.data[..<8]) + stored
        if let averageKey {
            pairs.append((averageKey, HandmadeBundle.a(offset: data.count)))
            data += HandmadeBundle.data[..<8]
        }
        let index = BundleBytes.table(pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) })
        return HandmadeBundle(index: index, files: [".data-00000-of-00001": data])
    }

    private static func nodes(_ nodes: [UInt8]...) -> [UInt8] { nodes.flatMap { BundleBytes.bytes(1, $0) } }

    @Test("A variable has the name that the graph gives it; without one, its path")
    func names() throws {
        #expect(try Self.bundle(Self.nodes(Self.attribute("x/y"))).read().table.entries.map(\.name) == ["x/y"])
        #expect(try Self.bundle(Self.nodes(Self.attribute(""))).read().table.entries.map(\.name) == ["m/a"])
        #expect(try Self.bundle(Self.nodes([])).read().table.entries.map(\.name) == ["m/a"])
    }

    @Test("A slot that the graph names belongs to an optimizer")
    func slots() throws {
        let slot = BundleBytes.bytes(3, BundleBytes.number(1, 1) + Self.text("m", 2) + BundleBytes.number(3, 1))
        let contents = try Self.bundle(Self.nodes(slot, Self.attribute("x"))).read()
        #expect(contents.table.count == 0)
        #expect(contents.training.optimizerCount == 1)
    }

    @Test("A name may have as many bytes as a key, and no more")
    func longName() throws {
        let name = String(repeating: "x", count: BundleLimits.nameBytes)
        #expect(try Self.bundle(Self.nodes(Self.attribute(name))).read().table.entries.map(\.name) == [name])
    }

    @Test(
        "What an optimizer keeps of a weight as its average is said to be one, by its name or its key",
        arguments: [
            ("Adam/average/m/a", "o/_variables/1"), ("", "optimizer/_model_variables_moving_average/0"),
            ("", "m/a/.OPTIMIZER_SLOT/optimizer/average"),
        ])
    func averages(name: String, path: String) throws {
        let value = "/.ATTRIBUTES/VARIABLE_VALUE"
        let averageKey = Array((path + value).utf8)
        let graph = Self.nodes(Self.attribute("m/a"), Self.attribute(name, key: averageKey))
        let contents = try Self.bundle(graph, averageKey: averageKey).read()
        #expect(contents.table.entries.map(\.name) == ["m/a"])
        #expect(contents.training.averages == [name.isEmpty ? path : name])
        #expect(contents.training.optimizerCount == 0)
        #expect(contents.training.notes.first?.contains("they may be the better weights") == true)
    }

    @Test("Refused: a variable that the index lacks, one named twice, a node that is not there, unknown fields")
    func refused() throws {
        let child = BundleBytes.bytes(1, BundleBytes.number(1, 9) + Self.text("c", 2))
        let cases: [([UInt8], Fault.Code)] = [
            (Self.nodes(Self.attribute("x", key: Array("other".utf8))), .bundleGraph),
            (Self.nodes(Self.attribute(String(repeating: "x", count: 4097))), .bundleLimit),
            (Self.nodes(Self.attribute("x") + Self.attribute("y")), .bundleGraph), (Self.nodes(child), .bundleGraph),
            (Self.nodes(BundleBytes.number(9, 1)), .bundleMessage), ([0xFF], .bundleMessage),
        ]
        for (graph, code) in cases {
            let fault = try #require(throws: Fault.self) { try Self.bundle(graph).read() }
            #expect(fault.code == code, "\(fault)")
        }
    }

    @Test("Refused: a graph of another type or shape, lengths that do not add up, damaged bytes")
    func stored() throws {
        let graph = Self.nodes(Self.attribute("x"))
        func refused(_ code: Fault.Code, _ bundle: HandmadeBundle) throws {
            let fault = try #require(throws: Fault.self) { try bundle.read() }
            #expect(fault.code == code, "\(fault)")
        }
        try refused(.bundleGraph, Self.bundle(graph, shape: [1]))
        try refused(.bundleMessage, Self.bundle(graph) { $0[0] = 0x7F })
        try refused(.bundleData, Self.bundle(graph) { $0 += [0] })
        try refused(.checksum, Self.bundle(graph) { $0[1] ^= 1 })
        try refused(.checksum, Self.bundle(graph) { $0[$0.count - 1] ^= 1 })
        try refused(.bundleMessage, Self.bundle(graph) { $0 = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1] + $0 })
    }
}
