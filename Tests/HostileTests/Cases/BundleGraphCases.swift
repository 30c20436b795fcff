import TestSupport

/// Object graphs of TensorFlow 2 that name what is not there, or never end.
enum BundleGraphCases {
    private static let key = "_CHECKPOINTABLE_OBJECT_GRAPH"

    /// A checkpoint of TensorFlow 2 with another object graph.
    ///
    /// - Parameter change: changes the sound message.
    private static func replaceGraph(_ bundle: inout DamagedBundle, _ change: (inout [UInt8]) -> Void) {
        let data = bundle.files[DamagedBundle.data] ?? []
        let old = BundleBytes.Entry(bundle.pairs[bundle.place(of: key)].value)
        let stored = data[old.offset..<old.offset + old.size]
        // The length of the text, in two bytes here, and its checksum.
        var graph = Array(stored.dropFirst(2 + 4))
        change(&graph)
        let length = BundleBytes.word(UInt32(graph.count))
        let sum = BundleBytes.word(BundleBytes.masked(length))
        var entry = BundleBytes.Entry(type: 7, shape: [], values: length + sum + graph, offset: 0)
        let bytes = BundleBytes.varint(graph.count) + sum + graph
        (entry.offset, entry.size) = (bundle.append(bytes), bytes.count)
        bundle.pairs[bundle.place(of: key)].value = entry.bytes
    }

    private static func refused(
        _ name: String, _ code: String, _ guardedBy: String,
        _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> HostileCase {
        BundleCases.refused(
            name, code, guardedBy, saying: [".ckpt.data-00000-of-00001: "], of: .objects
        ) { replaceGraph(&$0, change) }
    }

    /// A node with a variable of this key.
    private static func node(_ key: String) -> [UInt8] {
        let parts = [(1, "VARIABLE_VALUE"), (2, "kernel"), (3, key)]
        return BundleBytes.bytes(
            1, BundleBytes.bytes(2, parts.flatMap { BundleBytes.bytes($0.0, Array($0.1.utf8)) }))
    }

    private static let known =
        "model/bert/embeddings/weight/.ATTRIBUTES/VARIABLE_VALUE"

    static let all = [
        BundleCases.fine("a sound object graph", of: .objects) { replaceGraph(&$0) { _ in } },
        refused("an object graph that names a variable that is not there", "bundle.graph", "ObjectGraph.attribute") {
            $0 += node("model/absent")
        },
        refused("an object graph that names a variable twice", "bundle.graph", "ObjectGraph.attribute") {
            $0 += node(known)
        },
        refused("an object graph that refers to node 2^31 - 1", "bundle.graph", "ObjectGraph") {
            $0 += BundleBytes.bytes(1, BundleBytes.bytes(1, BundleBytes.number(1, 0x7FFF_FFFF)))
        },
        refused("an object graph that refers to node -1", "bundle.graph", "ObjectGraph") {
            $0 += BundleBytes.bytes(1, BundleBytes.bytes(1, BundleBytes.number(1, -1)))
        },
        refused("an object graph of bytes 0xFF", "bundle.message", "ByteCursor.varint") {
            $0 = [UInt8](repeating: 0xFF, count: 64)
        },
        refused("an object graph with an unknown field", "bundle.message", "ProtobufMessage") {
            $0 += BundleBytes.number(9, 1)
        },
        refused("a node that is longer than the object graph", "bundle.message", "ByteCursor.take") {
            $0 += [1 << 3 | 2] + BundleBytes.varint(0x7FFF_FFFF)
        },
        BundleCases.fine("objects that lead to each other in a circle", of: .objects) {
            replaceGraph(&$0) {
                $0 += BundleBytes.bytes(1, BundleBytes.bytes(1, BundleBytes.bytes(2, Array("self".utf8))))
            }
        },
        BundleCases.refused(
            "an object graph of numbers", "bundle.graph", "BundleIndex.graph", saying: ["object graph"], of: .objects
        ) { bundle in
            bundle.change(of: key) {
                ($0.type, $0.shape) = (4, [$0.size])
            }
        },
    ]
}
