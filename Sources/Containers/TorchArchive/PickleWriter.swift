internal import Tensors

/// Writes the pickle of a state_dict: protocol 2, an ordered dict of tensors, which all versions of torch since 1.6
/// read, also with `weights_only`.
struct PickleWriter {
    private(set) var bytes: [UInt8] = [0x80, 2]

    /// Begins the dict with `collections.OrderedDict()` and a mark for its entries.
    init() {
        global("collections", "OrderedDict")
        bytes += [PickleOpcode.emptyTuple.rawValue, PickleOpcode.reduce.rawValue, PickleOpcode.mark.rawValue]
    }

    /// Writes an entry, `name: _rebuild_tensor_v2(storage, 0, size, stride, False, OrderedDict())`.
    ///
    /// Types without a storage class need `_rebuild_tensor_v3`, which torch has since 2.2.
    mutating func tensor(_ name: String, storageKey: String, elementType: ElementType, shape: Shape) {
        let storageClass = elementType.torchStorageClass
        text(name)
        global("torch._utils", storageClass == nil ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2")
        bytes += [PickleOpcode.mark.rawValue, PickleOpcode.mark.rawValue]
        text("storage")
        if let storageClass { global("torch", storageClass) } else { global("torch.storage", "UntypedStorage") }
        text(storageKey)
        text("cpu")
        let width = elementType.bitWidth / 8
        integer(storageClass == nil ? shape.elementCount * width : shape.elementCount)
        bytes += [PickleOpcode.tuple.rawValue, PickleOpcode.binPersistentID.rawValue]
        integer(0)
        tuple(shape.dimensions)
        tuple(StridedView.rowMajor(shape))
        bytes.append(PickleOpcode.newFalse.rawValue)
        global("collections", "OrderedDict")
        bytes += [PickleOpcode.emptyTuple.rawValue, PickleOpcode.reduce.rawValue]
        if storageClass == nil { global("torch", elementType.torchName) }
        bytes += [PickleOpcode.tuple.rawValue, PickleOpcode.reduce.rawValue]
    }

    /// Ends the dict and the pickle.
    mutating func finish() {
        bytes += [PickleOpcode.setItems.rawValue, PickleOpcode.stop.rawValue]
    }

    private mutating func global(_ module: String, _ name: String) {
        bytes.append(PickleOpcode.global.rawValue)
        bytes += Array("\(module)\n\(name)\n".utf8)
    }

    private mutating func text(_ text: String) {
        bytes.append(PickleOpcode.binUnicode.rawValue)
        number(UInt64(text.utf8.count), 4)
        bytes += Array(text.utf8)
    }

    private mutating func integer(_ value: Int) {
        if value >= 0, value < 256 {
            bytes.append(PickleOpcode.binInt1.rawValue)
            number(UInt64(value), 1)
        } else if let small = Int32(exactly: value) {
            bytes.append(PickleOpcode.binInt.rawValue)
            number(UInt64(UInt32(bitPattern: small)), 4)
        } else {
            bytes += [PickleOpcode.long1.rawValue, 8]
            number(UInt64(bitPattern: Int64(value)), 8)
        }
    }

    private mutating func tuple(_ values: [Int]) {
        bytes.append(PickleOpcode.mark.rawValue)
        for value in values { integer(value) }
        bytes.append(PickleOpcode.tuple.rawValue)
    }

    private mutating func number(_ value: UInt64, _ byteCount: Int) {
        bytes += (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    }
}

extension ElementType {
    /// The name of the storage class of the type; nil for types without one.
    var torchStorageClass: String? {
        switch self {
        case .float64: "DoubleStorage"
        case .float32: "FloatStorage"
        case .float16: "HalfStorage"
        case .bfloat16: "BFloat16Storage"
        case .int64: "LongStorage"
        case .int32: "IntStorage"
        case .int16: "ShortStorage"
        case .int8: "CharStorage"
        case .uint8: "ByteStorage"
        case .bool: "BoolStorage"
        case .complex64: "ComplexFloatStorage"
        default: nil
        }
    }

    /// The name of the type after `torch.`, for types without a storage class.
    fileprivate var torchName: String {
        switch self {
        case .uint16: "uint16"
        case .uint32: "uint32"
        case .uint64: "uint64"
        case .float8e5m2: "float8_e5m2"
        case .float8e4m3: "float8_e4m3fn"
        case .float8e5m2fnuz: "float8_e5m2fnuz"
        case .float8e4m3fnuz: "float8_e4m3fnuz"
        default: "float8_e8m0fnu"
        }
    }

    /// Whether torch has a tensor of this type.
    var isHeldByTorch: Bool {
        switch self {
        case .float4, .float6e2m3, .float6e3m2: false
        default: true
        }
    }
}
