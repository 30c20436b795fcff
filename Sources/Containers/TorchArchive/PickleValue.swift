internal import ByteIO

/// What a pickle describes, as inert data.
///
/// Containers are indices into a ``PickleHeap``, so a list with two names stays one list, and nothing is nested in
/// memory however deeply the pickle nests it.
enum PickleValue: Hashable {
    case none
    case bool(Bool)
    case int(Int)
    /// An integer of more than 64 bits, whose value is not needed.
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
    /// What the call of a global with arguments would return.
    case object(Int)
    /// Something that the reader must provide: a storage.
    case persistent(Int)
}

/// A name that Python would import: `torch._utils._rebuild_tensor_v2`.
struct PickleGlobal: Hashable {
    let module: String
    let name: String

    var description: String { "\(module).\(name)" }
}

/// A list, and where in the file its last elements were added.
struct PickleList {
    var elements: [PickleValue]
    /// A byte of the pickle's file.
    var changed: UInt64
}

/// A dict, with its entries in the order in which they were set.
///
/// A key that was set twice occurs twice.
struct PickleDict {
    /// Whether it is an `OrderedDict`; only such a dict can have attributes.
    let isOrdered: Bool
    var entries: [(key: PickleValue, value: PickleValue)]
    /// The attributes that BUILD gave it.
    var state: PickleValue?
}

/// The description of an object: what is called, with which arguments, and what is put into the result afterwards.
struct PickleObject {
    /// The operation that would make it.
    enum Making {
        /// REDUCE: the function, or the class, is called.
        case called
        /// NEWOBJ: the class makes an instance, and its `__init__` is not called.
        case instantiated
        /// NEWOBJ_EX, or an operation of later protocols for sets.
        case otherwise
    }

    let callable: PickleValue
    let arguments: PickleValue
    let making: Making
    /// The byte of the file at which it is made.
    ///
    /// The call does not see what is added to a list after that.
    let position: UInt64
    /// Its last state from BUILD.
    var state: PickleValue?
    /// Whether it had another state before.
    var isRestated = false
    var items: [(key: PickleValue, value: PickleValue)] = []
}

/// Everything that a pickle makes.
struct PickleHeap {
    var tuples: [[PickleValue]] = []
    var lists: [PickleList] = []
    var dicts: [PickleDict] = []
    var globals: [PickleGlobal] = []
    var objects: [PickleObject] = []
    var persistents: [PickleValue] = []

    /// The number of tuples, lists, dicts and objects.
    var containerCount: Int {
        tuples.count + lists.count + dicts.count + globals.count + objects.count + persistents.count
    }
}

extension PickleHeap {
    /// The elements of a tuple or a list.
    func elements(_ value: PickleValue) -> [PickleValue]? {
        switch value {
        case .tuple(let index): tuples[index]
        case .list(let index): lists[index].elements
        default: nil
        }
    }

    func global(_ value: PickleValue) -> PickleGlobal? {
        if case .global(let index) = value { globals[index] } else { nil }
    }

    func object(_ value: PickleValue) -> PickleObject? {
        if case .object(let index) = value { objects[index] } else { nil }
    }

    func dict(_ value: PickleValue) -> PickleDict? {
        if case .dict(let index) = value { dicts[index] } else { nil }
    }

    func tuple(_ value: PickleValue) -> [PickleValue]? {
        if case .tuple(let index) = value { tuples[index] } else { nil }
    }

    /// The entries of a dict, or of an object of a subclass of dict.
    func entries(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
        dict(value)?.entries ?? object(value).flatMap { $0.items.isEmpty ? nil : $0.items }
    }

    /// The integers of a tuple, a list, or a `torch.Size`, as a call at `position` sees them.
    ///
    /// - Parameter limit: how many there may be. Nil is returned for more, because thousands of tensors could share
    ///   them.
    func integers(_ value: PickleValue, at position: UInt64, atMost limit: Int) -> [Int]? {
        var (value, position) = (value, position)
        if let object = object(value), global(object.callable)?.description == "torch.Size",
            let arguments = tuple(object.arguments), arguments.count == 1
        {
            (value, position) = (arguments[0], object.position)
        }
        if case .list(let index) = value, lists[index].changed > position { return nil }
        guard let elements = elements(value), elements.count <= limit else { return nil }
        var integers: [Int] = []
        for element in elements {
            guard case .int(let integer) = element else { return nil }
            integers.append(integer)
        }
        return integers
    }

    /// The kind of a value, for messages.
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
        case .global(let index): "the name '\(globals[index].description)'"
        case .object(let index):
            global(objects[index].callable).map { "an object of '\($0.description)'" } ?? "an object"
        case .persistent: "a storage"
        }
    }

    /// The value itself if it is short, else its kind, for messages.
    func sample(of value: PickleValue) -> String {
        switch value {
        case .bool(let truth): truth ? "True" : "False"
        case .int(let number): String(number)
        case .float(let number): String(number)
        case .string(let text): "'\(text)'"
        case .global(let index): "'\(globals[index].description)'"
        case .dict(let index):
            (dicts[index].entries.isEmpty ? "an empty dict" : "a dict with entries")
                + (dicts[index].state == nil ? "" : " and attributes")
        default: kind(of: value)
        }
    }
}
