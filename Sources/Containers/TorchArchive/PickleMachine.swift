internal import ByteIO

/// Reads one pickle of protocols 0 to 5 and executes nothing: a name stays a name, and a call stays the description of
/// a call.
///
/// It contains no code with which a pickle could look up, import or run anything.
struct PickleMachine {
    var heap = PickleHeap()
    var input: PickleInput
    var stack: [PickleValue] = []
    private var marks: [Int] = []
    var memo: [UInt64: PickleValue] = [:]
    private var frameEnd: UInt64?
    var start: UInt64 = 0
    private var foreignOperation: TorchRefusal.Operation?
    /// The operation at which the machine stopped because no checkpoint has it.
    private var refusedOperation: TorchRefusal.Operation?
    /// Values that were put into containers, and bytes of text that were kept.
    var elementCount = 0
    var textByteCount = 0
    var knownGlobals: [PickleGlobal: Int] = [:]
    /// Entries that ordered dicts were made of.
    var listedEntries: UInt64 = 0

    private init(input: PickleInput) {
        self.input = input
    }

    /// What a pickle describes, and the input after its STOP.
    struct Result {
        let root: PickleValue
        let heap: PickleHeap
        let rest: PickleInput
        /// The first operation that torch's own unpickler does not know.
        let foreignOperation: TorchRefusal.Operation?
    }

    /// Reads the pickle that begins at the next byte of the input.
    ///
    /// - Throws: ``Fault`` `pickle.*` with the offset of the operation that is wrong.
    static func run(_ input: PickleInput) throws(Fault) -> Result {
        var machine = PickleMachine(input: input)
        let root = try machine.run()
        return Result(
            root: root, heap: machine.heap, rest: machine.input, foreignOperation: machine.foreignOperation)
    }

    /// What torch would refuse in a pickle that may be incomplete or wrong, up to the first error.
    ///
    /// - Returns: the refusal, and the input after the pickle; nil after an error.
    static func refusal(_ input: PickleInput) -> (refusal: TorchRefusal, rest: PickleInput?) {
        var machine = PickleMachine(input: input)
        do throws(Fault) {
            _ = try machine.run(atMost: TorchLimits.suspectOperations)
        } catch {
            return (TorchRefusal(machine.heap, operation: machine.refusedOperation), nil)
        }
        return (TorchRefusal(machine.heap, operation: machine.foreignOperation), machine.input)
    }

    private mutating func run(atMost limit: Int = TorchLimits.pickleOperations) throws(Fault) -> PickleValue {
        start = input.position
        for _ in 0..<limit {
            let position = input.position
            guard position - start <= TorchLimits.pickleBytes else {
                throw .pickle(.pickleLimit, "it is longer than \(TorchLimits.pickleBytes) bytes", at: position)
            }
            if frameEnd == position { frameEnd = nil }
            let byte = try input.byte()
            guard let opcode = PickleOpcode(rawValue: byte) else {
                throw .pickle(.pickleOpcode, "there is no operation \(byte)", at: position)
            }
            if let name = opcode.refusal {
                refusedOperation = TorchRefusal.Operation(name: name, offset: position)
                // INST writes its class like GLOBAL.
                if opcode == .instance { try self.name(.global, at: position) }
                throw .pickle(.pickleOpcode, "the operation \(name) does not belong in a checkpoint", at: position)
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
        throw .pickle(.pickleLimit, "it has more than \(limit) operations", at: input.position)
    }
}

/// Keeps what the pickle makes within ``TorchLimits``, however few operations make it.
extension PickleMachine {
    private func checkSize(at position: UInt64) throws(Fault) {
        guard stack.count <= TorchLimits.pickleStack, marks.count <= TorchLimits.pickleStack else {
            throw .pickle(.pickleLimit, "more than \(TorchLimits.pickleStack) values are on the stack", at: position)
        }
        guard memo.count <= TorchLimits.pickleMemo else {
            throw .pickle(.pickleLimit, "more than \(TorchLimits.pickleMemo) values are in the memo", at: position)
        }
        guard heap.containerCount <= TorchLimits.pickleContainers else {
            throw .pickle(.pickleLimit, "it makes more than \(TorchLimits.pickleContainers) containers", at: position)
        }
        guard elementCount <= TorchLimits.pickleElements else {
            throw .pickle(.pickleLimit, "containers hold more than \(TorchLimits.pickleElements) values", at: position)
        }
    }

    /// Counts the bytes of a text before it is kept.
    mutating func keep(text byteCount: Int, at position: UInt64) throws(Fault) {
        textByteCount += byteCount
        guard textByteCount <= TorchLimits.textBytes else {
            throw .pickle(.pickleLimit, "it has more than \(TorchLimits.textBytes) bytes of text", at: position)
        }
    }
}

extension PickleMachine {
    private mutating func step(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) {
        switch opcode {
        case .proto:
            let version = try input.byte()
            guard position == start else {
                throw .pickle(.pickleOpcode, "the protocol is stated a second time", at: position)
            }
            guard version <= 5 else { throw .pickle(.pickleOpcode, "protocol \(version) is unknown", at: position) }
        case .frame:
            let count = try input.unsigned(8)
            let (end, overflow) = input.position.addingReportingOverflow(count)
            guard frameEnd == nil, !overflow else {
                throw .pickle(.pickleFrame, "a frame within a frame", at: position)
            }
            guard end <= input.end else {
                throw .pickle(.pickleFrame, "a frame of \(count) bytes ends outside the file", at: position)
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
        case .reduce, .newObject, .newObjectEx: try describeCall(opcode, at: position)
        case .build: try giveState(at: position)
        case .binPersistentID:
            heap.persistents.append(try pop(at: position))
            stack.append(.persistent(heap.persistents.count - 1))
        case .stop, .popMark, .instance, .object, .extension1, .extension2, .extension4, .persistentID, .nextBuffer,
            .readOnlyBuffer:
            throw .pickle(.pickleOpcode, "an operation does not belong here", at: position)
        }
    }

    func top(at position: UInt64) throws(Fault) -> PickleValue {
        guard let value = stack.last, stack.count > marks.last ?? 0 else {
            throw .pickle(.pickleStack, "an operation finds no value on the stack", at: position)
        }
        return value
    }

    mutating func pop(at position: UInt64) throws(Fault) -> PickleValue {
        let value = try top(at: position)
        stack.removeLast()
        return value
    }

    mutating func popToMark(at position: UInt64) throws(Fault) -> [PickleValue] {
        guard let mark = marks.popLast(), mark <= stack.count else {
            throw .pickle(.pickleStack, "an operation finds no mark on the stack", at: position)
        }
        let values = Array(stack[mark...])
        stack.removeSubrange(mark...)
        elementCount += values.count
        return values
    }
}
