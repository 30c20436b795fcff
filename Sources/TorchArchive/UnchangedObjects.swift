internal import ByteIO

/// Objects that torch itself knows, wherever in a pickle they are: nothing may be done to one after it was made.
///
/// BUILD puts another storage into a tensor, and what a pickle does to one tensor can change another: two may share a
/// storage, or be the same. `torch.save` gives no object of torch a state, for all of it is in the call.
extension PickleHeap {
    /// - Throws: ``Fault`` `torch.altered`, naming the entry that holds the object where there is one.
    func checkUnchanged() throws(Fault) {
        for place in objects.indices {
            let object = objects[place]
            guard let global = global(object.callable), TorchAllowList.holds(global) else { continue }
            do throws(Fault) {
                try object.checkUnchanged(in: self)
                try checkAttributes(object, global.description)
            } catch {
                throw error.about(entryName(of: .object(place)) ?? "pickle")
            }
        }
    }

    private func checkAttributes(_ object: PickleObject, _ function: String) throws(Fault) {
        let isGiven = function == TensorCall.fromType || function == "torch._utils._rebuild_parameter_with_state"
        guard isGiven, let arguments = elements(object.arguments), arguments.count == 4 else { return }
        try TensorAttributes(arguments[3], in: self).check(function, at: object.position)
        guard function == TensorCall.fromType, let inner = elements(arguments[2]) else { return }
        // The function that it is to call may set attributes too.
        guard let called = global(arguments[0]), inner.count == 4 else { return }
        let call = PickleObject(
            callable: arguments[0], arguments: arguments[2], making: .called, position: object.position)
        if called.description != function { try checkAttributes(call, called.description) }
    }

    /// For a message: the first entry of a dict that has this value.
    private func entryName(of value: PickleValue) -> String? {
        for entry in dicts.lazy.flatMap(\.entries) {
            if entry.value == value, case .string(let name) = entry.key { return "entry '\(name)'" }
        }
        return nil
    }
}

extension PickleObject {
    /// - Throws: ``Fault`` `torch.altered`.
    func checkUnchanged(in heap: PickleHeap) throws(Fault) {
        let name = heap.global(callable)?.description ?? "an object"
        if let state, !(name == TensorCall.parameter && isFlags(state, in: heap)) {
            throw .altered("what '\(name)' makes is given a state (BUILD), as torch.save gives none", at: position)
        }
        // Later protocols put the elements into a set so.
        guard items.isEmpty || name == "builtins.set" else {
            throw .tensor("items are set in what '\(name)' makes")
        }
        guard making == .called || name == TensorCall.parameter && making == .instantiated || name == "builtins.set"
        else { throw .altered("'\(name)' is not called, but made an object of (NEWOBJ)", at: position) }
    }

    /// What torch 0.3 gave a parameter: `(requires_grad, volatile, hooks)`.
    private func isFlags(_ state: PickleValue, in heap: PickleHeap) -> Bool {
        guard let parts = heap.tuple(state), parts.count == 3, case .bool = parts[0], case .bool = parts[1] else {
            return false
        }
        return heap.dict(parts[2])?.entries.isEmpty ?? (parts[2] == .none)
    }
}
