internal import ByteIO
internal import Tensors

/// The named tensors of a pickle, wherever its program put them.
struct StateDict {
    /// Names that training programs give the state_dict in a checkpoint, in the order of preference.
    private static let wrapperNames = ["state_dict", "model_state_dict", "model", "module", "net", "ema", "checkpoint"]

    private(set) var tensors: [(name: String, tensor: TorchTensor)] = []
    /// The keys that led to the tensors: `["state_dict"]`; empty when the file is nothing but them.
    private(set) var path: [String] = []
    /// Entries beside the tensors that hold no tensor: `epoch`, `args`.
    private(set) var others: [String] = []
    /// Whether such an entry stands before the first tensor of numbers with a fraction.
    private(set) var beginsWithOther = false
    /// Entries that are not read, and why.
    private(set) var withheld: [WithheldTensor] = []

    private let heap: PickleHeap
    private var positions: [String: Int] = [:]
    private var hasWeights = false

    /// - Throws: ``Fault`` `torch.*` that names the tensor.
    init(_ root: PickleValue, in heap: PickleHeap) throws(Fault) {
        self.heap = heap
        try find(in: root, depth: 0)
    }
}

extension StateDict {
    /// Every typed storage must have one type; torch gives the second tensor the type of the first without a word.
    ///
    /// - Throws: ``Fault`` `torch.storage`.
    func checkTypes() throws(Fault) {
        var types: [String: ElementType] = [:]
        for (_, tensor) in tensors {
            guard let type = tensor.storage.elementType else { continue }
            guard types.updateValue(type, forKey: tensor.storage.key) ?? type == type else {
                throw .storage(tensor.storage.key, "is named with two types of elements")
            }
        }
    }

    private mutating func find(in value: PickleValue, depth: Int) throws(Fault) {
        if let object = heap.object(value), let state = object.state, heap.dict(state) != nil {
            try walkModule(value, prefix: "")
            return
        }
        guard let entries = heap.entries(value) else { throw .noTensors(heap.kind(of: value)) }
        if depth < Self.wrapperNames.count {
            for name in Self.wrapperNames {
                guard let inner = entries.last(where: { $0.key == .string(name) })?.value, holdsTensors(inner) else {
                    continue
                }
                path.append(name)
                others += self.others(entries, beside: name)
                try find(in: inner, depth: depth + 1)
                return
            }
        }
        guard entries.contains(where: { isObject($0.value) }) else { throw .noTensors("a dict without tensors") }
        try collect(entries, prefix: "")
    }

    /// The names of what lies beside the entry that is taken.
    private func others(_ entries: [(key: PickleValue, value: PickleValue)], beside name: String) -> [String] {
        // A value under many names is looked into once.
        var known: [PickleValue: Bool] = [:]
        return entries.compactMap { entry in
            guard let other = text(entry.key), other != name else { return nil }
            guard let inner = heap.entries(entry.value) else { return other }
            let holdsTensors = known[entry.value] ?? inner.contains { isTensor($0.value) }
            known[entry.value] = holdsTensors
            return holdsTensors ? "\(other) (which holds tensors too)" : other
        }
    }

    /// A dict of objects or of dicts that are wrapped in turn, or a whole module.
    private func holdsTensors(_ value: PickleValue) -> Bool {
        if let object = heap.object(value), object.state.flatMap(heap.dict) != nil { return true }
        guard let entries = heap.entries(value) else { return false }
        return entries.contains { isObject($0.value) || Self.wrapperNames.map { .string($0) }.contains($0.key) }
    }

    private func isObject(_ value: PickleValue) -> Bool {
        if case .object = value { true } else { false }
    }

    private func isTensor(_ value: PickleValue) -> Bool {
        heap.object(value).flatMap { heap.global($0.callable) }?.description.hasPrefix("torch._") ?? false
    }

    private func text(_ value: PickleValue) -> String? {
        if case .string(let text) = value { text } else { nil }
    }

    /// Takes the tensors of a dict; entries that are plain values go to `others`.
    private mutating func collect(
        _ entries: [(key: PickleValue, value: PickleValue)], prefix: String
    ) throws(Fault) {
        for entry in entries {
            guard let name = text(entry.key) else {
                guard isObject(entry.value) else { continue }
                throw .tensor("the name of a tensor is \(heap.kind(of: entry.key)), not text")
            }
            let tensor: TorchTensor?
            do throws(Fault) {
                tensor = try TorchTensor.read(entry.value, in: heap)
            } catch {
                let fault = error.about("tensor '\(prefix + name)'")
                guard fault.code == .torchOpaque || fault.code == .torchUnsupported else { throw fault }
                withheld.append(
                    WithheldTensor(name: prefix + name, isTensor: fault.code == .torchUnsupported, fault: fault))
                continue
            }
            guard let tensor else {
                if !hasWeights { beginsWithOther = true }
                if entry.value != .none || prefix.isEmpty { others.append(prefix + name) }
                continue
            }
            try insert(prefix + name, tensor)
        }
    }

    private mutating func insert(_ name: String, _ tensor: TorchTensor) throws(Fault) {
        guard name.utf8.count <= Limits.nameBytes else {
            throw .tensor("a name of \(name.utf8.count) bytes is longer than \(Limits.nameBytes)")
        }
        guard positions[name] == nil else { throw Fault.tensor("its name stands twice").about("tensor '\(name)'") }
        guard tensors.count < Limits.tensors else {
            throw .tensor("there are more than \(Limits.tensors) tensors")
        }
        positions[name] = tensors.count
        tensors.append((name, tensor))
        if tensor.elementType.isWeight { hasWeights = true }
    }

    /// Takes the parameters and buffers of a whole module, and those of its modules below, as `state_dict` would:
    /// without buffers that the module does not persist.
    private mutating func walkModule(_ root: PickleValue, prefix: String) throws(Fault) {
        var open: [(value: PickleValue, prefix: String, depth: Int)] = [(root, prefix, 0)]
        var steps = 0
        while let next = open.popLast() {
            guard next.depth <= Limits.moduleDepth else { throw .tensor("modules are nested too deeply") }
            guard let state = heap.object(next.value)?.state, let attributes = heap.dict(state) else { continue }
            let hidden = elements(ofSet: attribute("_non_persistent_buffers_set", attributes))
            let own = ["_parameters", "_buffers"].map { attribute($0, attributes).flatMap(heap.entries) ?? [] }
            let children = attribute("_modules", attributes).flatMap(heap.entries) ?? []
            steps += 1 + attributes.count + hidden.count + own.reduce(children.count) { $0 + $1.count }
            guard steps <= Limits.moduleSteps else { throw .tensor("there are too many modules") }
            let hiddenNames = Set(hidden)
            for entries in own {
                try collect(entries.filter { !hiddenNames.contains($0.key) }, prefix: next.prefix)
            }
            for child in children.reversed() {
                guard let name = text(child.key), child.value != .none else { continue }
                open.append((child.value, "\(next.prefix)\(name).", next.depth + 1))
            }
        }
        guard !tensors.isEmpty else { throw .noTensors(heap.kind(of: root)) }
        path.append(TorchContents.wholeModule)
    }

    private func attribute(
        _ name: String, _ attributes: [(key: PickleValue, value: PickleValue)]
    ) -> PickleValue? {
        attributes.last { $0.key == .string(name) }?.value
    }

    private func elements(ofSet value: PickleValue?) -> [PickleValue] {
        guard let value, let object = heap.object(value) else { return [] }
        let arguments = heap.elements(object.arguments)?.first.flatMap(heap.elements) ?? []
        return arguments + object.items.map(\.value)
    }
}
