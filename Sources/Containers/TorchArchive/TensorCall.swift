internal import ByteIO
internal import Tensors

/// A call in a pickle that makes a tensor.
///
/// Each argument is compared with what `torch.save` writes (torch 2.13, `torch/_utils.py`, `torch/_tensor.py`; in files
/// of torch 0.3 the parameter class itself is called).
///
/// These calls can do more than make a tensor: set its attributes, including `data`, cast it or negate it. A call is
/// read only if none of its arguments makes it do anything else.
struct TensorCall {
    /// The parameters of these functions, by their names in torch.
    enum Argument: String {
        case storage
        case offset = "storage_offset"
        case size
        case strides = "stride"
        case gradient = "requires_grad"
        case hooks = "backward_hooks"
        case metadata
        case elementType = "dtype"
        case device, data, state
        case function = "func"
        case subclass = "type"
        case arguments = "args"
    }

    private static let dense: [Argument] = [.storage, .offset, .size, .strides]
    private static let signatures: [String: [Argument]] = [
        "torch._utils._rebuild_tensor": dense,
        "torch._utils._rebuild_tensor_v2": dense + [.gradient, .hooks, .metadata],
        "torch._utils._rebuild_tensor_v3": dense + [.gradient, .hooks, .elementType, .metadata],
        "torch._utils._rebuild_parameter": [.data, .gradient, .hooks],
        "torch._utils._rebuild_parameter_with_state": [.data, .gradient, .hooks, .state],
        "torch._utils._rebuild_device_tensor_from_cpu_tensor": [.data, .elementType, .device, .gradient],
        "torch._tensor._rebuild_from_type_v2": [.function, .subclass, .arguments, .state],
        parameter: [.data, .gradient],
    ]
    /// The last argument of a call, if it is optional.
    private static let optional: [String: Argument] = [
        "torch._utils._rebuild_tensor_v2": .metadata, "torch._utils._rebuild_tensor_v3": .metadata,
        parameter: .gradient,
    ]
    static let parameter = "torch.nn.parameter.Parameter"
    /// The functions that `_rebuild_from_type_v2` may call.
    private static let inner: Set<String> = [
        "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3", "torch._utils._rebuild_parameter",
        "torch._utils._rebuild_parameter_with_state",
    ]
    /// Levels of nested calls: a parameter around a tensor with attributes around a tensor.
    ///
    /// No version of torch nests deeper.
    private static let depth = 4

    private let function: String
    private let values: [PickleValue]
    /// The byte of the file at which the call is.
    private let position: UInt64
    private let heap: PickleHeap

    /// - Throws: ``Fault`` `torch.opaque`, `torch.unsupported-tensor` for a call that makes no tensor that can be read;
    ///   `torch.altered` for one with too few or too many arguments.
    private init(_ function: String, _ arguments: PickleValue, at position: UInt64, in heap: PickleHeap) throws(Fault) {
        guard let signature = Self.signatures[function] else { throw .unreadable(function) }
        let optional = Self.optional[function] == nil ? 0 : 1
        guard let values = heap.tuple(arguments), values.count <= signature.count,
            values.count >= signature.count - optional
        else { throw .tensor("'\(function)' is not called with torch's arguments") }
        self.function = function
        self.values = values
        self.position = position
        self.heap = heap
    }

    /// Whether this function of torch makes a tensor.
    static func isMade(by function: String) -> Bool {
        signatures[function] != nil
    }

    /// The tensor that a value of a pickle describes; nil when it is no object at all.
    ///
    /// - Throws: ``Fault`` `torch.tensor`, `torch.altered`, `torch.storage`, `torch.unsupported-tensor`; `torch.opaque`
    ///   for an object that only its own code can interpret.
    static func tensor(_ value: PickleValue, in heap: PickleHeap) throws(Fault) -> TorchTensor? {
        guard let object = heap.object(value) else { return nil }
        return try tensor(object, in: heap)
    }

    static func tensor(
        _ object: PickleObject, in heap: PickleHeap, depth: Int = TensorCall.depth
    ) throws(Fault) -> TorchTensor {
        guard depth > 0 else { throw .tensor("its calls are nested too deeply") }
        guard let function = heap.global(object.callable)?.description else { throw .opaque("a nameless call") }
        let call = try TensorCall(function, object.arguments, at: object.position, in: heap)
        try object.checkUnchanged(in: heap)
        return try call.tensor(depth: depth)
    }

    private func tensor(depth: Int) throws(Fault) -> TorchTensor {
        let arguments = Array(zip(Self.signatures[function] ?? [], values))
        // First what could change other tensors too.
        for (argument, value) in arguments { try check(argument, value) }
        let tensor = try made(depth: depth)
        for (argument, value) in arguments { try check(argument, value, of: tensor) }
        return tensor
    }

    /// The tensor that the arguments describe.
    private func made(depth: Int) throws(Fault) -> TorchTensor {
        switch Self.signatures[function]?.first {
        case .data:
            guard let data = heap.object(values[0]) else {
                throw .tensor("a parameter holds \(heap.kind(of: values[0])), not a tensor")
            }
            return try Self.tensor(data, in: heap, depth: depth - 1)
        case .function:
            guard let called = heap.global(values[0])?.description else {
                throw .tensor("a subclass of tensor is not described as one")
            }
            guard Self.inner.contains(called) else {
                let fault = Fault.unreadable(called)
                throw fault.code == .torchOpaque && TorchAllowList.holds(name: called)
                    ? altered(.function, values[0]) : fault
            }
            return try TensorCall(called, values[2], at: position, in: heap).tensor(depth: depth - 1)
        default: return try TorchTensor(values, isUntyped: function.hasSuffix("_v3"), at: position, in: heap)
        }
    }
}

extension TensorCall {
    /// Checks that an argument does no more than make a tensor.
    private func check(_ argument: Argument, _ value: PickleValue) throws(Fault) {
        if argument == .state { return try TensorAttributes(value, in: heap).check(function, at: position) }
        let isUsual =
            switch argument {
            case .gradient: if case .bool = value { true } else { false }
            case .hooks: areHooks(value)
            // Tensors on the device 'meta' have no values.
            case .device: if case .string(let device) = value { !device.hasPrefix("meta") } else { false }
            case .subclass:
                heap.global(value).map { !TorchAllowList.holds($0) || Self.subclasses.contains($0) } ?? false
            default: true
            }
        guard isUsual else { throw altered(argument, value) }
    }

    /// Checks that an argument agrees with the type of the tensor's storage.
    private func check(_ argument: Argument, _ value: PickleValue, of tensor: TorchTensor) throws(Fault) {
        switch argument {
        case .gradient where value == .bool(true) && !tensor.elementType.hasFraction: throw altered(argument, value)
        case .metadata: try checkMetadata(value)
        case .elementType:
            let type = heap.global(value).flatMap { $0.module == "torch" ? ElementType(torchName: $0.name) : nil }
            guard type == tensor.elementType else { throw altered(argument, value) }
        default: return
        }
    }

    /// The classes on torch's list that are tensors.
    private static let subclasses: Set<PickleGlobal> = [
        PickleGlobal(module: "torch", name: "Tensor"), PickleGlobal(module: "torch.nn.parameter", name: "Parameter"),
    ]

    /// Whether the value is None or an empty dict.
    ///
    /// torch before 1.0 also wrote the user's functions, which torch refuses today.
    private func areHooks(_ value: PickleValue) -> Bool {
        guard let dict = heap.dict(value) else { return value == .none }
        return dict.state == nil && dict.entries.count <= TorchLimits.attributes
            && dict.entries.allSatisfy { heap.global($0.value).map(TorchAllowList.holds) == false }
    }

    private func altered(_ argument: Argument, _ value: PickleValue) -> Fault {
        .altered(
            "the argument '\(argument.rawValue)' of '\(function)' is \(heap.sample(of: value)), "
                + "which torch.save does not write there", at: position)
    }

    /// Refuses a lazily conjugated or negated tensor, whose values differ from those in its storage.
    private func checkMetadata(_ value: PickleValue) throws(Fault) {
        guard value != .none else { return }
        for entry in heap.entries(value) ?? [(.string("unknown"), .none)] {
            let name = if case .string(let text) = entry.key { text } else { heap.kind(of: entry.key) }
            throw .unsupportedTensor(
                "lazily changed ('\(name)'), so its values differ from the stored ones",
                remedy: "save tensor.resolve_conj().resolve_neg()")
        }
    }
}

extension ElementType {
    /// Whether torch computes gradients of tensors of this type.
    fileprivate var hasFraction: Bool { !isInteger && self != .bool }
}
