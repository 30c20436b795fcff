internal import ByteIO

/// Tuples, lists, dicts and sets.
extension PickleMachine {
    mutating func makeTuple(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        var elements: [PickleValue] = []
        switch opcode {
        case .tuple: elements = try popToMark(at: position)
        case .tuple1, .tuple2, .tuple3:
            for _ in 0..<Int(opcode.rawValue - PickleOpcode.tuple1.rawValue + 1) {
                elements.insert(try pop(at: position), at: 0)
                elementCount += 1
            }
        default: break
        }
        heap.tuples.append(elements)
        stack.append(.tuple(heap.tuples.count - 1))
    }

    mutating func makeList(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        switch opcode {
        case .append:
            elementCount += 1
            try append([try pop(at: position)], at: position)
        case .appends: try append(try popToMark(at: position), at: position)
        default:
            let elements = opcode == .list ? try popToMark(at: position) : []
            heap.lists.append(PickleList(elements: elements, changed: position))
            stack.append(.list(heap.lists.count - 1))
        }
    }

    mutating func append(_ values: [PickleValue], at position: UInt64) throws(Fault) {
        switch try top(at: position) {
        case .list(let index):
            heap.lists[index].elements += values
            heap.lists[index].changed = position
        case .object(let index): heap.objects[index].items += values.map { (.none, $0) }
        default: throw .pickle(.pickleStack, "elements are added to something other than a list", at: position)
        }
    }

    mutating func makeDict(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        switch opcode {
        case .setItem:
            let value = try pop(at: position)
            elementCount += 2
            try set([try pop(at: position), value], at: position)
        case .setItems: try set(try popToMark(at: position), at: position)
        case .dict:
            let values = try popToMark(at: position)
            pushDict([], isOrdered: false)
            try set(values, at: position)
        default: pushDict([], isOrdered: false)
        }
    }

    mutating func pushDict(_ entries: [(key: PickleValue, value: PickleValue)], isOrdered: Bool) {
        heap.dicts.append(PickleDict(isOrdered: isOrdered, entries: entries))
        stack.append(.dict(heap.dicts.count - 1))
    }

    mutating func set(_ values: [PickleValue], at position: UInt64) throws(Fault) {
        guard values.count.isMultiple(of: 2) else {
            throw .pickle(.pickleStack, "a key of a dict has no value", at: position)
        }
        let entries = stride(from: 0, to: values.count, by: 2).map { (key: values[$0], value: values[$0 + 1]) }
        switch try top(at: position) {
        case .dict(let index): heap.dicts[index].entries += entries
        case .object(let index): heap.objects[index].items += entries
        default: throw .pickle(.pickleStack, "entries are set in something other than a dict", at: position)
        }
    }

    /// Makes a set, an object of which only the elements matter.
    mutating func makeSet(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        if opcode == .addItems {
            try append(try popToMark(at: position), at: position)
            return
        }
        let elements = opcode == .frozenSet ? try popToMark(at: position) : []
        let name = index(of: PickleGlobal(module: "builtins", name: opcode == .frozenSet ? "frozenset" : "set"))
        heap.objects.append(
            PickleObject(
                callable: .global(name), arguments: .none, making: .otherwise, position: position,
                items: elements.map { (.none, $0) }))
        stack.append(.object(heap.objects.count - 1))
    }
}
