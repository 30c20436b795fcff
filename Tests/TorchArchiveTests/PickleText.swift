/// A pickle that a test puts together, opcode by opcode (CPython `pickletools.py`).
struct PickleText {
    var bytes: [UInt8]

    /// - Parameter proto: nil leaves it out, as protocols 0 and 1 do.
    init(proto: UInt8? = 2) {
        bytes = proto.map { [0x80, $0] } ?? []
    }

    /// Opcodes and arguments as the letters that they are: `}` is EMPTY_DICT.
    mutating func add(_ text: String) { bytes += Array(text.utf8) }

    mutating func add(_ bytes: [UInt8]) { self.bytes += bytes }

    mutating func global(_ module: String, _ name: String) { add("c\(module)\n\(name)\n") }

    mutating func text(_ text: String) { add([0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8)) }

    /// LONG1 of 8 bytes.
    mutating func integer(_ number: Int) { add([0x8A, 8] + little(Int64(number))) }

    mutating func tuple(_ numbers: [Int]) {
        add("(")
        for number in numbers { integer(number) }
        add("t")
    }
}

/// A tensor as a pickle describes it, right until a test changes it.
struct DescribedTensor: Sendable {
    var function = "torch._utils _rebuild_tensor_v2"
    var storageClass = "torch FloatStorage"
    var key = "0"
    var count = 6
    var offset = 0
    var size = [2, 3]
    var strides = [3, 1]
    /// The name of a type, for `_rebuild_tensor_v3`.
    var type: String?
    /// The opcodes of an argument after all others.
    var metadata: String?
    /// The opcodes of a view, which makes the storage one of a legacy file.
    var view: String?

    func write(to pickle: inout PickleText) {
        let names = function.split(separator: " ").map(String.init)
        pickle.global(names[0], names[1])
        pickle.add("(")
        let storage = storageClass.split(separator: " ").map(String.init)
        pickle.add("(")
        pickle.text("storage")
        pickle.global(storage[0], storage[1])
        pickle.text(key)
        pickle.text("cpu")
        pickle.integer(count)
        if let view { pickle.add(view) }
        pickle.add("tQ")
        pickle.integer(offset)
        pickle.tuple(size)
        pickle.tuple(strides)
        if !function.hasSuffix("_rebuild_tensor") {
            pickle.add([0x89])
            pickle.global("collections", "OrderedDict")
            pickle.add(")R")
        }
        if let type { pickle.global("torch", type) }
        if let metadata { pickle.add(metadata) }
        pickle.add("tR")
    }
}

extension PickleText {
    /// A dict of these tensors.
    static func dict(_ tensors: [(name: String, tensor: DescribedTensor)]) -> PickleText {
        var pickle = PickleText()
        pickle.add("}(")
        for (name, tensor) in tensors {
            pickle.text(name)
            tensor.write(to: &pickle)
        }
        pickle.add("u.")
        return pickle
    }
}

extension ZipArchive {
    /// A sound archive with this pickle and these storages: what torch 1.6 writes.
    static func torch(_ pickle: PickleText, storages: [(key: String, bytes: [UInt8])]) -> ZipArchive {
        ZipArchive(
            [Record("archive/data.pkl", pickle.bytes)]
                + storages.map { Record("archive/data/\($0.key)", $0.bytes) }
                + [Record("archive/version", Array("3\n".utf8))])
    }

    /// Bytes of six floats: 1, 2, 3, 4, 5, 6.
    static let sixFloats = (1...6).flatMap { little(Float($0).bitPattern) }

    /// A sound archive with one tensor `a`, [2, 3], of the numbers 1 to 6.
    static let sound = torch(.dict([("a", DescribedTensor())]), storages: [("0", sixFloats)])

    /// An archive whose tensor `a` was changed.
    static func torch(
        storage: [UInt8] = sixFloats, _ change: (inout DescribedTensor) -> Void
    ) -> ZipArchive {
        var tensor = DescribedTensor()
        change(&tensor)
        return torch(.dict([("a", tensor)]), storages: [(tensor.key, storage)])
    }
}
