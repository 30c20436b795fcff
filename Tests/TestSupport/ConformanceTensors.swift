package import Tensors

/// The tensors that every writer must write and every reader give back: each element type, each kind of shape,
/// names of all sorts.
package enum ConformanceTensors {
    /// Scalars, empty tensors, single elements, odd sizes, more than a block's worth of rows.
    private static let shapes = [
        [], [0], [1], [3], [2, 3], [0, 4], [2, 0, 3], [1, 1, 1], [5, 7], [2, 3, 4, 5], [257, 3],
    ]

    /// One tensor of each shape in each type; bytes that follow from their number.
    package static func all(of types: [ElementType]) -> [OutputTensor] {
        var tensors: [OutputTensor] = []
        for type in types {
            for dimensions in shapes {
                guard let shape = Shape(dimensions), shape.byteCount(of: type) != nil else { continue }
                let name = "layer.\(type.rawValue).\(dimensions.map(String.init).joined(separator: "x"))"
                tensors.append(OutputTensor(name: name, elementType: type, shape: shape))
            }
        }
        return tensors
    }

    /// Names as no BERT has them, and a thousand of one kind.
    package static func names() -> [OutputTensor] {
        let odd = [
            "a", "x y", "été", "層.0", "emoji🙂", "quote\"back\\slash", String(repeating: "long.", count: 60) + "w",
            "0", "-", "layer._0", "UPPER", "upper",
        ]
        return (odd + (0..<1000).map { "many.\($0)" }).compactMap { name in
            Shape([2]).map { OutputTensor(name: name, elementType: .float32, shape: $0) }
        }
    }

    /// The bytes of a tensor: the same for one name each time, of booleans 0 and 1 only.
    package static func bytes(of tensor: OutputTensor) -> [UInt8] {
        var state = tensor.name.utf8.reduce(UInt64(1_469_598_103_934_665_603)) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        return (0..<(tensor.byteCount ?? 0)).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let byte = UInt8(truncatingIfNeeded: state >> 33)
            return tensor.elementType == .bool ? byte & 1 : byte
        }
    }
}
