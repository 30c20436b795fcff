import ByteIO

@testable import TorchArchive

extension PickleMachine.Result {
    /// What the pickle describes, as Python would show it.
    var shown: String { heap.shown(root) }
}

extension PickleHeap {
    func shown(_ value: PickleValue) -> String {
        switch value {
        case .none: "None"
        case .bool(let truth): truth ? "True" : "False"
        case .int(let number): String(number)
        case .bigInt: "large"
        case .float(let number): String(number)
        case .string(let text): "'\(text)'"
        case .bytes(let bytes): "b\(bytes)"
        case .tuple(let place): "(" + tuples[place].map(shown).joined(separator: ", ") + ")"
        case .list(let place): "[" + lists[place].elements.map(shown).joined(separator: ", ") + "]"
        case .dict(let place):
            "{" + dicts[place].entries.map { "\(shown($0.key)): \(shown($0.value))" }.joined(separator: ", ") + "}"
        case .global(let place): globals[place].description
        case .object(let place): shown(objects[place])
        case .persistent(let place): "storage\(shown(persistents[place]))"
        }
    }

    private func shown(_ object: PickleObject) -> String {
        let items = object.items.map { $0.key == .none ? shown($0.value) : "\(shown($0.key)): \(shown($0.value))" }
        return shown(object.callable) + "<" + shown(object.arguments) + ">"
            + (items.isEmpty ? "" : " of \(items)") + (object.state.map { " with \(shown($0))" } ?? "")
    }
}

/// Runs a pickle from memory.
func unpickled(_ bytes: [UInt8]) throws(Fault) -> PickleMachine.Result {
    try PickleMachine.run(PickleInput(bytes: bytes))
}

/// Bytes from letters and numbers: `bytes("X", 3, 0, 0, 0, "abc")`.
func bytes(_ parts: any PicklePart...) -> [UInt8] {
    parts.flatMap(\.pickleBytes)
}

protocol PicklePart: Sendable {
    var pickleBytes: [UInt8] { get }
}

extension String: PicklePart {
    var pickleBytes: [UInt8] { Array(utf8) }
}

extension Int: PicklePart {
    var pickleBytes: [UInt8] { [UInt8(truncatingIfNeeded: self)] }
}

extension Array: PicklePart where Element == UInt8 {
    var pickleBytes: [UInt8] { self }
}
