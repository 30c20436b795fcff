internal import ByteIO

/// What a pickle describes, as inert data: containers are places in a ``PickleHeap``, so that two names for one
/// list stay one list, and nothing is nested in memory however deep the pickle nests it.
enum PickleValue: Hashable {
    case none
    case bool(Bool)
    case int(Int)
    /// An integer of more than 64 bits; its value is of no use here.
    case bigInt
    case float(Double)
    case string(String)
    /// Bytes, or text that is not valid UTF-8.
    case bytes([UInt8])
    case tuple(Int)
    case list(Int)
    case dict(Int)
    /// A name that Python would import; here it stays a name.
    case global(Int)
    /// What calling a global with arguments would give.
    case object(Int)
    /// What the file's reader is asked for: a storage.
    case persistent(Int)
}

/// A name that Python would import: `torch._utils._rebuild_tensor_v2`.
struct PickleGlobal: Hashable {
    let module: String
    let name: String

    var description: String { "\(module).\(name)" }
}

/// What a call would give, left as it is described: what is called, with what, and what is put into it after.
struct PickleObject {
    let callable: PickleValue
    let arguments: PickleValue
    var state: PickleValue?
    var items: [(key: PickleValue, value: PickleValue)] = []
}

/// Everything that a pickle made.
struct PickleHeap {
    var tuples: [[PickleValue]] = []
    var lists: [[PickleValue]] = []
    var dicts: [[(key: PickleValue, value: PickleValue)]] = []
    var globals: [PickleGlobal] = []
    var objects: [PickleObject] = []
    var persistents: [PickleValue] = []

    /// All that takes memory of its own.
    var containerCount: Int {
        tuples.count + lists.count + dicts.count + globals.count + objects.count + persistents.count
    }
}

extension PickleHeap {
    /// The same, if everything that it asks its reader for is a storage described in `itemCount` items.
    ///
    /// - Throws: ``Fault`` `torch.storage`.
    func checkingStorages(itemCount: Int) throws(Fault) -> PickleHeap {
        for identifier in persistents {
            let parts = elements(identifier) ?? []
            let isStorage = parts.first == .string("storage") || parts.first == .bytes(Array("storage".utf8))
            // Files from before 1.6 also name the source of a module's class; it is of no use here.
            let isSource = itemCount == 6 && parts.first == .string("module")
            guard isStorage && parts.count == itemCount || isSource else {
                throw .tensor("the pickle asks for something other than a storage, as this kind of file names one")
            }
        }
        return self
    }

    /// The elements of a tuple or a list.
    func elements(_ value: PickleValue) -> [PickleValue]? {
        switch value {
        case .tuple(let place): tuples[place]
        case .list(let place): lists[place]
        default: nil
        }
    }

    func global(_ value: PickleValue) -> PickleGlobal? {
        if case .global(let place) = value { globals[place] } else { nil }
    }

    func object(_ value: PickleValue) -> PickleObject? {
        if case .object(let place) = value { objects[place] } else { nil }
    }

    func dict(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
        if case .dict(let place) = value { dicts[place] } else { nil }
    }

    /// The entries of a dict, or of an object that acts as one (a subclass of dict).
    func entries(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
        dict(value) ?? object(value).flatMap { $0.items.isEmpty ? nil : $0.items }
    }

    /// The integers of a tuple, a list, or a `torch.Size`.
    ///
    /// - Parameter limit: how many there may be; nil is given for more, which thousands of tensors could share.
    func integers(_ value: PickleValue, atMost limit: Int) -> [Int]? {
        var value = value
        if let object = object(value), let global = global(object.callable), global.description == "torch.Size",
            let first = elements(object.arguments)?.first
        {
            value = first
        }
        guard let elements = elements(value), elements.count <= limit else { return nil }
        var integers: [Int] = []
        for element in elements {
            guard case .int(let integer) = element else { return nil }
            integers.append(integer)
        }
        return integers
    }

    /// What a message calls a value.
    func kind(of value: PickleValue) -> String {
        switch value {
        case .none: "None"
        case .bool: "a boolean"
        case .int, .bigInt: "an integer"
        case .float: "a number"
        case .string: "a string"
        case .bytes: "bytes"
        case .tuple: "a tuple"
        case .list: "a list"
        case .dict: "a dict"
        case .global(let place): "the name '\(globals[place].description)'"
        case .object(let place):
            global(objects[place].callable).map { "an object of '\($0.description)'" } ?? "an object"
        case .persistent: "a storage"
        }
    }
}
