/// Which entries of a pickle hold the parameters of a model, whatever their keys are and however deep they lie.
struct ParameterSearch {
    typealias Entry = (key: PickleValue, value: PickleValue)

    /// Containers within each other.
    private static let depth = 16
    private let heap: PickleHeap
    /// What is known of a container: one that is reached by many ways is looked into once.
    private var known: [PickleValue: Bool] = [:]

    init(_ heap: PickleHeap) {
        self.heap = heap
    }

    /// The entries of a dict, or the elements of a list or tuple with their numbers as keys.
    static func entries(of value: PickleValue, in heap: PickleHeap) -> [Entry]? {
        heap.entries(value)
            ?? heap.elements(value)?.enumerated().map { (.string(String($0.offset)), $0.element) }
    }

    /// Whether a container, or one within it, has the parameters of a model.
    mutating func holdsParameters(_ value: PickleValue) -> Bool {
        holdsParameters(value, depth: 0)
    }

    private mutating func holdsParameters(_ value: PickleValue, depth: Int) -> Bool {
        if let answer = known[value] { return answer }
        guard depth < Self.depth else { return false }
        if isModule(value) { return true }
        guard let entries = Self.entries(of: value, in: heap), !Self.isOptimiser(entries) else { return false }
        // A container that holds itself holds nothing more by that.
        known[value] = false
        var isFound = entries.contains(where: isParameter)
        for entry in entries where !isFound { isFound = holdsParameters(entry.value, depth: depth + 1) }
        known[value] = isFound
        return isFound
    }

    /// The entries that hold the same model as the one of the key `name`, that one first; nil: there is no other.
    ///
    /// They do if at least half of the parameters have the same names, whatever is before the last parts of these.
    mutating func rivals(of name: String, in entries: [Entry]) -> [(name: String, value: PickleValue)]? {
        guard let chosen = entries.last(where: { $0.key == .string(name) })?.value else { return nil }
        let names = endings(of: chosen)
        guard names.count >= Self.fewestNames else { return nil }
        let containers = entries.filter { holdsParameters($0.value) }
        guard containers.count <= Self.mostContainers else { return nil }
        let others = containers.compactMap { entry -> (name: String, value: PickleValue)? in
            guard case .string(let key) = entry.key, key != name, entry.value != chosen else { return nil }
            return 2 * endings(of: entry.value).intersection(names).count >= names.count ? (key, entry.value) : nil
        }
        return others.isEmpty ? nil : [(name, chosen)] + others
    }

    /// The last parts of the names of all parameters in a container: `0.output.dense.weight`.
    private func endings(of value: PickleValue) -> Set<String> {
        var endings: Set<String> = []
        var seen: Set<PickleValue> = []
        var open = [value]
        while let next = open.popLast(), endings.count < TorchLimits.tensors {
            guard seen.insert(next).inserted, let entries = Self.entries(of: next, in: heap) else { continue }
            for entry in entries {
                guard isTensor(entry.value) else {
                    open.append(entry.value)
                    continue
                }
                guard case .string(let name) = entry.key else { continue }
                endings.insert(name.split(separator: ".").suffix(Self.comparedParts).joined(separator: "."))
            }
        }
        return endings
    }

    /// The fewest parameters by which two containers can be compared.
    private static let fewestNames = 3
    private static let comparedParts = 4
    /// The most containers side by side that are compared.
    private static let mostContainers = 16

    /// A tensor that is named as the parameters of modules are: `encoder.weight`, `bias`; not `rng_state`.
    func isParameter(_ entry: Entry) -> Bool {
        guard case .string(let name) = entry.key, isTensor(entry.value) else { return false }
        return name.utf8.contains(UInt8(ascii: ".")) || ["weight", "bias"].contains(name)
    }

    /// Whether a function of torch makes the value.
    func isTensor(_ value: PickleValue) -> Bool {
        let function = heap.object(value).flatMap { heap.global($0.callable) }?.description
        return function.map { $0.hasPrefix("torch._") || $0 == TensorCall.parameter } ?? false
    }

    /// A pickled `torch.nn.Module`, which has its parameters in attributes.
    private func isModule(_ value: PickleValue) -> Bool {
        let attributes = heap.object(value)?.state.flatMap(heap.dict)?.entries ?? []
        return attributes.contains { $0.key == .string("_parameters") }
    }

    /// What `torch.optim.Optimizer.state_dict` returns.
    static func isOptimiser(_ entries: [Entry]) -> Bool {
        has(["state", "param_groups"], entries)
    }

    /// What `torch.optim.lr_scheduler.LRScheduler.state_dict` returns.
    static func isScheduler(_ entries: [Entry]) -> Bool {
        has(["last_epoch", "_step_count"], entries)
    }

    private static func has(_ names: [String], _ entries: [Entry]) -> Bool {
        names.allSatisfy { name in entries.contains { $0.key == .string(name) } }
    }
}
