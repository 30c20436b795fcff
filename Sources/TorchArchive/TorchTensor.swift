internal import ByteIO
internal import Tensors

/// A tensor as a pickle describes it: the arguments of the function that would rebuild it.
struct TorchTensor {
    /// What two names for one tensor have in common.
    struct Place: Hashable {
        let key: String
        let offset: Int
        let shape: Shape
        let strides: [Int]
    }

    let storage: TorchStorage
    let elementType: ElementType
    let shape: Shape
    /// In elements.
    let offset: Int
    let strides: [Int]

    var place: Place { Place(key: storage.key, offset: offset, shape: shape, strides: strides) }

    /// Reads the description of a tensor, or of a parameter that wraps one.
    ///
    /// - Returns: nil when `value` is no tensor and no object at all.
    /// - Throws: ``Fault`` `torch.tensor`, `torch.unsupported-tensor`; `torch.opaque` for an object of which only
    ///   its own code knows what it is.
    static func read(_ value: PickleValue, in heap: PickleHeap) throws(Fault) -> TorchTensor? {
        var value = value
        // A parameter around a tensor with attributes around a tensor; deeper is no tensor of any torch.
        for _ in 0..<4 {
            guard let object = heap.object(value) else { return nil }
            guard let function = heap.global(object.callable)?.description else { throw .opaque("a nameless call") }
            guard object.items.isEmpty || !function.hasPrefix("torch._utils.") else {
                throw .tensor("items are set in a tensor")
            }
            let arguments = heap.elements(object.arguments) ?? []
            switch function {
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2":
                return try TorchTensor(arguments, version: function.hasSuffix("v2") ? 2 : 1, in: heap)
            case "torch._utils._rebuild_tensor_v3":
                return try TorchTensor(arguments, version: 3, in: heap)
            case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
                "torch._utils._rebuild_device_tensor_from_cpu_tensor":
                guard let inner = arguments.first else { throw .tensor("a parameter holds no tensor") }
                value = inner
            case "torch._tensor._rebuild_from_type_v2":
                value = try rebuilt(arguments, heap: heap)
                if let tensor = try fromType(arguments, in: heap) { return tensor }
            default:
                throw refusal(of: function)
            }
        }
        throw .tensor("it is wrapped too deeply")
    }

    /// `_rebuild_from_type_v2(function, type, arguments, state)`: the function must be one of those above.
    private static func fromType(_ arguments: [PickleValue], in heap: PickleHeap) throws(Fault) -> TorchTensor? {
        guard arguments.count == 4, let function = heap.global(arguments[0])?.description,
            let inner = heap.elements(arguments[2])
        else { throw .tensor("a subclass of tensor is not described as one") }
        switch function {
        case "torch._utils._rebuild_tensor_v2": return try TorchTensor(inner, version: 2, in: heap)
        case "torch._utils._rebuild_tensor_v3": return try TorchTensor(inner, version: 3, in: heap)
        case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state": return nil
        default: throw refusal(of: function)
        }
    }

    /// What a parameter within `_rebuild_from_type_v2` wraps.
    private static func rebuilt(_ arguments: [PickleValue], heap: PickleHeap) throws(Fault) -> PickleValue {
        guard arguments.count == 4, let inner = heap.elements(arguments[2])?.first else {
            throw .tensor("a subclass of tensor is not described as one")
        }
        return inner
    }

    private static func refusal(of function: String) -> Fault {
        let dense = "save it as an ordinary dense tensor"
        switch function {
        case "torch._utils._rebuild_qtensor":
            return .unsupportedTensor("a quantised tensor", remedy: "dequantise it first")
        case "torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_sparse_csr_tensor":
            return .unsupportedTensor("a sparse tensor", remedy: dense)
        case "torch._utils._rebuild_meta_tensor_no_storage":
            return .unsupportedTensor("a meta tensor, which has no values", remedy: "save the real weights")
        case "torch._utils._rebuild_nested_tensor": return .unsupportedTensor("a nested tensor", remedy: dense)
        case "torch._utils._rebuild_wrapper_subclass": return .unsupportedTensor("a wrapped tensor", remedy: dense)
        default: return .opaque(function)
        }
    }
}

extension TorchTensor {
    /// - Parameters:
    ///   - arguments: storage, offset, size, stride, and from version 2 on: gradient, hooks, in 3 the type, metadata.
    init(_ arguments: [PickleValue], version: Int, in heap: PickleHeap) throws(Fault) {
        let count = version == 1 ? 4 : version == 2 ? 6 : 7
        guard arguments.count == count || (version > 1 && arguments.count == count + 1),
            case .int(let offset) = arguments[1], let size = heap.integers(arguments[2], atMost: Limits.rank),
            let strides = heap.integers(arguments[3], atMost: Limits.rank), size.count == strides.count
        else { throw .tensor("its size, strides or offset are not what torch writes") }
        guard let shape = Shape(size) else { throw .tensor("its size \(size) is impossible") }
        if arguments.count > count { try Self.checkMetadata(arguments[count], in: heap) }
        let storage = try TorchStorage(arguments[0], in: heap)
        let own = version == 3 ? try Self.elementType(arguments[6], in: heap) : nil
        guard let elementType = own ?? storage.elementType else {
            throw .storage(storage.key, "is untyped, and its tensor says no type")
        }
        // The storage itself is held against the file later; a view of it exists only here.
        let isWhole = storage.window == 0..<storage.count
        guard isWhole || Self.reach(offset: offset, shape, strides).map({ $0 <= storage.window.count }) ?? false
        else {
            throw .tensor(
                "size \(shape), strides \(strides) and offset \(offset) lead outside of its view of the storage")
        }
        let (start, overflow) = offset.addingReportingOverflow(storage.window.lowerBound)
        guard !overflow else { throw .tensor("its offset \(offset) is impossible") }
        self.storage = storage
        self.elementType = elementType
        self.shape = shape
        self.offset = start
        self.strides = strides
    }

    /// Elements from the start of a storage to the last that a tensor touches; 0 for a tensor without elements, nil
    /// on overflow or a negative number.
    private static func reach(offset: Int, _ shape: Shape, _ strides: [Int]) -> Int? {
        guard shape.elementCount > 0 else { return 0 }
        var reach = 1
        for (count, stride) in zip([2] + shape.dimensions, [offset] + strides) {
            let (span, overflow) = (count - 1).multipliedReportingOverflow(by: stride)
            let (sum, overflowed) = reach.addingReportingOverflow(span)
            guard stride >= 0, !overflow, !overflowed else { return nil }
            reach = sum
        }
        return reach
    }

    private static func elementType(_ value: PickleValue, in heap: PickleHeap) throws(Fault) -> ElementType {
        guard let global = heap.global(value), global.module == "torch" else {
            throw .tensor("its type is \(heap.kind(of: value))")
        }
        guard let type = ElementType(torchName: global.name) else {
            throw .unsupportedTensor("of type '\(global.description)'", remedy: "convert it to float32 before saving")
        }
        return type
    }

    /// A lazily conjugated or negated tensor has other values than its storage.
    private static func checkMetadata(_ value: PickleValue, in heap: PickleHeap) throws(Fault) {
        guard value != .none else { return }
        for entry in heap.entries(value) ?? [(.string("unknown"), .none)] {
            let name = if case .string(let text) = entry.key { text } else { heap.kind(of: entry.key) }
            throw .unsupportedTensor(
                "lazily changed ('\(name)'), so that its stored values are not its own",
                remedy: "save tensor.resolve_conj().resolve_neg()")
        }
    }
}
