/// A pickle that a test puts together, opcode by opcode (CPython `pickletools.py`).
package struct PickleText {
    package var bytes: [UInt8]

    /// - Parameter proto: nil leaves it out, as protocols 0 and 1 do.
    package init(proto: UInt8? = 2) {
        bytes = proto.map { [0x80, $0] } ?? []
    }

    /// Opcodes and arguments as the letters that they are: `}` is EMPTY_DICT.
    package mutating func add(_ text: String) { bytes += Array(text.utf8) }

    package mutating func add(_ bytes: [UInt8]) { self.bytes += bytes }

    package mutating func global(_ module: String, _ name: String) { add("c\(module)\n\(name)\n") }

    package mutating func text(_ text: String) { add([0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8)) }

    /// LONG1 of 8 bytes.
    package mutating func integer(_ number: Int) { add([0x8A, 8] + little(Int64(number))) }

    package mutating func tuple(_ numbers: [Int]) {
        add("(")
        for number in numbers { integer(number) }
        add("t")
    }
}

/// A tensor as a pickle describes it, right until a test changes it.
package struct DescribedTensor: Sendable {
    package var function: String
    package var storageClass: String
    package var key: String
    package var count: Int
    package var offset: Int
    package var size: [Int]
    package var strides: [Int]
    /// The name of a type, for `_rebuild_tensor_v3`.
    package var type: String?
    /// The opcodes of an argument after all others.
    package var metadata: String?
    /// The opcodes of a view, which makes the storage one of a legacy file.
    package var view: String?

    package init(
        function: String = "torch._utils _rebuild_tensor_v2", storageClass: String = "torch FloatStorage",
        key: String = "0", count: Int = 6, offset: Int = 0, size: [Int] = [2, 3], strides: [Int] = [3, 1],
        type: String? = nil, metadata: String? = nil, view: String? = nil
    ) {
        self.function = function
        self.storageClass = storageClass
        self.key = key
        self.count = count
        self.offset = offset
        self.size = size
        self.strides = strides
        self.type = type
        self.metadata = metadata
        self.view = view
    }

    package func write(to pickle: inout PickleText) {
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
    package static func dict(_ tensors: [(name: String, tensor: DescribedTensor)]) -> PickleText {
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
    package static func torch(_ pickle: PickleText, storages: [(key: String, bytes: [UInt8])]) -> ZipArchive {
        ZipArchive(
            [Record("archive/data.pkl", pickle.bytes)]
                + storages.map { Record("archive/data/\($0.key)", $0.bytes) }
                + [Record("archive/version", Array("3\n".utf8))])
    }

    /// Bytes of six floats: 1, 2, 3, 4, 5, 6.
    package static let sixFloats = (1...6).flatMap { little(Float($0).bitPattern) }

    /// A sound archive with one tensor `a`, [2, 3], of the numbers 1 to 6.
    package static let sound = torch(.dict([("a", DescribedTensor())]), storages: [("0", sixFloats)])

    /// An archive whose tensor `a` was changed.
    package static func torch(
        storage: [UInt8] = sixFloats, _ change: (inout DescribedTensor) -> Void
    ) -> ZipArchive {
        var tensor = DescribedTensor()
        change(&tensor)
        return torch(.dict([("a", tensor)]), storages: [(tensor.key, storage)])
    }
}
