internal import ByteIO
internal import Tensors

/// A storage as a pickle describes it: `('storage', class, key, location, count)`, and a view in files of torch before
/// 1.6.
struct TorchStorage {
    /// What the storage holds according to its class.
    enum Content: Equatable {
        case elements(ElementType)
        /// Bytes of an untyped storage, whose tensors have a type of their own.
        case bytes
        /// Something that no other format can hold: quantised elements, or an unknown class.
        case unknown
    }

    /// A part of a storage with a key of its own, as written by torch 0.3 and older.
    struct View: Hashable {
        let key: String
        let window: Range<Int>
    }

    /// The name of its bytes in the archive.
    let key: String
    /// For example, `torch.FloatStorage`.
    let className: String
    let content: Content
    /// Elements; bytes for an untyped storage.
    let count: Int
    let view: View?

    /// The elements that a tensor can use: all, or those of the view.
    var window: Range<Int> { view?.window ?? 0..<count }

    /// Nil for an untyped storage, and for one that cannot be read.
    var elementType: ElementType? {
        if case .elements(let type) = content { type } else { nil }
    }

    /// - Parameter identifier: the persistent identifier in the pickle.
    /// - Throws: ``Fault`` `torch.storage`, `torch.tensor`.
    init(_ identifier: PickleValue, in heap: PickleHeap) throws(Fault) {
        guard let parts = heap.tuple(identifier), Self.isStorage(parts), parts.count == 5 || parts.count == 6 else {
            throw .tensor("the pickle asks for something other than a storage, as this kind of file names one")
        }
        guard let key = Self.key(parts[2]) else {
            throw .tensor("the key of its storage is \(heap.kind(of: parts[2]))")
        }
        guard case .int(let count) = parts[4], count >= 0 else {
            throw .storage(key, "has no count of elements")
        }
        guard let storageClass = heap.global(parts[1])?.description else {
            throw .storage(key, "its class is \(heap.kind(of: parts[1]))")
        }
        guard let location = Self.text(parts[3]) else {
            throw .storage(key, "its location is \(heap.kind(of: parts[3]))")
        }
        // torch does not read the bytes of such a storage.
        guard location != "meta" else { throw .storage(key, "is on the device 'meta', where nothing has values") }
        self.key = key
        self.count = count
        self.className = storageClass
        self.content = Self.content(of: storageClass)
        self.view = parts.count == 6 ? try Self.view(parts[5], of: key, count, in: heap) : nil
    }

    /// - Throws: ``Fault`` `torch.unsupported-tensor` for a class that no format can hold.
    func checkContent() throws(Fault) {
        guard content == .unknown else { return }
        throw .unsupportedStorage(className)
    }

    /// Bytes of an element; nil for an unknown class.
    var width: Int? {
        switch content {
        case .elements(let type): type.bitWidth / 8
        case .bytes: 1
        case .unknown: Self.unreadWidths[className]
        }
    }

    /// Bytes of an element in classes that no other format can hold; elements of 4 and 2 bits are counted in bytes.
    private static let unreadWidths = [
        "torch.ComplexDoubleStorage": 16, "torch.QInt8Storage": 1, "torch.QUInt8Storage": 1, "torch.QInt32Storage": 4,
        "torch.QUInt4x2Storage": 1, "torch.QUInt2x4Storage": 1,
    ]

    /// - Parameter byteCount: how many bytes are stored.
    /// - Throws: ``Fault`` `torch.storage` when the pickle says another number.
    func checkSize(_ byteCount: Int) throws(Fault) {
        // Tensors of unknown classes are not read anyway.
        guard content != .unknown, let width else { return }
        let (needed, overflow) = count.multipliedReportingOverflow(by: width)
        guard !overflow, needed == byteCount else {
            throw .storage(key, "has \(byteCount) bytes, but \(count) elements according to the pickle")
        }
    }

    static func isStorage(_ parts: [PickleValue]) -> Bool {
        parts.first.flatMap(text) == "storage"
    }

    private static func text(_ value: PickleValue) -> String? {
        switch value {
        case .string(let text): text
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        default: nil
        }
    }

    private static func key(_ value: PickleValue) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        default: nil
        }
    }

    private static func view(
        _ value: PickleValue, of key: String, _ count: Int, in heap: PickleHeap
    ) throws(Fault) -> View? {
        guard value != .none else { return nil }
        guard let parts = heap.tuple(value), parts.count == 3, case .string(let viewKey) = parts[0],
            case .int(let offset) = parts[1], case .int(let length) = parts[2],
            offset >= 0, length >= 0, offset <= count, length <= count - offset
        else { throw .storage(key, "has a view that reaches outside it") }
        return View(key: viewKey, window: offset..<offset + length)
    }

    private static func content(of storageClass: String) -> Content {
        switch storageClass {
        case "torch.UntypedStorage", "torch.storage.UntypedStorage", "torch.storage._UntypedStorage": .bytes
        case "torch.DoubleStorage": .elements(.float64)
        case "torch.FloatStorage": .elements(.float32)
        case "torch.HalfStorage": .elements(.float16)
        case "torch.BFloat16Storage": .elements(.bfloat16)
        case "torch.LongStorage": .elements(.int64)
        case "torch.IntStorage": .elements(.int32)
        case "torch.ShortStorage": .elements(.int16)
        case "torch.CharStorage": .elements(.int8)
        case "torch.ByteStorage": .elements(.uint8)
        case "torch.BoolStorage": .elements(.bool)
        case "torch.ComplexFloatStorage": .elements(.complex64)
        default: .unknown
        }
    }
}

extension ElementType {
    /// The type with the name `torch.<name>` in PyTorch.
    init?(torchName: String) {
        let types: [String: ElementType] = [
            "float64": .float64, "double": .float64, "float32": .float32, "float": .float32, "float16": .float16,
            "half": .float16, "bfloat16": .bfloat16, "int64": .int64, "long": .int64, "int32": .int32, "int": .int32,
            "int16": .int16, "short": .int16, "int8": .int8, "uint8": .uint8, "bool": .bool, "uint16": .uint16,
            "uint32": .uint32, "uint64": .uint64, "complex64": .complex64, "cfloat": .complex64,
            "float8_e5m2": .float8e5m2, "float8_e4m3fn": .float8e4m3, "float8_e5m2fnuz": .float8e5m2fnuz,
            "float8_e4m3fnuz": .float8e4m3fnuz, "float8_e8m0fnu": .float8e8m0,
        ]
        guard let type = types[torchName] else { return nil }
        self = type
    }
}

/// All storages that a pickle names: in a tensor, in a discarded one, in an attribute.
///
/// torch makes a storage where its key first occurs, and ignores later descriptions of it (`torch/serialization.py`,
/// `persistent_load`), so all descriptions of a storage must be the same.
struct TorchStorages {
    /// How a kind of file names a storage.
    enum Naming {
        /// In archives, in five items.
        case archive
        /// In files of torch before 1.6, in six items; the last is a view.
        case legacy
    }

    private(set) var byKey: [String: TorchStorage] = [:]
    /// The key of the storage and the elements of each view.
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
            throw .storage(view.key, "has a view with the key '\(key)', which another storage has")
        }
    }

    /// Checks that all persistent identifiers of a pickle are storages, named like in this kind of file.
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
                    + "\(storage.count); torch uses the first")
        }
        guard let view = storage.view else { return }
        if let other = views.updateValue((storage.key, view), forKey: view.key),
            other.key != storage.key || other.view != view
        {
            throw .storage(storage.key, "has two views with the key '\(view.key)'; torch uses the first")
        }
    }

    /// Whether it is the source of a module's class in files of torch before 1.6, which is not needed.
    private static func isSource(_ identifier: PickleValue, in heap: PickleHeap) -> Bool {
        heap.tuple(identifier)?.first == .string("module")
    }
}
