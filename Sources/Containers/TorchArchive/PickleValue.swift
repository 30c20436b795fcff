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

/// A list, and where in the file its last elements were added.
struct PickleList {
    var elements: [PickleValue]
    /// A byte of the pickle's file.
    var changed: UInt64
}

/// A dict, with its entries in the order in which they were set, a key that was set twice included.
struct PickleDict {
    /// Whether it is an `OrderedDict`, which alone can have attributes.
    let isOrdered: Bool
    var entries: [(key: PickleValue, value: PickleValue)]
    /// The attributes that BUILD gave it.
    var state: PickleValue?
}

/// What a call would give, left as it is described: what is called, with what, and what is put into it after.
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
    /// The byte of the file at which it is made; what a list gets after that, the call does not see.
    let position: UInt64
    /// What BUILD gave it last.
    var state: PickleValue?
    /// Whether it had another before.
    var isRestated = false
    var items: [(key: PickleValue, value: PickleValue)] = []
}

/// Everything that a pickle made.
struct PickleHeap {
    var tuples: [[PickleValue]] = []
    var lists: [PickleList] = []
    var dicts: [PickleDict] = []
    var globals: [PickleGlobal] = []
    var objects: [PickleObject] = []
    var persistents: [PickleValue] = []

    /// All that takes memory of its own.
    var containerCount: Int {
        tuples.count + lists.count + dicts.count + globals.count + objects.count + persistents.count
    }
}

extension PickleHeap {
    /// The elements of a tuple or a list.
    func elements(_ value: PickleValue) -> [PickleValue]? {
        switch value {
        case .tuple(let place): tuples[place]
        case .list(let place): lists[place].elements
        default: nil
        }
    }

    func global(_ value: PickleValue) -> PickleGlobal? {
        if case .global(let place) = value { globals[place] } else { nil }
    }

    func object(_ value: PickleValue) -> PickleObject? {
        if case .object(let place) = value { objects[place] } else { nil }
    }

    func dict(_ value: PickleValue) -> PickleDict? {
        if case .dict(let place) = value { dicts[place] } else { nil }
    }

    func tuple(_ value: PickleValue) -> [PickleValue]? {
        if case .tuple(let place) = value { tuples[place] } else { nil }
    }

    /// The entries of a dict, or of an object that acts as one (a subclass of dict).
    func entries(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
        dict(value)?.entries ?? object(value).flatMap { $0.items.isEmpty ? nil : $0.items }
    }

    /// The integers of a tuple, a list, or a `torch.Size`, as a call at `position` finds them.
    ///
    /// - Parameter limit: how many there may be; nil is given for more, which thousands of tensors could share.
    func integers(_ value: PickleValue, at position: UInt64, atMost limit: Int) -> [Int]? {
        var (value, position) = (value, position)
        if let object = object(value), global(object.callable)?.description == "torch.Size",
            let arguments = tuple(object.arguments), arguments.count == 1
        {
            (value, position) = (arguments[0], object.position)
        }
        if case .list(let place) = value, lists[place].changed > position { return nil }
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

    /// What a message calls a value, and what it is where that is short.
    func sample(of value: PickleValue) -> String {
        switch value {
        case .bool(let truth): truth ? "True" : "False"
        case .int(let number): String(number)
        case .float(let number): String(number)
        case .string(let text): "'\(text)'"
        case .global(let place): "'\(globals[place].description)'"
        case .dict(let place):
            (dicts[place].entries.isEmpty ? "an empty dict" : "a dict with entries")
                + (dicts[place].state == nil ? "" : " and attributes")
        default: kind(of: value)
        }
    }
}
