internal import ByteIO

/// The attributes that a pickle gives a tensor when it makes it: a dict, or a pair of dicts
/// (torch 2.13, `torch/_utils.py`, `_set_obj_state`).
///
/// Each is set with Python's `setattr`. Those that every tensor has already are no attributes but doors: `data` puts
/// another tensor in its place, and `real` writes other values into its storage, which other tensors may share.
struct TensorAttributes {
    /// What `torch.Tensor` has as descriptors (`dir(torch.Tensor)` in torch 2.13 and 2.15).
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

    /// - Throws: ``Fault`` `torch.altered` unless they are attributes of the user's, which torch only keeps.
    func check(_ function: String, at position: UInt64) throws(Fault) {
        let parts = heap.tuple(value) ?? [value]
        guard parts.count == (heap.tuple(value) == nil ? 1 : 2) else {
            throw .altered("the state that '\(function)' gives it is \(heap.sample(of: value))", at: position)
        }
        for part in parts where part != .none {
            guard let dict = heap.dict(part), dict.state == nil, dict.entries.count <= TorchLimits.attributes else {
                throw .altered("the state that '\(function)' gives it is \(heap.sample(of: part))", at: position)
            }
            for entry in dict.entries { try check(entry.key, entry.value, function, at: position) }
        }
    }

    private func check(
        _ key: PickleValue, _ value: PickleValue, _ function: String, at position: UInt64
    ) throws(Fault) {
        guard case .string(let name) = key else {
            throw .altered("'\(function)' sets an attribute that is named by \(heap.kind(of: key))", at: position)
        }
        guard !Self.own.contains(name), !name.hasPrefix("__") else {
            throw .altered("'\(function)' sets its '\(name)', which every tensor has already", at: position)
        }
        // An attribute that can be called takes the place of a method.
        if let global = heap.global(value), !TorchAllowList.isType(global) {
            throw .altered("'\(function)' sets its '\(name)' to \(heap.kind(of: value))", at: position)
        }
    }
}
