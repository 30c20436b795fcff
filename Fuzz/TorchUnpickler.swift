import ByteIO

@testable import TorchArchive

/// torch's restricted unpickler, acted out: what `torch.load(weights_only=True)` does with a pickle, step by step
/// (torch 2.13, `torch/_weights_only_unpickler.py`, `torch/_utils.py`).
///
/// TorchArchive, which acts nothing out, is compared with it; the two share only the opcodes' numbers and how bytes are
/// read. Where torch would stop, or something is done that is not acted out, it stops.
struct TorchUnpickler {
    /// torch stops here, or what it does is not known here.
    struct Stopped: Error {}

    private var input: PickleInput
    private var stack: [TorchValue] = []
    private var marks: [[TorchValue]] = []
    private var memo: [UInt64: TorchValue] = [:]
    private var storages: [String: TorchStored] = [:]

    static func load(_ bytes: [UInt8]) throws -> TorchValue {
        var unpickler = TorchUnpickler(input: PickleInput(bytes: bytes))
        return try unpickler.load()
    }

    private init(input: PickleInput) {
        self.input = input
    }

    private mutating func load() throws -> TorchValue {
        while true {
            guard let opcode = PickleOpcode(rawValue: try input.byte()), TorchAllowList.holds(opcode) else {
                throw Stopped()
            }
            if opcode == .stop { return try pop() }
            try step(opcode)
        }
    }

    private mutating func step(_ opcode: PickleOpcode) throws {
        switch opcode {
        case .proto: _ = try input.byte()
        case .mark:
            marks.append(stack)
            stack = []
        case .none: stack.append(.nothing)
        case .newTrue: stack.append(.bool(true))
        case .newFalse: stack.append(.bool(false))
        case .binInt: stack.append(.int(Int(Int32(truncatingIfNeeded: try input.unsigned(4)))))
        case .binInt1: stack.append(.int(Int(try input.unsigned(1))))
        case .binInt2: stack.append(.int(Int(try input.unsigned(2))))
        case .long1: try pushLong()
        case .binFloat:
            _ = try input.take(8)
            stack.append(.other)
        case .binUnicode: try pushText(try input.unsigned(4))
        case .shortBinString: try pushText(try input.unsigned(1))
        case .emptyTuple: stack.append(.tuple([]))
        case .tuple:
            let elements = try popMark()
            stack.append(.tuple(elements))
        case .tuple1, .tuple2, .tuple3:
            let count = Int(opcode.rawValue - PickleOpcode.tuple1.rawValue + 1)
            guard stack.count >= count else { throw Stopped() }
            let elements = Array(stack.suffix(count))
            stack.removeLast(count)
            stack.append(.tuple(elements))
        case .emptyList: stack.append(.list(TorchList()))
        case .emptyDict: stack.append(.dict(TorchDict(isOrdered: false)))
        case .emptySet: stack.append(.other)
        case .append: try append([try pop()])
        case .appends: try append(try popMark())
        case .setItem:
            let value = try pop()
            try set([try pop(), value])
        case .setItems: try set(try popMark())
        case .binPut: memo[UInt64(try input.byte())] = try top()
        case .longBinPut: memo[try input.unsigned(4)] = try top()
        case .binGet: stack.append(try remembered(UInt64(try input.byte())))
        case .longBinGet: stack.append(try remembered(try input.unsigned(4)))
        case .global:
            let names = [try input.line(limit: 4096), try input.line(limit: 4096)]
            let name = names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
            guard TorchAllowList.holds(name: name) else { throw Stopped() }
            stack.append(.global(name))
        case .binPersistentID: stack.append(.storage(try storage(try pop())))
        case .reduce:
            let arguments = try pop()
            stack.append(try TorchCalls.call(try pop(), arguments))
        case .newObject:
            let arguments = try pop()
            stack.append(try TorchCalls.instance(of: try pop(), arguments))
        case .build:
            let state = try pop()
            try TorchCalls.build(try top(), state)
        default: throw Stopped()
        }
    }

    private mutating func storage(_ identifier: TorchValue) throws -> TorchStored {
        guard case .tuple(let parts) = identifier, parts.count == 5, case .string("storage") = parts[0],
            case .global(let name) = parts[1], name.hasSuffix("Storage"), case .string(let key) = parts[2],
            case .string(let location) = parts[3], location != "meta", case .int(let count) = parts[4]
        else { throw Stopped() }
        if let known = storages[key] { return known }
        let made = TorchStored(key: key, className: name, count: count)
        storages[key] = made
        return made
    }
}

extension TorchUnpickler {
    private func top() throws -> TorchValue {
        guard let value = stack.last else { throw Stopped() }
        return value
    }

    private mutating func pop() throws -> TorchValue {
        guard let value = stack.popLast() else { throw Stopped() }
        return value
    }

    /// What was pushed since the last mark.
    private mutating func popMark() throws -> [TorchValue] {
        guard let below = marks.popLast() else { throw Stopped() }
        defer { stack = below }
        return stack
    }

    private func remembered(_ key: UInt64) throws -> TorchValue {
        guard let value = memo[key] else { throw Stopped() }
        return value
    }

    private func append(_ values: [TorchValue]) throws {
        guard case .list(let list) = try top() else { throw Stopped() }
        list.elements += values
    }

    private func set(_ values: [TorchValue]) throws {
        guard case .dict(let dict) = try top(), values.count.isMultiple(of: 2) else { throw Stopped() }
        for place in stride(from: 0, to: values.count, by: 2) { dict.set(values[place], values[place + 1]) }
    }

    private mutating func pushLong() throws {
        let bytes = try input.take(Int(try input.byte()))
        guard bytes.count <= 8 else { throw Stopped() }
        let sign = (bytes.last ?? 0) >= 0x80 ? UInt64.max : 0
        stack.append(.int(Int(Int64(bitPattern: bytes.reversed().reduce(sign) { $0 << 8 | UInt64($1) }))))
    }

    private mutating func pushText(_ count: UInt64) throws {
        guard let text = String(validating: try input.take(Int(clamping: count)), as: UTF8.self) else {
            throw Stopped()
        }
        stack.append(.string(text))
    }
}
