internal import ByteIO
internal import Tensors

/// What a pickle says of a storage: `('storage', class, key, location, count)`, and a view in files of
/// torch before 1.6.
struct TorchStorage {
    /// What its class says that is stored.
    enum Content: Equatable {
        case elements(ElementType)
        /// An untyped storage, whose tensors bring their own type.
        case bytes
        /// What no other format can hold: quantised elements, or a class of nobody.
        case unknown
    }

    /// A part of a storage under a key of its own, as torch 0.3 and older wrote it.
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

    /// The elements that can be reached: all, or those of its view.
    var window: Range<Int> { view?.window ?? 0..<count }

    /// Nil for an untyped storage, and for one that cannot be read.
    var elementType: ElementType? {
        if case .elements(let type) = content { type } else { nil }
    }

    /// - Parameter identifier: what the pickle asks its reader for.
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
        // torch makes such a storage without its bytes.
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

    /// Bytes of an element; nil for a class of nobody.
    var width: Int? {
        switch content {
        case .elements(let type): type.bitWidth / 8
        case .bytes: 1
        case .unknown: Self.unreadWidths[className]
        }
    }

    /// Of the classes whose elements no other format can hold; those of 4 and 2 bits are counted in bytes.
    private static let unreadWidths = [
        "torch.ComplexDoubleStorage": 16, "torch.QInt8Storage": 1, "torch.QUInt8Storage": 1, "torch.QInt32Storage": 4,
        "torch.QUInt4x2Storage": 1, "torch.QUInt2x4Storage": 1,
    ]

    /// - Parameter byteCount: what is stored.
    /// - Throws: ``Fault`` `torch.storage` when that is not what the pickle says.
    func checkSize(_ byteCount: Int) throws(Fault) {
        // Tensors of other classes are withheld anyway.
        guard content != .unknown, let width else { return }
        let (needed, overflow) = count.multipliedReportingOverflow(by: width)
        guard !overflow, needed == byteCount else {
            throw .storage(key, "has \(byteCount) bytes, the pickle says \(count) elements")
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
        else { throw .storage(key, "has a view that leads outside of it") }
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
    /// The type that PyTorch calls `torch.<name>`.
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
