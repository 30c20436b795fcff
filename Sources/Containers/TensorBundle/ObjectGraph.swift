internal import ByteIO
internal import Tensors

/// The objects that TensorFlow 2 saved, and the plain names of their variables (`trackable_object_graph.proto`).
///
/// A key of such a file is a path of attributes, which depends on what else was saved. The graph has the variable's own
/// name too, such as `tf_bert_model/bert/pooler/dense/kernel`.
struct ObjectGraph {
    /// The key of the tensor with the graph.
    static let key = Array("_CHECKPOINTABLE_OBJECT_GRAPH".utf8)

    /// The plain name of each variable, by its key; empty where the file has none.
    private(set) var fullNames: [[UInt8]: String] = [:]
    /// The keys of what optimizers keep for variables.
    private(set) var slotKeys: Set<[UInt8]> = []

    /// A node's keys, and its references to others.
    private struct Node {
        var keys: [[UInt8]] = []
        var slots: [Int] = []
    }

    /// Reads the message.
    ///
    /// - Parameter keys: the keys of the bundle, each of which at most one variable may have.
    /// - Throws: ``Fault`` `bundle.graph`, `bundle.message`, `bundle.limit`.
    init(_ bytes: ArraySlice<UInt8>, keys: Set<[UInt8]>) throws(Fault) {
        var message = ProtobufMessage(bytes, "the object graph", [1: .repeatedBytes])
        var nodes: [Node] = []
        var references: [(node: Int, offset: Int)] = []
        while let field = try message.next() {
            guard nodes.count < BundleLimits.graphNodes else {
                throw .bundle(.bundleLimit, "the object graph has more than \(BundleLimits.graphNodes) nodes")
            }
            nodes.append(try node(field.bytes, keys, &references))
        }
        if let wrong = references.first(where: { !nodes.indices.contains($0.node) }) {
            throw .bundle(.bundleGraph, "the object graph has no node \(wrong.node), which one refers to")
        }
        for slot in nodes.flatMap(\.slots) { slotKeys.formUnion(nodes[slot].keys) }
    }

    private mutating func node(
        _ bytes: ArraySlice<UInt8>, _ keys: Set<[UInt8]>, _ references: inout [(node: Int, offset: Int)]
    ) throws(Fault) -> Node {
        var node = Node()
        var message = ProtobufMessage(
            bytes, "the node", [1: .repeatedBytes, 2: .repeatedBytes, 3: .repeatedBytes, 4: .bytes, 5: .bytes])
        while let field = try message.next() {
            switch field.number {
            case 1:
                var child = ProtobufMessage(field.bytes, "the child", [1: .number, 2: .bytes])
                var number: Int64 = 0
                while let part = try child.next() { if part.number == 1 { number = part.signed } }
                references.append((Int(number), field.offset))
            case 2: if let key = try attribute(field.bytes, keys) { node.keys.append(key) }
            case 3:
                var slot = ProtobufMessage(field.bytes, "the slot", [1: .number, 2: .bytes, 3: .number])
                var (original, variable): (Int64, Int64) = (0, 0)
                while let part = try slot.next() {
                    if part.number == 1 { original = part.signed }
                    if part.number == 3 { variable = part.signed }
                }
                references += [(Int(original), field.offset), (Int(variable), field.offset)]
                node.slots.append(Int(variable))
            default: continue
            }
            guard references.count <= BundleLimits.graphEdges else {
                throw .bundle(.bundleLimit, "the object graph has more than \(BundleLimits.graphEdges) references")
            }
        }
        return node
    }

    /// A SerializedTensor: the name of the attribute, the variable's plain name, its key.
    private mutating func attribute(
        _ bytes: ArraySlice<UInt8>, _ keys: Set<[UInt8]>
    ) throws(Fault) -> [UInt8]? {
        // Versions before 2.10 may have `optional_restore` in field 4.
        var message = ProtobufMessage(bytes, "the attribute", [1: .bytes, 2: .bytes, 3: .bytes, 4: .number])
        var (name, fullName, key): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        while let field = try message.next() {
            switch field.number {
            case 1: name = Array(field.bytes)
            case 2: fullName = Array(field.bytes)
            case 3: key = Array(field.bytes)
            default: continue
            }
        }
        // Tables and other objects have keys that their own code makes of this one.
        guard name.elementsEqual("VARIABLE_VALUE".utf8) else { return nil }
        guard keys.contains(key) else {
            throw .bundle(.bundleGraph, "the object graph names a variable that the index lacks", at: bytes.startIndex)
                .about("key '\(shown(key))'")
        }
        guard fullName.count <= BundleLimits.nameBytes else {
            throw .bundle(
                .bundleLimit,
                "the object graph has a name of \(fullName.count) bytes, longer than \(BundleLimits.nameBytes)",
                at: bytes.startIndex
            ).about("key '\(shown(key))'")
        }
        guard let text = String(validating: fullName, as: UTF8.self) else {
            throw .bundle(.bundleGraph, "the name of a variable is not UTF-8", at: bytes.startIndex)
                .about("key '\(shown(key))'")
        }
        guard fullNames.updateValue(text, forKey: key) == nil else {
            throw .bundle(.bundleGraph, "the object graph names the variable twice", at: bytes.startIndex)
                .about("key '\(shown(key))'")
        }
        guard fullNames.count <= BundleLimits.graphAttributes else {
            throw .bundle(.bundleLimit, "the object graph has more than \(BundleLimits.graphAttributes) variables")
        }
        return key
    }
}
