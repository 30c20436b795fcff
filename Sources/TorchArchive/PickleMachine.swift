internal import ByteIO

/// Reads one pickle, protocols 0 to 5, and executes nothing: a name stays a name, a call stays the description of a
/// call.
///
/// There is nothing that a pickle could make it look up, import or run.
struct PickleMachine {
    private(set) var heap = PickleHeap()
    var input: PickleInput
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [UInt64: PickleValue] = [:]
    private var frameEnd: UInt64?
    private var start: UInt64 = 0
    private var foreignOperation: TorchRefusal.Operation?
    /// Values that were put into a container, and bytes of text that were kept.
    private var elementCount = 0
    private var textByteCount = 0
    private var knownGlobals: [PickleGlobal: Int] = [:]
    /// Entries that ordered dicts were given in lists.
    private var listedEntries: UInt64 = 0

    private init(input: PickleInput) {
        self.input = input
    }

    /// What a pickle described, and the input after its STOP.
    struct Result {
        let root: PickleValue
        let heap: PickleHeap
        let rest: PickleInput
        /// The first operation that torch's own unpickler does not know.
        let foreignOperation: TorchRefusal.Operation?
    }

    /// Reads the pickle that begins at the input's next byte.
    ///
    /// - Throws: ``Fault`` `pickle.*` with the offset of the operation that is wrong.
    static func run(_ input: PickleInput) throws(Fault) -> Result {
        var machine = PickleMachine(input: input)
        let root = try machine.run()
        return Result(
            root: root, heap: machine.heap, rest: machine.input, foreignOperation: machine.foreignOperation)
    }

    private mutating func run() throws(Fault) -> PickleValue {
        start = input.position
        for _ in 0..<Limits.pickleOperations {
            let position = input.position
            guard position - start <= Limits.pickleBytes else {
                throw .pickle(.pickleLimit, "it is longer than \(Limits.pickleBytes) bytes", at: position)
            }
            if frameEnd == position { frameEnd = nil }
            let byte = try input.byte()
            guard let opcode = PickleOpcode(rawValue: byte) else {
                throw .pickle(.pickleOpcode, "there is no operation \(byte)", at: position)
            }
            if let name = opcode.refusal {
                throw .pickle(.pickleOpcode, "the operation \(name) has no place in a checkpoint", at: position)
            }
            if foreignOperation == nil, !TorchAllowList.holds(opcode) {
                foreignOperation = TorchRefusal.Operation(name: "\(opcode)", offset: position)
            }
            if opcode == .stop {
                guard stack.count == 1, marks.isEmpty, let root = stack.first else {
                    throw .pickle(.pickleStack, "\(stack.count) values are left at its end", at: position)
                }
                return root
            }
            try step(opcode, at: position)
            try checkSize(at: position)
            if let frameEnd, input.position > frameEnd {
                throw .pickle(.pickleFrame, "an operation crosses the end of its frame", at: position)
            }
        }
        throw .pickle(.pickleLimit, "it has more than \(Limits.pickleOperations) operations", at: input.position)
    }
}

/// What the pickle makes stays within ``Limits``, however few operations it takes.
extension PickleMachine {
    private func checkSize(at position: UInt64) throws(Fault) {
        guard stack.count <= Limits.pickleStack, marks.count <= Limits.pickleStack else {
            throw .pickle(.pickleLimit, "more than \(Limits.pickleStack) values are open", at: position)
        }
        guard memo.count <= Limits.pickleMemo else {
            throw .pickle(.pickleLimit, "more than \(Limits.pickleMemo) values are memorised", at: position)
        }
        guard heap.containerCount <= Limits.pickleContainers else {
            throw .pickle(.pickleLimit, "it makes more than \(Limits.pickleContainers) containers", at: position)
        }
        guard elementCount <= Limits.pickleElements else {
            throw .pickle(.pickleLimit, "containers hold more than \(Limits.pickleElements) values", at: position)
        }
    }

    /// Counts text before it is kept.
    mutating func keep(text byteCount: Int, at position: UInt64) throws(Fault) {
        textByteCount += byteCount
        guard textByteCount <= Limits.textBytes else {
            throw .pickle(.pickleLimit, "it has more than \(Limits.textBytes) bytes of text", at: position)
        }
    }
}

extension PickleMachine {
    private mutating func step(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        switch opcode {
        case .proto:
            let version = try input.byte()
            guard position == start else {
                throw .pickle(.pickleOpcode, "the protocol is named again in the middle", at: position)
            }
            guard version <= 5 else { throw .pickle(.pickleOpcode, "protocol \(version) is not known", at: position) }
        case .frame:
            let count = try input.unsigned(8)
            let (end, overflow) = input.position.addingReportingOverflow(count)
            guard frameEnd == nil, !overflow else {
                throw .pickle(.pickleFrame, "a frame within a frame", at: position)
            }
            guard end <= input.end else {
                throw .pickle(.pickleFrame, "a frame of \(count) bytes ends outside of the file", at: position)
            }
            frameEnd = end
        case .mark: marks.append(stack.count)
        case .pop: _ = try pop(at: position)
        case .dup: stack.append(try top(at: position))
        case .none: stack.append(.none)
        case .newTrue: stack.append(.bool(true))
        case .newFalse: stack.append(.bool(false))
        case .int, .long, .binInt, .binInt1, .binInt2, .long1, .long4, .float, .binFloat:
            stack.append(try number(opcode, at: position))
        case .string, .binString, .shortBinString, .unicode, .binUnicode, .shortBinUnicode, .binUnicode8, .binBytes,
            .shortBinBytes, .binBytes8, .byteArray8:
            stack.append(try text(opcode, at: position))
        case .emptyTuple, .tuple, .tuple1, .tuple2, .tuple3: try makeTuple(opcode, at: position)
        case .emptyList, .list, .append, .appends: try makeList(opcode, at: position)
        case .emptyDict, .dict, .setItem, .setItems: try makeDict(opcode, at: position)
        case .emptySet, .frozenSet, .addItems: try makeSet(opcode, at: position)
        case .put, .binPut, .longBinPut, .memoize, .get, .binGet, .longBinGet: try useMemo(opcode, at: position)
        case .global, .stackGlobal: try name(opcode, at: position)
        case .reduce, .newObject, .newObjectEx, .build: try describeCall(opcode, at: position)
        case .binPersistentID:
            heap.persistents.append(try pop(at: position))
            stack.append(.persistent(heap.persistents.count - 1))
        case .stop, .popMark, .instance, .object, .extension1, .extension2, .extension4, .persistentID, .nextBuffer,
            .readOnlyBuffer:
            throw .pickle(.pickleOpcode, "an operation that has no place here", at: position)
        }
    }

    private func top(at position: UInt64) throws(Fault) -> PickleValue {
        guard let value = stack.last, stack.count > marks.last ?? 0 else {
            throw .pickle(.pickleStack, "an operation finds no value", at: position)
        }
        return value
    }

    private mutating func pop(at position: UInt64) throws(Fault) -> PickleValue {
        let value = try top(at: position)
        stack.removeLast()
        return value
    }

    private mutating func popToMark(at position: UInt64) throws(Fault) -> [PickleValue] {
        guard let mark = marks.popLast(), mark <= stack.count else {
            throw .pickle(.pickleStack, "an operation finds no mark", at: position)
        }
        let values = Array(stack[mark...])
        stack.removeSubrange(mark...)
        elementCount += values.count
        return values
    }
}

extension PickleMachine {
    private mutating func makeTuple(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
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

    private mutating func makeList(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        switch opcode {
        case .append:
            elementCount += 1
            try append([try pop(at: position)], at: position)
        case .appends: try append(try popToMark(at: position), at: position)
        default:
            heap.lists.append(opcode == .list ? try popToMark(at: position) : [])
            stack.append(.list(heap.lists.count - 1))
        }
    }

    private mutating func append(_ values: [PickleValue], at position: UInt64) throws(Fault) {
        switch try top(at: position) {
        case .list(let place): heap.lists[place] += values
        case .object(let place): heap.objects[place].items += values.map { (.none, $0) }
        default: throw .pickle(.pickleStack, "elements are added to what is no list", at: position)
        }
    }

    private mutating func makeDict(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        switch opcode {
        case .setItem:
            let value = try pop(at: position)
            elementCount += 2
            try set([try pop(at: position), value], at: position)
        case .setItems: try set(try popToMark(at: position), at: position)
        case .dict:
            let values = try popToMark(at: position)
            pushDict([])
            try set(values, at: position)
        default: pushDict([])
        }
    }

    private mutating func pushDict(_ entries: [(key: PickleValue, value: PickleValue)]) {
        heap.dicts.append(entries)
        stack.append(.dict(heap.dicts.count - 1))
    }

    private mutating func set(_ values: [PickleValue], at position: UInt64) throws(Fault) {
        guard values.count.isMultiple(of: 2) else {
            throw .pickle(.pickleStack, "a key of a dict has no value", at: position)
        }
        let entries = stride(from: 0, to: values.count, by: 2).map { (key: values[$0], value: values[$0 + 1]) }
        switch try top(at: position) {
        case .dict(let place): heap.dicts[place] += entries
        case .object(let place): heap.objects[place].items += entries
        default: throw .pickle(.pickleStack, "entries are set in what is no dict", at: position)
        }
    }

    /// A set is an object of which only the elements matter.
    private mutating func makeSet(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        if opcode == .addItems {
            try append(try popToMark(at: position), at: position)
            return
        }
        let elements = opcode == .frozenSet ? try popToMark(at: position) : []
        let name = place(of: PickleGlobal(module: "builtins", name: opcode == .frozenSet ? "frozenset" : "set"))
        heap.objects.append(
            PickleObject(callable: .global(name), arguments: .none, items: elements.map { (.none, $0) }))
        stack.append(.object(heap.objects.count - 1))
    }
}

extension PickleMachine {
    private mutating func useMemo(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        let key: UInt64
        switch opcode {
        case .memoize: key = UInt64(memo.count)
        case .binPut, .binGet: key = UInt64(try input.byte())
        case .longBinPut, .longBinGet: key = try input.unsigned(4)
        default:
            let text = String(decoding: try input.line(limit: 20), as: UTF8.self)
            guard let number = UInt64(text) else { throw .pickle(.pickleMemo, "'\(text)' is no number", at: position) }
            key = number
        }
        switch opcode {
        case .get, .binGet, .longBinGet:
            guard let value = memo[key] else {
                throw .pickle(.pickleMemo, "nothing is memorised as \(key)", at: position)
            }
            stack.append(value)
        default: memo[key] = try top(at: position)
        }
    }

    private mutating func name(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        let module: String
        let name: String
        if opcode == .global {
            module = try word(at: position)
            name = try word(at: position)
        } else {
            guard case .string(let second) = try pop(at: position), case .string(let first) = try pop(at: position)
            else {
                throw .pickle(.pickleStack, "a name is made of what is no text", at: position)
            }
            (module, name) = (first, second)
        }
        stack.append(.global(place(of: PickleGlobal(module: Self.modern(module), name: name))))
    }

    private mutating func word(at position: UInt64) throws(Fault) -> String {
        guard let word = String(validating: try line(at: position), as: UTF8.self) else {
            throw .pickle(.pickleText, "a name is not UTF-8", at: position)
        }
        return word
    }

    private mutating func place(of global: PickleGlobal) -> Int {
        if let known = knownGlobals[global] { return known }
        heap.globals.append(global)
        knownGlobals[global] = heap.globals.count - 1
        return heap.globals.count - 1
    }

    /// The names that modules of Python 2 have in Python 3.
    private static func modern(_ module: String) -> String {
        switch module {
        case "__builtin__": "builtins"
        case "copy_reg": "copyreg"
        default: module
        }
    }

    private mutating func describeCall(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        if opcode == .build {
            let state = try pop(at: position)
            switch try top(at: position) {
            case .object(let place): heap.objects[place].state = state
            case .dict: break  // `_metadata` of an ordered dict: known, and of no use here.
            default: throw .pickle(.pickleStack, "a state is given to what is no object", at: position)
            }
            return
        }
        if opcode == .newObjectEx { _ = try pop(at: position) }
        let arguments = try pop(at: position)
        let callable = try pop(at: position)
        // Files from before 1.6 name a module's class by a persistent identifier that carries its source.
        let isClass = if case .persistent = callable { true } else { false }
        guard isClass || heap.global(callable) != nil || heap.object(callable) != nil else {
            throw .pickle(.pickleStack, "\(heap.kind(of: callable)) is called", at: position)
        }
        if heap.global(callable)?.description == "collections.OrderedDict" {
            let entries = try orderedEntries(arguments, at: position)
            // The pickle spelt each of them; a list that is used again and again makes more of them than that.
            listedEntries += UInt64(entries.count)
            guard listedEntries <= position - start else {
                throw .pickle(.pickleLimit, "ordered dicts are made of the same list again and again", at: position)
            }
            pushDict(entries)
            return
        }
        heap.objects.append(PickleObject(callable: callable, arguments: arguments))
        stack.append(.object(heap.objects.count - 1))
    }

    /// Python 2 hands an ordered dict its entries as a list of lists of two.
    private func orderedEntries(
        _ arguments: PickleValue, at position: UInt64
    ) throws(Fault) -> [(key: PickleValue, value: PickleValue)] {
        guard let parts = heap.elements(arguments), parts.count <= 1 else {
            throw .pickle(.pickleStack, "an ordered dict is made of what is no list", at: position)
        }
        guard let list = parts.first else { return [] }
        guard let elements = heap.elements(list) else {
            throw .pickle(.pickleStack, "an ordered dict is made of what is no list", at: position)
        }
        var entries: [(key: PickleValue, value: PickleValue)] = []
        for element in elements {
            guard let pair = heap.elements(element), pair.count == 2 else {
                throw .pickle(.pickleStack, "an ordered dict is made of what are no pairs", at: position)
            }
            entries.append((pair[0], pair[1]))
        }
        return entries
    }
}
