internal import ByteIO

/// The memo, names and calls; a call stays the description of a call.
extension PickleMachine {
    mutating func useMemo(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        let key: UInt64
        switch opcode {
        case .memoize: key = UInt64(memo.count)
        case .binPut, .binGet: key = UInt64(try input.byte())
        case .longBinPut, .longBinGet: key = try input.unsigned(4)
        default:
            let text = String(decoding: try input.line(limit: 20), as: UTF8.self)
            guard let number = UInt64(text) else {
                throw .pickle(.pickleMemo, "'\(text)' is not a number", at: position)
            }
            key = number
        }
        switch opcode {
        case .get, .binGet, .longBinGet:
            guard let value = memo[key] else {
                throw .pickle(.pickleMemo, "the memo has no entry \(key)", at: position)
            }
            stack.append(value)
        default: memo[key] = try top(at: position)
        }
    }

    mutating func name(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        let module: String
        let name: String
        if opcode == .global {
            module = try word(at: position)
            name = try word(at: position)
        } else {
            guard case .string(let second) = try pop(at: position), case .string(let first) = try pop(at: position)
            else {
                throw .pickle(.pickleStack, "a part of a name is not text", at: position)
            }
            (module, name) = (first, second)
        }
        stack.append(.global(index(of: PickleGlobal(module: Self.modern(module), name: name))))
    }

    mutating func word(at position: UInt64) throws(Fault) -> String {
        guard let word = String(validating: try line(at: position), as: UTF8.self) else {
            throw .pickle(.pickleText, "a name is not UTF-8", at: position)
        }
        return word
    }

    mutating func index(of global: PickleGlobal) -> Int {
        if let known = knownGlobals[global] { return known }
        heap.globals.append(global)
        knownGlobals[global] = heap.globals.count - 1
        return heap.globals.count - 1
    }

    /// The name in Python 3 of a module of Python 2.
    private static func modern(_ module: String) -> String {
        switch module {
        case "__builtin__": "builtins"
        case "copy_reg": "copyreg"
        case "UserDict", "UserList", "UserString": "collections"
        default: module
        }
    }

    mutating func describeCall(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        if opcode == .newObjectEx { _ = try pop(at: position) }
        let arguments = try pop(at: position)
        let callable = try pop(at: position)
        // In files of torch before 1.6, the class of a module is a persistent identifier with its source.
        let isClass = if case .persistent = callable { true } else { false }
        guard isClass || heap.global(callable) != nil || heap.object(callable) != nil else {
            throw .pickle(.pickleStack, "\(heap.kind(of: callable)) is called", at: position)
        }
        if heap.global(callable)?.description == "collections.OrderedDict" {
            try makeOrderedDict(opcode, arguments, at: position)
            return
        }
        let making: PickleObject.Making =
            opcode == .reduce ? .called : opcode == .newObject ? .instantiated : .otherwise
        heap.objects.append(
            PickleObject(callable: callable, arguments: arguments, making: making, position: position))
        stack.append(.object(heap.objects.count - 1))
    }

    /// BUILD: Python gives an object its state once, right after it makes the object.
    mutating func giveState(at position: UInt64) throws(Fault) {
        let state = try pop(at: position)
        switch try top(at: position) {
        case .object(let index):
            heap.objects[index].isRestated = heap.objects[index].state != nil
            heap.objects[index].state = state
        case .dict(let index) where heap.dicts[index].isOrdered && heap.dicts[index].state == nil:
            heap.dicts[index].state = state
        case let other:
            throw .pickle(.pickleStack, "\(heap.kind(of: other)) gets a state, which it cannot have", at: position)
        }
    }

    private mutating func makeOrderedDict(
        _ opcode: PickleOpcode, _ arguments: PickleValue, at position: UInt64
    ) throws(Fault) {
        let entries = try orderedEntries(arguments, at: position)
        // Python drops the entries unless it calls `__init__`.
        guard opcode == .reduce || entries.isEmpty else {
            throw .pickle(.pickleStack, "an ordered dict gets entries without a call", at: position)
        }
        // Each entry takes bytes of the pickle, unless one list is used again and again.
        listedEntries += UInt64(entries.count)
        guard listedEntries <= position - start else {
            throw .pickle(.pickleLimit, "ordered dicts are made from the same list again and again", at: position)
        }
        pushDict(entries, isOrdered: true)
    }

    /// The entries of an ordered dict of Python 2: a list of lists of two.
    private func orderedEntries(
        _ arguments: PickleValue, at position: UInt64
    ) throws(Fault) -> [(key: PickleValue, value: PickleValue)] {
        guard let parts = heap.elements(arguments), parts.count <= 1 else {
            throw .pickle(.pickleStack, "an ordered dict is made from something other than a list", at: position)
        }
        guard let list = parts.first else { return [] }
        guard let elements = heap.elements(list) else {
            throw .pickle(.pickleStack, "an ordered dict is made from something other than a list", at: position)
        }
        var entries: [(key: PickleValue, value: PickleValue)] = []
        for element in elements {
            guard let pair = heap.elements(element), pair.count == 2 else {
                throw .pickle(.pickleStack, "an ordered dict is made from something other than pairs", at: position)
            }
            entries.append((pair[0], pair[1]))
        }
        return entries
    }
}
