internal import ByteIO
internal import Tensors

/// The named tensors of a pickle, at any of the usual places.
struct StateDict {
    /// Names of the state_dict in the checkpoints of training programs, in order of preference.
    private static let wrapperNames = ["state_dict", "model_state_dict", "model", "module", "net", "ema", "checkpoint"]

    private(set) var tensors: [(name: String, tensor: TorchTensor)] = []
    /// The keys that lead to the tensors: `["state_dict"]`; empty when the file has only tensors.
    private(set) var path: [String] = []
    /// The keys of several entries that were taken together, each before the names of its tensors.
    private(set) var parts: [String] = []
    /// Entries beside the tensors that are no tensors: `epoch`, `args`.
    private(set) var others: [String] = []
    /// Whether such an entry comes before the first floating-point tensor.
    private(set) var beginsWithOther = false
    /// Entries that are not read, and why.
    private(set) var withheld: [WithheldTensor] = []

    private let heap: PickleHeap
    private var search: ParameterSearch
    private var names: Set<String> = []
    private var hasWeights = false

    /// - Throws: ``Fault`` `torch.*` that names the tensor.
    init(_ root: PickleValue, in heap: PickleHeap) throws(Fault) {
        self.heap = heap
        search = ParameterSearch(heap)
        try find(in: root, depth: 0)
    }
}

extension StateDict {
    private mutating func find(in value: PickleValue, depth: Int) throws(Fault) {
        if let object = heap.object(value), let state = object.state, heap.dict(state) != nil {
            try walkModule(value, prefix: "")
            return
        }
        guard let entries = heap.entries(value) else {
            try findWithin(value, ParameterSearch.entries(of: value, in: heap) ?? [], depth: depth)
            return
        }
        try checkDict(value, entries)
        let own = entries.first { search.isParameter($0) }
        if depth < Self.wrapperNames.count {
            for name in Self.wrapperNames {
                guard let inner = entries.last(where: { $0.key == .string(name) })?.value,
                    holdsTensors(inner) || search.holdsParameters(inner)
                else { continue }
                if let own = own.flatMap({ text($0.key) }) {
                    guard holdsParameters(inner, depth: depth) else { continue }
                    throw .ambiguous(outer: own, inner: name)
                }
                // Two states of one model: nothing in the file tells which of them is meant.
                if let rivals = search.rivals(of: name, in: entries) {
                    try take(rivals, of: entries, depth: depth)
                    return
                }
                path.append(name)
                others += self.others(entries, beside: [name])
                try find(in: inner, depth: depth + 1)
                return
            }
        }
        if own != nil || !entries.contains(where: { search.holdsParameters($0.value) }),
            entries.contains(where: { isObject($0.value) })
        {
            try collect(entries, prefix: "")
        } else {
            try findWithin(value, entries, depth: depth)
        }
    }

    /// Goes into the entry that holds parameters, whatever its key; several of them are taken together, each with its
    /// key before the names.
    private mutating func findWithin(
        _ value: PickleValue, _ entries: [ParameterSearch.Entry], depth: Int
    ) throws(Fault) {
        let parts = entries.compactMap { entry in
            search.holdsParameters(entry.value) ? text(entry.key).map { (name: $0, value: entry.value) } : nil
        }
        guard let first = parts.first, depth < TorchLimits.moduleDepth else { throw noTensors(value, entries) }
        if parts.count > 1 {
            try take(parts, of: entries, depth: depth)
            return
        }
        others += others(entries, beside: [first.name])
        path.append(first.name)
        try find(in: first.value, depth: depth + 1)
    }

    /// Takes several entries, each with its key before the names.
    private mutating func take(
        _ parts: [(name: String, value: PickleValue)], of entries: [ParameterSearch.Entry], depth: Int
    ) throws(Fault) {
        others += others(entries, beside: parts.map(\.name))
        if path.isEmpty {
            self.parts = parts.map(\.name)
            path.append(self.parts.joined(separator: ", "))
        }
        for part in parts { try collectPart(part.value, prefix: part.name + ".", depth: depth) }
    }

    /// Takes the tensors of a container, and of those within it, under the keys that lead to them.
    private mutating func collectPart(_ value: PickleValue, prefix: String, depth: Int) throws(Fault) {
        guard depth < TorchLimits.moduleDepth, prefix.utf8.count <= TorchLimits.nameBytes else {
            throw .tensor("dicts are nested too deeply")
        }
        guard let entries = ParameterSearch.entries(of: value, in: heap) else {
            try walkModule(value, prefix: prefix)
            return
        }
        try checkDict(value, entries)
        try collect(entries.filter { search.isTensor($0.value) }, prefix: prefix)
        for entry in entries where search.holdsParameters(entry.value) {
            guard let name = text(entry.key) else { continue }
            try collectPart(entry.value, prefix: "\(prefix)\(name).", depth: depth + 1)
        }
    }

    private func noTensors(_ value: PickleValue, _ entries: [ParameterSearch.Entry]) -> Fault {
        if ParameterSearch.isOptimiser(entries) { return .trainingState("an optimiser") }
        if ParameterSearch.isScheduler(entries) { return .trainingState("a learning rate scheduler") }
        guard heap.entries(value) != nil else {
            let hasTensors = entries.contains { search.isTensor($0.value) }
            return .noTensors(heap.kind(of: value) + (hasTensors ? " of tensors without names" : ""))
        }
        let names = entries.compactMap { text($0.key) }
        let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        return .noTensors("a dict without tensors" + (names.isEmpty ? "" : " (\(shown))"))
    }

    /// Checks that the dict of the model has each key once, because torch takes the last, and has no attribute but
    /// `_metadata`, because one named `keys` would hide the entries.
    private func checkDict(
        _ value: PickleValue, _ entries: [(key: PickleValue, value: PickleValue)]
    ) throws(Fault) {
        try checkNames(entries, prefix: "")
        guard let state = heap.dict(value)?.state, state != .none else { return }
        guard let attributes = heap.dict(state), attributes.state == nil else {
            throw .altered("the state of the dict that holds the tensors is \(heap.sample(of: state))")
        }
        for entry in attributes.entries {
            guard entry.key == .string("_metadata") else {
                throw .altered("the dict that holds the tensors has the attribute \(heap.sample(of: entry.key))")
            }
            guard isPlain(entry.value) else {
                throw .altered("'_metadata' of the dict that holds the tensors has more than versions of modules")
            }
        }
    }

    private func checkNames(
        _ entries: [(key: PickleValue, value: PickleValue)], prefix: String
    ) throws(Fault) {
        var names: Set<String> = []
        for entry in entries {
            guard let name = text(entry.key), !names.insert(name).inserted else { continue }
            throw Fault.tensor("its name occurs twice").about("tensor '\(prefix + name)'")
        }
    }

    /// Whether a value is made of numbers, texts and containers of them.
    private func isPlain(_ value: PickleValue) -> Bool {
        var (open, seen): ([PickleValue], Set<PickleValue>) = ([value], [])
        while let next = open.popLast() {
            switch next {
            case .global, .object, .persistent: return false
            case .tuple, .list, .dict:
                guard seen.insert(next).inserted else { continue }
                if let dict = heap.dict(next) {
                    guard dict.state == nil else { return false }
                    open += dict.entries.flatMap { [$0.key, $0.value] }
                }
                open += heap.elements(next) ?? []
            case .none, .bool, .int, .bigInt, .float, .string, .bytes: continue
            }
        }
        return true
    }

    /// The names of the entries beside the chosen one.
    private func others(_ entries: [(key: PickleValue, value: PickleValue)], beside taken: [String]) -> [String] {
        // A value with many names is searched once.
        var known: [PickleValue: Bool] = [:]
        return entries.compactMap { entry in
            guard let other = text(entry.key), !taken.contains(other) else { return nil }
            guard let inner = heap.entries(entry.value) else { return other }
            let holdsTensors = known[entry.value] ?? inner.contains { search.isTensor($0.value) }
            known[entry.value] = holdsTensors
            return holdsTensors ? "\(other) (which also holds tensors)" : other
        }
    }

    /// Whether the value is a dict of objects, a dict of such dicts, or a whole module.
    private func holdsTensors(_ value: PickleValue) -> Bool {
        if let object = heap.object(value), object.state.flatMap(heap.dict) != nil { return true }
        guard let entries = heap.entries(value) else { return false }
        return entries.contains { isObject($0.value) || Self.wrapperNames.map { .string($0) }.contains($0.key) }
    }

    /// Whether the value is a dict with the parameters of a model, directly or under a usual name, or a whole module.
    private func holdsParameters(_ value: PickleValue, depth: Int) -> Bool {
        if let object = heap.object(value), object.state.flatMap(heap.dict) != nil { return true }
        guard let entries = heap.entries(value) else { return false }
        if entries.contains(where: search.isParameter) { return true }
        guard depth < Self.wrapperNames.count else { return false }
        return entries.contains { entry in
            text(entry.key).map(Self.wrapperNames.contains) ?? false && holdsParameters(entry.value, depth: depth + 1)
        }
    }

    private func isObject(_ value: PickleValue) -> Bool {
        if case .object = value { true } else { false }
    }

    private func text(_ value: PickleValue) -> String? {
        if case .string(let text) = value { text } else { nil }
    }

    /// Collects the tensors of a dict; entries that are plain values go to `others`.
    private mutating func collect(
        _ entries: [(key: PickleValue, value: PickleValue)], prefix: String
    ) throws(Fault) {
        for entry in entries {
            guard let name = text(entry.key) else {
                guard isObject(entry.value) else {
                    others.append("an entry whose key is \(heap.kind(of: entry.key))")
                    continue
                }
                throw .tensor("the name of a tensor is \(heap.kind(of: entry.key)), not text")
            }
            let tensor: TorchTensor?
            do throws(Fault) {
                tensor = try TensorCall.tensor(entry.value, in: heap)
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
        guard name.utf8.count <= TorchLimits.nameBytes else {
            throw .tensor("a name of \(name.utf8.count) bytes is longer than \(TorchLimits.nameBytes)")
        }
        guard names.insert(name).inserted else {
            throw Fault.tensor("its name occurs twice").about("tensor '\(name)'")
        }
        guard tensors.count < TorchLimits.tensors else {
            throw .tensor("there are more than \(TorchLimits.tensors) tensors")
        }
        tensors.append((name, tensor))
        if tensor.elementType.isWeight { hasWeights = true }
    }

    /// Collects the parameters and buffers of a whole module and its submodules, like `state_dict`: without buffers
    /// that the module does not persist.
    private mutating func walkModule(_ root: PickleValue, prefix: String) throws(Fault) {
        var open: [(value: PickleValue, prefix: String, depth: Int)] = [(root, prefix, 0)]
        var steps = 0
        while let next = open.popLast() {
            guard next.depth <= TorchLimits.moduleDepth else { throw .tensor("modules are nested too deeply") }
            guard let module = heap.object(next.value), let attributes = module.state.flatMap(heap.dict)?.entries
            else { continue }
            guard !module.isRestated else { throw .tensor("the module '\(next.prefix)' gets two states") }
            let hidden = elements(ofSet: attribute("_non_persistent_buffers_set", attributes))
            let own = ["_parameters", "_buffers"].map { attribute($0, attributes).flatMap(heap.entries) ?? [] }
            let children = attribute("_modules", attributes).flatMap(heap.entries) ?? []
            steps += 1 + attributes.count + hidden.count + own.reduce(children.count) { $0 + $1.count }
            guard steps <= TorchLimits.moduleSteps else { throw .tensor("there are too many modules") }
            let hiddenNames = Set(hidden)
            try checkNames(attributes, prefix: next.prefix)
            try checkNames(children, prefix: next.prefix)
            for entries in own {
                try checkNames(entries, prefix: next.prefix)
                try collect(entries.filter { !hiddenNames.contains($0.key) }, prefix: next.prefix)
            }
            for child in children.reversed() {
                guard let name = text(child.key), child.value != .none else { continue }
                open.append((child.value, "\(next.prefix)\(name).", next.depth + 1))
            }
        }
        guard !tensors.isEmpty else { throw .noTensors(heap.kind(of: root)) }
        if prefix.isEmpty { path.append(TorchContents.wholeModule) }
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
