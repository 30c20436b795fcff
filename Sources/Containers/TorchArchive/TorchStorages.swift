internal import ByteIO

/// The storages that a pickle names, wherever in it that is: in a tensor, in one that is thrown away, in an attribute.
///
/// torch makes each storage where its key first stands and never looks at what is said of it later
/// (`torch/serialization.py`, `persistent_load`), so all that is said of one must be the same.
struct TorchStorages {
    /// How a kind of file names a storage.
    enum Naming {
        /// In archives, in five items.
        case archive
        /// In files of torch before 1.6, in six: the last is a view.
        case legacy
    }

    private(set) var byKey: [String: TorchStorage] = [:]
    /// Of each view, the key of its storage and its elements.
    private var views: [String: (key: String, view: TorchStorage.View)] = [:]

    /// - Throws: ``Fault`` `torch.storage`, `torch.tensor`.
    init(_ heap: PickleHeap, _ naming: Naming) throws(Fault) {
        for identifier in heap.persistents where naming == .archive || !Self.isSource(identifier, in: heap) {
            let storage = try TorchStorage(identifier, in: heap)
            if naming == .legacy, case .int = heap.tuple(identifier)?[2] {
                throw .storage(storage.key, "has a number for a key")
            }
            try insert(storage)
        }
        for (key, view) in views where byKey[key] != nil {
            throw .storage(view.key, "has a view with the key '\(key)', which is another storage's")
        }
    }

    /// Whether a pickle asks for nothing but storages, as this kind of file names them.
    ///
    /// - Throws: ``Fault`` `torch.tensor`.
    static func check(_ heap: PickleHeap, _ naming: Naming) throws(Fault) {
        for identifier in heap.persistents where naming == .archive || !isSource(identifier, in: heap) {
            guard let parts = heap.tuple(identifier), TorchStorage.isStorage(parts),
                parts.count == (naming == .archive ? 5 : 6)
            else {
                throw .tensor("the pickle asks for something other than a storage, as this kind of file names one")
            }
        }
    }

    private mutating func insert(_ storage: TorchStorage) throws(Fault) {
        if let other = byKey.updateValue(storage, forKey: storage.key),
            other.className != storage.className || other.count != storage.count
        {
            throw .storage(
                storage.key,
                "is named as '\(other.className)' of \(other.count) elements and as '\(storage.className)' of "
                    + "\(storage.count); torch takes what stands first")
        }
        guard let view = storage.view else { return }
        if let other = views.updateValue((storage.key, view), forKey: view.key),
            other.key != storage.key || other.view != view
        {
            throw .storage(storage.key, "has two views with the key '\(view.key)'; torch takes what stands first")
        }
    }

    /// Files from before 1.6 also name the source of a module's class; it is of no use here.
    private static func isSource(_ identifier: PickleValue, in heap: PickleHeap) -> Bool {
        heap.tuple(identifier)?.first == .string("module")
    }
}
