internal import ByteIO
internal import Tensors

/// What a pickle says of a storage: `('storage', class, key, location, count)`, and a view in files of
/// torch 0.3 and older.
struct TorchStorage {
    /// The name of its bytes in the archive.
    let key: String
    /// Nil for an untyped storage, whose tensors bring their own type.
    let elementType: ElementType?
    /// Elements; bytes for an untyped storage.
    let count: Int
    /// The elements that a view of the storage has, as torch 0.3 and older wrote them.
    let window: Range<Int>

    /// - Throws: ``Fault`` `torch.storage`, or `torch.unsupported-tensor` for a class that no format can hold.
    init(_ value: PickleValue, in heap: PickleHeap) throws(Fault) {
        guard case .persistent(let place) = value, let parts = heap.elements(heap.persistents[place]),
            parts.count == 5 || parts.count == 6
        else { throw .tensor("its storage is \(heap.kind(of: value))") }
        guard parts[0] == .string("storage") || parts[0] == .bytes(Array("storage".utf8)) else {
            throw .tensor("its storage is not named as one")
        }
        guard let key = Self.key(parts[2]) else {
            throw .tensor("the key of its storage is \(heap.kind(of: parts[2]))")
        }
        guard case .int(let count) = parts[4], count >= 0 else {
            throw .storage(key, "has no count of elements")
        }
        var window = 0..<count
        if parts.count == 6, parts[5] != .none {
            guard let view = heap.elements(parts[5]), view.count == 3, case .int(let offset) = view[1],
                case .int(let length) = view[2], offset >= 0, length >= 0, offset <= count, length <= count - offset
            else { throw .storage(key, "has a view that leads outside of it") }
            window = offset..<offset + length
        }
        guard let storageClass = heap.global(parts[1]) else {
            throw .storage(key, "its class is \(heap.kind(of: parts[1]))")
        }
        self.key = key
        self.count = count
        self.window = window
        self.elementType = try Self.elementType(of: storageClass)
    }

    private static func key(_ value: PickleValue) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        default: nil
        }
    }

    private static func elementType(of storageClass: PickleGlobal) throws(Fault) -> ElementType? {
        switch storageClass.description {
        case "torch.UntypedStorage", "torch.storage.UntypedStorage", "torch.storage._UntypedStorage": return nil
        case "torch.DoubleStorage": return .float64
        case "torch.FloatStorage": return .float32
        case "torch.HalfStorage": return .float16
        case "torch.BFloat16Storage": return .bfloat16
        case "torch.LongStorage": return .int64
        case "torch.IntStorage": return .int32
        case "torch.ShortStorage": return .int16
        case "torch.CharStorage": return .int8
        case "torch.ByteStorage": return .uint8
        case "torch.BoolStorage": return .bool
        case "torch.ComplexFloatStorage": return .complex64
        default:
            throw .unsupportedTensor(
                "of the storage class '\(storageClass.description)'", remedy: "convert it to float32 before saving")
        }
    }
}

extension ElementType {
    /// The type that PyTorch calls `torch.<name>`.
    init?(torchName: String) {
        let types: [String: ElementType] = [
            "float64": .float64, "double": .float64, "float32": .float32, "float": .float32, "float16": .float16,
            "half": .float16, "bfloat16": .bfloat16, "int64": .int64, "long": .int64, "int32": .int32, "int": .int32,
            "int16": .int16, "short": .int16, "int8": .int8, "uint8": .uint8, "bool": .bool, "uint16": .uint16,
            "uint32": .uint32, "uint64": .uint64, "complex64": .complex64, "cfloat": .complex64,
            "float8_e5m2": .float8e5m2, "float8_e4m3fn": .float8e4m3, "float8_e5m2fnuz": .float8e5m2fnuz,
            "float8_e4m3fnuz": .float8e4m3fnuz, "float8_e8m0fnu": .float8e8m0,
        ]
        guard let type = types[torchName] else { return nil }
        self = type
    }
}
