internal import ByteIO
internal import Tensors

/// A tensor as a pickle describes it: the arguments of the function that would rebuild it.
struct TorchTensor {
    /// What two names for one tensor have in common.
    struct Place: Hashable {
        let key: String
        let offset: Int
        let shape: Shape
        let strides: [Int]
    }

    let storage: TorchStorage
    let elementType: ElementType
    let shape: Shape
    /// In elements.
    let offset: Int
    let strides: [Int]

    var place: Place { Place(key: storage.key, offset: offset, shape: shape, strides: strides) }
}

extension TorchTensor {
    /// - Parameters:
    ///   - arguments: storage, offset, size, stride; of an untyped storage also gradient, hooks and the type.
    ///   - position: where the call stands, which takes lists as they are there.
    /// - Throws: ``Fault`` `torch.tensor`, `torch.storage`, `torch.unsupported-tensor`.
    init(
        _ arguments: [PickleValue], isUntyped: Bool, at position: UInt64, in heap: PickleHeap
    ) throws(Fault) {
        guard case .int(let offset) = arguments[1],
            let size = heap.integers(arguments[2], at: position, atMost: TorchLimits.rank),
            let strides = heap.integers(arguments[3], at: position, atMost: TorchLimits.rank),
            size.count == strides.count
        else { throw .tensor("its size, strides or offset are not what torch writes") }
        guard let shape = Shape(size) else { throw .tensor("its size \(size) is impossible") }
        guard case .persistent(let place) = arguments[0] else {
            throw .tensor("its storage is \(heap.kind(of: arguments[0]))")
        }
        let storage = try TorchStorage(heap.persistents[place], in: heap)
        try storage.checkContent()
        guard isUntyped || storage.content != .bytes else {
            throw .storage(storage.key, "is untyped, and its tensor says no type")
        }
        guard !isUntyped || storage.content == .bytes else {
            throw .altered("it has a type of its own, and so has its storage", at: position)
        }
        let own = isUntyped ? try Self.elementType(arguments[6], in: heap) : nil
        guard let elementType = own ?? storage.elementType else {
            throw .storage(storage.key, "is untyped, and its tensor says no type")
        }
        // The storage itself is held against the file later; a view of it exists only here.
        let isWhole = storage.window == 0..<storage.count
        guard isWhole || Self.reach(offset: offset, shape, strides).map({ $0 <= storage.window.count }) ?? false
        else {
            throw .tensor(
                "size \(shape), strides \(strides) and offset \(offset) lead outside of its view of the storage")
        }
        let (start, overflow) = offset.addingReportingOverflow(storage.window.lowerBound)
        guard !overflow else { throw .tensor("its offset \(offset) is impossible") }
        self.storage = storage
        self.elementType = elementType
        self.shape = shape
        self.offset = start
        self.strides = strides
    }

    /// Elements from the start of a storage to the last that a tensor touches; 0 for a tensor without elements, nil
    /// on overflow or a negative number.
    private static func reach(offset: Int, _ shape: Shape, _ strides: [Int]) -> Int? {
        guard shape.elementCount > 0 else { return 0 }
        var reach = 1
        for (count, stride) in zip([2] + shape.dimensions, [offset] + strides) {
            let (span, overflow) = (count - 1).multipliedReportingOverflow(by: stride)
            let (sum, overflowed) = reach.addingReportingOverflow(span)
            guard stride >= 0, !overflow, !overflowed else { return nil }
            reach = sum
        }
        return reach
    }

    /// The type that an argument names.
    static func elementType(_ value: PickleValue, in heap: PickleHeap) throws(Fault) -> ElementType {
        guard let global = heap.global(value), global.module == "torch" else {
            throw .tensor("its type is \(heap.kind(of: value))")
        }
        guard let type = ElementType(torchName: global.name) else {
            throw .unsupportedTensor("of type '\(global.description)'", remedy: "convert it to float32 before saving")
        }
        return type
    }
}
