/// What torch's restricted unpickler holds while it reads a pickle, as far as tensors go: values that change where they
/// stand, unlike those of TorchArchive, which are only described.
indirect enum TorchValue {
    case nothing
    case bool(Bool)
    case int(Int)
    case string(String)
    case tuple([TorchValue])
    case list(TorchList)
    case dict(TorchDict)
    case global(String)
    case storage(TorchStored)
    case tensor(TorchMade)
    /// A float, bytes, a set: what no tensor is made of.
    case other
}

final class TorchList {
    var elements: [TorchValue] = []
}

/// A dict; the last of two entries with one key counts, and the first keeps its place.
final class TorchDict {
    private(set) var names: [String] = []
    private(set) var entries: [String: TorchValue] = [:]
    /// Names of attributes, which only an ordered dict can have.
    var attributes: Set<String> = []
    let isOrdered: Bool

    init(isOrdered: Bool) {
        self.isOrdered = isOrdered
    }

    func set(_ key: TorchValue, _ value: TorchValue) {
        guard case .string(let name) = key else { return }
        if entries.updateValue(value, forKey: name) == nil { names.append(name) }
    }
}

/// A storage, as its first mention made it.
final class TorchStored {
    let key: String
    /// For example, `FloatStorage`.
    let className: String
    let count: Int
    /// Whether other values were written into it.
    var isWritten = false

    init(key: String, className: String, count: Int) {
        self.key = key
        self.className = className
        self.count = count
    }
}

/// A tensor, which BUILD and attributes can make another.
final class TorchMade {
    /// Nil once it has no values of the file's.
    var storage: TorchStored?
    var type: String
    var offset: Int
    var size: [Int]
    var strides: [Int]
    let isParameter: Bool

    init(_ storage: TorchStored?, type: String, offset: Int, size: [Int], strides: [Int], isParameter: Bool = false) {
        self.storage = storage
        self.type = type
        self.offset = offset
        self.size = size
        self.strides = strides
        self.isParameter = isParameter
    }

    /// A parameter of the same values.
    var parameter: TorchMade {
        TorchMade(storage, type: type, offset: offset, size: size, strides: strides, isParameter: true)
    }

    func become(_ other: TorchMade) {
        (storage, type, offset, size, strides) = (other.storage, other.type, other.offset, other.size, other.strides)
    }
}
