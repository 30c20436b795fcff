/// What the functions and classes of torch's list do, of those with which a pickle can make or change a tensor.
enum TorchCalls {
    private typealias Stopped = TorchUnpickler.Stopped

    static func call(_ function: TorchValue, _ arguments: TorchValue) throws -> TorchValue {
        guard case .global(let name) = function, let values = elements(arguments) else { throw Stopped() }
        switch name {
        case "collections.OrderedDict": return .dict(try orderedDict(values))
        case "torch.Size":
            guard values.count == 1, let sizes = elements(values[0]) else { throw Stopped() }
            return .tuple(sizes)
        case "torch._utils._rebuild_tensor": return .tensor(try tensor(values, count: 4...4))
        case "torch._utils._rebuild_tensor_v2":
            let made = try tensor(values, count: 6...7)
            try needsNothing(values.count > 6 ? values[6] : .nothing)
            return .tensor(made)
        case "torch._utils._rebuild_tensor_v3":
            let made = try tensor(values, count: 7...8)
            guard case .global(let type) = values[6] else { throw Stopped() }
            try needsNothing(values.count > 7 ? values[7] : .nothing)
            made.type = type
            return .tensor(made)
        case "torch._utils._rebuild_parameter": return .tensor(try parameter(values, count: 3))
        case "torch._utils._rebuild_parameter_with_state":
            let made = try parameter(values, count: 4)
            try setAttributes(values[3], of: made)
            return .tensor(made)
        case "torch.nn.parameter.Parameter": return .tensor(try parameter(values, count: values.count))
        case "torch._utils._rebuild_device_tensor_from_cpu_tensor":
            guard values.count == 4, case .tensor(let data) = values[0], case .global(let type) = values[1] else {
                throw Stopped()
            }
            if type == elementType(data) { return values[0] }
            return .tensor(TorchMade(nil, type: type, offset: 0, size: data.size, strides: data.strides))
        case "torch._tensor._rebuild_from_type_v2":
            guard values.count == 4, case .tensor(let made) = try call(values[0], values[2]) else { throw Stopped() }
            let typed = TorchMade(
                made.storage, type: made.type, offset: made.offset, size: made.size, strides: made.strides,
                isParameter: made.isParameter)
            try setAttributes(values[3], of: typed)
            return .tensor(typed)
        default: return .other
        }
    }

    /// NEWOBJ calls a parameter, and makes an empty one of every other class.
    static func instance(of type: TorchValue, _ arguments: TorchValue) throws -> TorchValue {
        guard case .global(let name) = type else { throw Stopped() }
        switch name {
        case "torch.nn.parameter.Parameter", "torch.Size": return try call(type, arguments)
        case "collections.OrderedDict": return .dict(TorchDict(isOrdered: true))
        default: return .other
        }
    }

    /// BUILD: a tensor is set anew, a parameter takes what older versions of torch gave it, a dict gets attributes.
    static func build(_ target: TorchValue, _ state: TorchValue) throws {
        switch target {
        case .tensor(let made) where made.isParameter:
            guard let parts = elements(state), (3...5).contains(parts.count) else { throw Stopped() }
            if parts.count == 4 { made.become(try tensor(parts, count: 4...4)) }
            if parts.count == 5 {
                guard case .tensor(let data) = parts[0] else { throw Stopped() }
                made.become(data)
            }
        case .tensor(let made):
            guard let parts = elements(state) else { throw Stopped() }
            if parts.isEmpty {
                made.become(TorchMade(nil, type: made.type, offset: 0, size: [0], strides: [1]))
            } else {
                made.become(try tensor(parts, count: 4...4))
            }
        case .dict(let dict) where dict.isOrdered:
            guard case .dict(let attributes) = state else { throw Stopped() }
            dict.attributes.formUnion(attributes.names)
        default: throw Stopped()
        }
    }
}

extension TorchCalls {
    private static func elements(_ value: TorchValue) -> [TorchValue]? {
        switch value {
        case .tuple(let elements): elements
        case .list(let list): list.elements
        default: nil
        }
    }

    private static func integers(_ value: TorchValue) throws -> [Int] {
        try (elements(value) ?? []).map { element in
            guard case .int(let number) = element else { throw Stopped() }
            return number
        }
    }

    private static func orderedDict(_ values: [TorchValue]) throws -> TorchDict {
        let dict = TorchDict(isOrdered: true)
        guard values.count <= 1 else { throw Stopped() }
        for pair in values.first.flatMap(elements) ?? [] {
            guard let parts = elements(pair), parts.count == 2 else { throw Stopped() }
            dict.set(parts[0], parts[1])
        }
        return dict
    }

    private static func tensor(_ values: [TorchValue], count: ClosedRange<Int>) throws -> TorchMade {
        guard count.contains(values.count), case .storage(let storage) = values[0], case .int(let offset) = values[1]
        else { throw Stopped() }
        return TorchMade(
            storage, type: storage.className, offset: offset, size: try integers(values[2]),
            strides: try integers(values[3]))
    }

    private static func parameter(_ values: [TorchValue], count: Int) throws -> TorchMade {
        guard (1...4).contains(values.count), values.count == count, case .tensor(let data) = values[0] else {
            throw Stopped()
        }
        return data.parameter
    }

    /// Metadata may negate or conjugate what is read.
    private static func needsNothing(_ metadata: TorchValue) throws {
        if case .nothing = metadata { return }
        guard case .dict(let dict) = metadata, dict.names.isEmpty else { throw Stopped() }
    }

    /// `setattr`, entry by entry: `data` is another tensor, `real` writes into the storage.
    private static func setAttributes(_ state: TorchValue, of made: TorchMade) throws {
        var parts = [state]
        if case .tuple(let both) = state {
            guard both.count == 2 else { throw Stopped() }
            parts = both
        }
        for case .dict(let dict) in parts {
            for name in dict.names {
                switch (name, dict.entries[name]) {
                case ("data", .tensor(let other)): made.become(other)
                case ("data", _), ("__class__", _), ("__dict__", _): throw Stopped()
                case ("real", _): made.storage?.isWritten = true
                default: continue
                }
            }
        }
    }

    /// The type of a tensor, as torch spells it: `torch.float32`.
    static func elementType(_ made: TorchMade) -> String {
        let types = [
            "DoubleStorage": "float64", "FloatStorage": "float32", "HalfStorage": "float16", "IntStorage": "int32",
            "LongStorage": "int64", "ShortStorage": "int16", "CharStorage": "int8", "ByteStorage": "uint8",
            "BoolStorage": "bool", "BFloat16Storage": "bfloat16", "ComplexFloatStorage": "complex64",
        ]
        guard made.type.hasSuffix("Storage") else { return made.type }
        let name = made.type.split(separator: ".").last.map(String.init) ?? ""
        return types[name].map { "torch." + $0 } ?? made.type
    }
}
