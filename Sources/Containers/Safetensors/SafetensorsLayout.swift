package import ByteIO
internal import JSONText
package import Tensors

/// A safetensors file that is to be written: the bytes of its header, and where the bytes of each tensor go.
///
/// The file is byte for byte what the safetensors crate 0.8 writes: tensors by descending alignment of their type, then
/// by the UTF-8 bytes of their name; compact JSON with `__metadata__` first; the header padded with spaces to a
/// multiple of 8. Only `__metadata__` differs: it is sorted by name, and its order in the crate is random. So the same
/// tensors always give the same file.
package struct SafetensorsLayout: Sendable {
    package typealias Tensor = OutputTensor

    /// The length of the header in 8 bytes, the header, and its padding.
    package let header: [UInt8]
    /// Where each tensor begins, in bytes from the start of the file.
    package let offsets: [String: UInt64]
    /// Bytes of the whole file.
    package let byteCount: UInt64

    /// - Throws: ``Fault`` when a name occurs twice or is `__metadata__`, or the header is too large.
    package init(_ tensors: [Tensor], metadata: [String: String]) throws(Fault) {
        let ordered = tensors.sorted { Self.precedes($0, $1) }
        var header = JSONObject()
        var isUnique = true
        if !metadata.isEmpty {
            let sorted = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            let members = try JSONObject(unique: sorted.map { ($0.key, .string($0.value)) })
            isUnique = header.append("__metadata__", .object(members))
        }
        var starts: [String: UInt64] = [:]
        var end = 0
        for tensor in ordered {
            let (next, overflow) = end.addingReportingOverflow(tensor.shape.byteCount(of: tensor.elementType) ?? .max)
            guard !overflow else {
                throw .shape("shape \(tensor.shape) is too large to write", at: 0).about("tensor '\(tensor.name)'")
            }
            let description: JSONValue = [
                "dtype": .string(tensor.elementType.rawValue),
                "shape": .array(tensor.shape.dimensions.map { .integer($0) }),
                "data_offsets": [.integer(end), .integer(next)],
            ]
            isUnique = tensor.name != "__metadata__" && header.append(tensor.name, description)
            guard isUnique else {
                throw .field("the output already has a tensor of this name", at: 0).about("tensor '\(tensor.name)'")
            }
            starts[tensor.name] = UInt64(end)
            end = next
        }
        var text = Array(JSONWriter.compact(.object(header)).utf8)
        text += Array(repeating: 0x20, count: (8 - text.count % 8) % 8)
        guard text.count <= SafetensorsLimits.headerBytes else { throw .headerTooLarge(UInt64(text.count)) }
        let dataStart = UInt64(8 + text.count)
        self.header = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text
        // `end` is at most Int.max and the header at most its limit, so the sum fits in 64 bits.
        self.offsets = starts.mapValues { dataStart + $0 }
        self.byteCount = dataStart + UInt64(end)
    }

    private static func precedes(_ first: Tensor, _ second: Tensor) -> Bool {
        let (rank, other) = (alignmentRank(first.elementType), alignmentRank(second.elementType))
        return rank == other
            ? first.name.utf8.lexicographicallyPrecedes(second.name.utf8) : rank < other
    }

    /// The rank of a type in the file: the crate sorts by its enumeration, in reverse.
    private static func alignmentRank(_ elementType: ElementType) -> Int {
        order.firstIndex(of: elementType) ?? order.count
    }

    private static let order: [ElementType] = [
        .uint64, .int64, .float64, .complex64, .float32, .uint32, .int32, .bfloat16, .float16, .uint16, .int16,
        .float8e5m2fnuz, .float8e4m3fnuz, .float8e8m0, .float8e4m3, .float8e5m2, .int8, .uint8,
        .float6e3m2, .float6e2m3, .float4, .bool,
    ]
}

extension SafetensorsLayout {
    /// The layout of the whole file.
    package var file: FileLayout {
        FileLayout(byteCount: byteCount, pieces: [FilePiece(offset: 0, bytes: header)], offsets: offsets)
    }
}
