package import ByteIO

/// The names and opcodes that the restricted unpickler of `torch.load` accepts (torch 2.13,
/// `torch/_weights_only_unpickler.py`, `weights_only=True`, which transformers 5 always uses).
enum TorchAllowList {
    private static let elements = "BFloat16 Bool Byte Char Double Float Half Int Long Short"
    private static let sparseElements = "BFloat16 Byte Char Double Float Half Int Long Short"
    private static let storages = elements + " ComplexDouble ComplexFloat"
    private static let quantisedStorages = "QInt32 QInt8 QUInt2x4 QUInt4x2 QUInt8"
    private static let types = """
        bfloat16 bits16 bits1x8 bits2x4 bits4x2 bits8 bool complex128 complex32 complex64 float16 float32 \
        float4_e2m1fn_x2 float64 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu int1 int16 \
        int2 int3 int32 int4 int5 int6 int64 int7 int8 qint32 qint8 quint2x4 quint4x2 quint8 uint1 uint16 uint2 uint3 \
        uint32 uint4 uint5 uint6 uint64 uint7 uint8
        """
    private static let rebuilds = """
        device_tensor_from_cpu_tensor device_tensor_from_numpy meta_tensor_no_storage nested_tensor parameter \
        parameter_with_state qtensor sparse_tensor tensor tensor_v2 tensor_v3 wrapper_subclass
        """
    private static let others = """
        _codecs.encode builtins.bytearray builtins.complex builtins.set collections.Counter collections.OrderedDict \
        torch.Size torch.Tensor torch._tensor._rebuild_from_type_v2 torch.device torch.nn.parameter.Parameter \
        torch.per_channel_affine torch.per_channel_affine_float_qparams torch.per_channel_symmetric \
        torch.per_tensor_affine torch.per_tensor_symmetric torch.serialization._get_layout torch.storage.TypedStorage \
        torch.storage.UntypedStorage
        """

    private static let names: Set<String> = Set(
        words(others) + words(types).map { "torch.\($0)" } + words(rebuilds).map { "torch._utils._rebuild_\($0)" }
            + words(elements).flatMap { ["torch.\($0)Tensor", "torch.cuda.\($0)Tensor"] }
            + words(storages).flatMap { ["torch.\($0)Storage", "torch.cuda.\($0)Storage"] }
            + words(quantisedStorages).map { "torch.\($0)Storage" }
            + words(sparseElements).flatMap { ["torch.sparse.\($0)Tensor", "torch.cuda.sparse.\($0)Tensor"] })

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }

    static func holds(_ global: PickleGlobal) -> Bool {
        holds(name: global.description)
    }

    static func holds(name: String) -> Bool {
        names.contains(name)
    }

    private static let typeNames: Set<String> = Set(words(types).map { "torch.\($0)" })

    /// Whether it is the name of an element type, which cannot be called.
    static func isType(_ global: PickleGlobal) -> Bool {
        typeNames.contains(global.description)
    }

    /// Whether the restricted unpickler accepts the opcode; Python's own accepts more.
    static func holds(_ opcode: PickleOpcode) -> Bool {
        switch opcode {
        case .append, .appends, .binFloat, .binGet, .binInt, .binInt1, .binInt2, .binPersistentID, .binPut, .binUnicode,
            .build, .emptyDict, .emptyList, .emptySet, .emptyTuple, .global, .long1, .longBinGet, .longBinPut, .mark,
            .newFalse, .newObject, .newTrue, .none, .proto, .reduce, .setItem, .setItems, .shortBinString, .stop,
            .tuple, .tuple1, .tuple2, .tuple3:
            true
        default: false
        }
    }

    /// The number of names, which a test compares with the list of the real library.
    static var count: Int { names.count }
}

/// Why torch refuses to load a pickle.
///
/// bertconv reads it all the same, because it never calls anything in it.
package struct TorchRefusal: Sendable, Equatable {
    /// Names that torch refuses to look up, in the order in which they occur: `posix.system`.
    package let names: [String]
    /// The first operation that torch does not know.
    package let operation: Operation?

    package struct Operation: Sendable, Equatable {
        package let name: String
        package let offset: UInt64
    }

    package static let none = TorchRefusal(names: [], operation: nil)
    package var isEmpty: Bool { names.isEmpty && operation == nil }

    /// How many names a message shows.
    private static let shown = 5

    /// What the file does, as the end of a sentence; nil when torch refuses nothing.
    package var words: String? {
        if !names.isEmpty {
            return "names \(names.prefix(Self.shown).joined(separator: ", "))\(names.count > Self.shown ? ", …" : ""), "
                + "which torch refuses to load because it could run code; nothing was run here"
        }
        return operation.map {
            "uses the pickle operation '\($0.name)' at byte \($0.offset), "
                + "which torch.load(weights_only=True) does not know"
        }
    }
}

extension TorchRefusal {
    init(_ heap: PickleHeap, operation: Operation?) {
        self.init(names: heap.globals.filter { !TorchAllowList.holds($0) }.map(\.description), operation: operation)
    }

    /// What is refused in either of two pickles.
    func and(_ other: TorchRefusal) -> TorchRefusal {
        TorchRefusal(
            names: names + other.names.filter { !names.contains($0) }, operation: operation ?? other.operation)
    }
}

extension PickleMachine.Result {
    var refusedByTorch: TorchRefusal { TorchRefusal(heap, operation: foreignOperation) }
}

/// What torch would refuse in a file that may be unreadable: names that its pickles would make Python call.
///
/// A file that would run code must be reported as one, even if it is also damaged.
package enum TorchSuspicion {
    /// Pickles in a file of torch before 1.6, including that of the object.
    private static let legacyPickles = 5

    /// - Parameter path: a file of any kind.
    /// - Returns: an empty refusal for a file that has no pickle, or that cannot be read as far as that.
    package static func refusal(ofFile path: String) -> TorchRefusal {
        do throws(Fault) {
            let file = try InputFile(path: path)
            let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 64)))
            if TorchReader.recognisesArchive(start) {
                return PickleMachine.refusal(try TorchArchiveFile(file).pickleInput(verifying: false)).refusal
            }
            let refusal = pickles(from: PickleInput(file: file, range: 0..<file.byteCount))
            if start.first == 0x80, start.dropFirst().first.map({ $0 <= 5 }) ?? false { return refusal }
            // A pickle of protocol 0 has no signature, but other files rarely begin with the name of a function.
            let isText = start.first == PickleOpcode.global.rawValue
            return isText && refusal.names.allSatisfy(isName) ? refusal : .none
        } catch {
            return .none
        }
    }

    /// Whether a file is a pickle, bare or in a file of torch, judged by its first and last bytes.
    ///
    /// - Throws: ``Fault`` `file.*` when it cannot be read.
    package static func isPickle(_ path: String) throws(Fault) -> Bool {
        let file = try InputFile(path: path)
        let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 128)))
        if TorchReader.recognisesLegacy(start) { return true }
        // The first record of an archive of torch; other zip archives have other names there.
        if TorchReader.recognisesArchive(start) {
            return String(decoding: start, as: UTF8.self).contains("data.pkl")
        }
        guard start.count > 3, start[0] == 0x80, (2...5).contains(start[1]) else { return false }
        return try file.bytes(at: file.byteCount - 1, count: 1) == [PickleOpcode.stop.rawValue]
    }

    private static func pickles(from input: PickleInput) -> TorchRefusal {
        var (found, next): (TorchRefusal, PickleInput?) = (.none, input)
        for _ in 0..<legacyPickles {
            guard let input = next, !input.isAtEnd else { break }
            let (refusal, rest) = PickleMachine.refusal(input)
            found = found.and(refusal)
            next = rest
        }
        return found
    }

    private static func isName(_ name: String) -> Bool {
        name.unicodeScalars.allSatisfy { $0.properties.isXIDContinue || $0 == "." }
    }
}
