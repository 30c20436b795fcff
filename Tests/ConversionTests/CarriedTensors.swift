import TestSupport

/// Tensors that go along with a model unchanged: all types, every kind of shape and name.
enum CarriedTensors {
    /// The names of types as safetensors has them, and bits of an element; the packed types are left out.
    static let types: [(name: String, width: Int)] = [
        ("BOOL", 1), ("U8", 1), ("I8", 1), ("F8_E5M2", 1), ("F8_E4M3", 1), ("F8_E8M0", 1), ("F8_E4M3FNUZ", 1),
        ("F8_E5M2FNUZ", 1), ("I16", 2), ("U16", 2), ("F16", 2), ("BF16", 2), ("I32", 4), ("U32", 4), ("F32", 4),
        ("C64", 8), ("F64", 8), ("I64", 8), ("U64", 8),
    ]

    /// One element, no elements, no dimensions, odd sizes, many dimensions.
    static let shapes: [[Int]] = [
        [], [0], [1], [3], [67], [0, 4], [4, 0], [1, 1], [2, 3], [5, 7], [1, 9], [9, 1], [2, 3, 4], [3, 1, 0, 2],
        [1, 2, 1, 2, 1, 2],
    ]

    static let names = [
        "plain", "a.b.c", "with space", "ünï.cødé", "日本語", "emoji 🤗", "quote\"d", "back\\slash", "per%cent", "x/y",
        "UPPER", "upper.", ".dot", "-dash", "0", String(repeating: "long", count: 60),
    ]

    /// Every type in some shapes, every shape, every name, and many more.
    static let all: [StoredTensor] = {
        var tensors: [StoredTensor] = []
        for (name, width) in types {
            tensors.append(tensor("type.\(name).scalar", name, [], width: width))
            tensors.append(tensor("type.\(name).empty", name, [0, 3], width: width))
            tensors.append(tensor("type.\(name)", name, [5, 3], width: width))
        }
        for (index, shape) in shapes.enumerated() {
            tensors.append(tensor("shape.\(index)", "F32", shape, width: 4))
            tensors.append(tensor("shape.\(index).half", "F16", shape, width: 2))
        }
        tensors += names.enumerated().map { tensor("name.\($0.element)", "F32", [$0.offset + 1], width: 4) }
        tensors += (0..<300).map { tensor("many.\($0)", "I16", [$0 % 5], width: 2) }
        return tensors
    }()

    /// Bytes that differ from tensor to tensor; of truths, 0 and 1.
    private static func tensor(_ name: String, _ type: String, _ shape: [Int], width: Int) -> StoredTensor {
        let seed = name.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        let bytes = (0..<(shape.reduce(1, *) * width)).map { index in
            type == "BOOL" ? UInt8((index + seed) & 1) : UInt8(truncatingIfNeeded: index &* 41 &+ seed)
        }
        return StoredTensor(name, type: type, shape: shape, bytes: bytes)
    }
}
