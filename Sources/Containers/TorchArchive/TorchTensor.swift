internal import ByteIO
internal import Tensors

/// A tensor as a pickle describes it: the arguments of the function that rebuilds it.
struct TorchTensor {
    /// The same for all names of one tensor.
    struct Identity: Hashable {
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

    var identity: Identity { Identity(key: storage.key, offset: offset, shape: shape, strides: strides) }
}

extension TorchTensor {
    /// - Parameters:
    ///   - arguments: storage, offset, size, stride; for an untyped storage also gradient, hooks and the type.
    ///   - position: the byte at which the call is; it sees lists as they are there.
    /// - Throws: ``Fault`` `torch.tensor`, `torch.storage`, `torch.unsupported-tensor`.
    init(
        _ arguments: [PickleValue], isUntyped: Bool, at position: UInt64, in heap: PickleHeap
    ) throws(Fault) {
        guard case .int(let offset) = arguments[1],
            let size = heap.integers(arguments[2], at: position, atMost: TorchLimits.rank),
            let strides = heap.integers(arguments[3], at: position, atMost: TorchLimits.rank),
            size.count == strides.count
        else { throw .tensor("its size, strides or offset are not what torch writes") }
        guard let shape = Shape(size) else { throw .tensor("its size \(size) is impossible") }
        guard case .persistent(let place) = arguments[0] else {
            throw .tensor("its storage is \(heap.kind(of: arguments[0]))")
        }
        let storage = try TorchStorage(heap.persistents[place], in: heap)
        try storage.checkContent()
        guard isUntyped || storage.content != .bytes else {
            throw .storage(storage.key, "is untyped, and its tensor has no type")
        }
        guard !isUntyped || storage.content == .bytes else {
            throw .altered("both it and its storage have a type", at: position)
        }
        let own = isUntyped ? try Self.elementType(arguments[6], in: heap) : nil
        guard let elementType = own ?? storage.elementType else {
            throw .storage(storage.key, "is untyped, and its tensor has no type")
        }
        // The size of the storage is compared with the file later; a view is known only here.
        let isWhole = storage.window == 0..<storage.count
        guard isWhole || Self.reach(offset: offset, shape, strides).map({ $0 <= storage.window.count }) ?? false
        else {
            throw .tensor(
                "size \(shape), strides \(strides) and offset \(offset) reach outside its view of the storage")
        }
        let (start, overflow) = offset.addingReportingOverflow(storage.window.lowerBound)
        guard !overflow else { throw .tensor("its offset \(offset) is impossible") }
        self.storage = storage
        self.elementType = elementType
        self.shape = shape
        self.offset = start
        self.strides = strides
    }

    /// Elements from the start of a storage to the last element of a tensor; 0 for a tensor without elements, nil on
    /// overflow or for a negative number.
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

    /// The element type that an argument names.
    static func elementType(_ value: PickleValue, in heap: PickleHeap) throws(Fault) -> ElementType {
        guard let global = heap.global(value), global.module == "torch" else {
            throw .tensor("its type is \(heap.kind(of: value))")
        }
        guard let type = ElementType(torchName: global.name) else {
            throw .unsupportedTensor("of type '\(global.description)'", remedy: "convert it to float32 before saving")
        }
        return type
    }
}

/// The attributes that a pickle gives a tensor when it makes it: a dict, or a pair of dicts
/// (torch 2.13, `torch/_utils.py`, `_set_obj_state`).
///
/// Python sets each with `setattr`. Those that every tensor has already do more than keep a value: `data` replaces the
/// tensor, and `real` writes other values into its storage, which other tensors may share.
struct TensorAttributes {
    /// The descriptors of `torch.Tensor` (`dir(torch.Tensor)` in torch 2.13 and 2.15).
    private static let own: Set<String> = [
        "H", "T", "_backward_hooks", "_base", "_cdata", "_grad", "_grad_fn", "_has_symbolic_sizes_strides",
        "_post_accumulate_grad_hooks", "_python_dispatch", "_version", "data", "device", "dtype", "grad", "grad_dtype",
        "grad_fn", "imag", "is_cpu", "is_cuda", "is_ipu", "is_leaf", "is_maia", "is_meta", "is_mkldnn", "is_mps",
        "is_mtia", "is_nested", "is_quantized", "is_sparse", "is_sparse_csr", "is_vulkan", "is_xla", "is_xpu",
        "itemsize", "layout", "mH", "mT", "name", "names", "nbytes", "ndim", "output_nr", "real", "requires_grad",
        "retains_grad", "shape", "volatile",
    ]

    private let value: PickleValue
    private let heap: PickleHeap

    init(_ value: PickleValue, in heap: PickleHeap) {
        self.value = value
        self.heap = heap
    }

    /// - Throws: ``Fault`` `torch.altered` unless all are the user's own attributes, which torch only keeps.
    func check(_ function: String, at position: UInt64) throws(Fault) {
        let parts = heap.tuple(value) ?? [value]
        guard parts.count == (heap.tuple(value) == nil ? 1 : 2) else {
            throw .altered("the state that '\(function)' sets is \(heap.sample(of: value))", at: position)
        }
        for part in parts where part != .none {
            guard let dict = heap.dict(part), dict.state == nil, dict.entries.count <= TorchLimits.attributes else {
                throw .altered("the state that '\(function)' sets is \(heap.sample(of: part))", at: position)
            }
            for entry in dict.entries { try check(entry.key, entry.value, function, at: position) }
        }
    }

    private func check(
        _ key: PickleValue, _ value: PickleValue, _ function: String, at position: UInt64
    ) throws(Fault) {
        guard case .string(let name) = key else {
            throw .altered("'\(function)' sets an attribute whose name is \(heap.kind(of: key))", at: position)
        }
        guard !Self.own.contains(name), !name.hasPrefix("__") else {
            throw .altered("'\(function)' sets its '\(name)', which every tensor has already", at: position)
        }
        // An attribute that can be called would replace a method.
        if let global = heap.global(value), !TorchAllowList.isType(global) {
            throw .altered("'\(function)' sets its '\(name)' to \(heap.kind(of: value))", at: position)
        }
    }
}
