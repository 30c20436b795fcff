internal import ByteIO

/// Checks all calls in a pickle of names that torch knows: each must be a call that `torch.save` writes.
///
/// Nothing may be done later to what a call makes, because BUILD can put another storage into a tensor. To check only
/// the tensors of the model is not enough: tensors can share a storage, and what changes one then changes the other.
struct KnownCalls {
    /// The kind of an argument.
    private enum Argument {
        case text, integer, number, integers, hashables, dict
    }

    /// The arguments of a call, and how many at the end are optional.
    private struct Signature {
        let arguments: [Argument]
        let optional: Int

        init(_ arguments: [Argument], optional: Int = 0) {
            self.arguments = arguments
            self.optional = optional
        }
    }

    /// Functions that make no tensor.
    private static let signatures: [String: Signature] = [
        "torch.Size": Signature([.integers]), "torch.device": Signature([.text, .integer], optional: 1),
        "torch.serialization._get_layout": Signature([.text]), "_codecs.encode": Signature([.text, .text]),
        "builtins.bytearray": Signature([.text, .text], optional: 2),
        "builtins.complex": Signature([.number, .number]), "builtins.set": Signature([.hashables], optional: 1),
        "collections.Counter": Signature([.dict], optional: 1),
    ]

    /// Functions that make tensors of kinds that are not read, whatever their arguments.
    private static let unread: Set<String> = [
        "torch._utils._rebuild_qtensor", "torch._utils._rebuild_sparse_tensor",
        "torch._utils._rebuild_meta_tensor_no_storage", "torch._utils._rebuild_nested_tensor",
        "torch._utils._rebuild_wrapper_subclass", "torch._utils._rebuild_device_tensor_from_numpy",
    ]

    private let heap: PickleHeap
    /// Lists with elements that no set can contain.
    private let unhashableLists: Set<Int>

    init(_ heap: PickleHeap) {
        self.heap = heap
        unhashableLists = Set(heap.lists.indices.filter { heap.lists[$0].elements.contains(where: Self.isMutable) })
    }

    private static func isMutable(_ value: PickleValue) -> Bool {
        switch value {
        case .list, .dict: true
        default: false
        }
    }

    /// - Throws: ``Fault`` `torch.altered`, `torch.tensor`, naming the entry that holds the object, if there is one.
    func check() throws(Fault) {
        for index in heap.objects.indices {
            let object = heap.objects[index]
            guard let name = heap.global(object.callable)?.description, TorchAllowList.holds(name: name) else {
                continue
            }
            do throws(Fault) {
                try check(object, name)
            } catch  where error.code == .torchUnsupported || error.code == .torchOpaque {
                continue
            } catch {
                throw error.about(entryName(of: .object(index)) ?? "pickle")
            }
        }
    }

    private func check(_ object: PickleObject, _ name: String) throws(Fault) {
        try object.checkUnchanged(in: heap)
        guard !TensorCall.isMade(by: name) else {
            _ = try TensorCall.tensor(object, in: heap)
            return
        }
        // Later protocols make sets without a call.
        guard object.making == .called, !Self.unread.contains(name) else { return }
        guard let signature = Self.signatures[name], let values = heap.tuple(object.arguments),
            values.count <= signature.arguments.count,
            values.count >= signature.arguments.count - signature.optional,
            zip(values, signature.arguments).allSatisfy({ holds($0, $1, at: object.position) })
        else { throw .altered("a call of '\(name)' is not one that torch.save writes", at: object.position) }
    }

    private func holds(_ value: PickleValue, _ argument: Argument, at position: UInt64) -> Bool {
        switch (argument, value) {
        case (.text, .string), (.text, .bytes), (.integer, .int), (.number, .float), (.dict, .dict): true
        case (.integers, _): heap.integers(value, at: position, atMost: TorchLimits.rank) != nil
        case (.hashables, .list(let index)): !unhashableLists.contains(index)
        default: false
        }
    }

    /// The first entry of a dict with this value, for messages.
    private func entryName(of value: PickleValue) -> String? {
        for entry in heap.dicts.lazy.flatMap(\.entries) {
            if entry.value == value, case .string(let name) = entry.key { return "entry '\(name)'" }
        }
        return nil
    }
}

extension PickleObject {
    /// Checks that nothing was done to what torch makes.
    ///
    /// - Throws: ``Fault`` `torch.altered`, `torch.tensor`.
    func checkUnchanged(in heap: PickleHeap) throws(Fault) {
        let name = heap.global(callable)?.description ?? "an object"
        let isParameter = name == TensorCall.parameter
        if let state, !(isParameter && isFlags(state, in: heap)) {
            throw .altered("the result of '\(name)' gets a state (BUILD), which torch.save never writes", at: position)
        }
        // In later protocols, the elements of a set are items.
        let isSet = name == "builtins.set"
        guard items.isEmpty || isSet else { throw .tensor("the result of '\(name)' gets items") }
        guard making == .called || isParameter && making == .instantiated || isSet && making == .otherwise else {
            throw .altered("'\(name)' is not called but instantiated (NEWOBJ)", at: position)
        }
    }

    /// Whether the state is what torch 0.3 gave a parameter: `(requires_grad, volatile, hooks)`.
    private func isFlags(_ state: PickleValue, in heap: PickleHeap) -> Bool {
        guard let parts = heap.tuple(state), parts.count == 3, case .bool = parts[0], case .bool = parts[1] else {
            return false
        }
        return heap.dict(parts[2])?.entries.isEmpty ?? (parts[2] == .none)
    }
}
