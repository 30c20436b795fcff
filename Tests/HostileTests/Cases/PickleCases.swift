import TestSupport

/// Pickles that would run code if anything could, and pickles that grow (torch-safetensors facts 2.1, 5.2).
///
/// Nothing here is harmless because a name is on a list: no name is ever looked up.
enum PickleCases {
    static let all = calls + evasions + operations + stacks + sizes + growth + framing + texts

    /// An archive whose pickle is these bytes.
    static func archive(_ pickle: [UInt8]) -> [UInt8] {
        var text = PickleText(proto: nil)
        text.add(pickle)
        return ZipArchive.torch(text, storages: [("0", ZipArchive.sixFloats)]).bytes
    }

    /// A state_dict with one weight, and `value` beside it.
    static func beside(_ value: [UInt8], key: String = "bert.pooler.dense.bias") -> [UInt8] {
        var pickle = PickleText()
        pickle.add("}(")
        pickle.text(ZipCases.weight)
        DescribedTensor().write(to: &pickle)
        pickle.text(key)
        pickle.add(value)
        pickle.add("u.")
        return archive(pickle.bytes)
    }

    static func bytes(_ parts: Any...) -> [UInt8] {
        parts.flatMap { part -> [UInt8] in
            switch part {
            case let text as String: Array(text.utf8)
            case let byte as Int: [UInt8(truncatingIfNeeded: byte)]
            case let bytes as [UInt8]: bytes
            default: []
            }
        }
    }

    private static func refused(_ name: String, _ code: String, _ guardedBy: String, _ pickle: [UInt8]) -> HostileCase {
        .refused("pickle: " + name, code, guardedBy: guardedBy) { archive(pickle) }
    }

    private static func text(_ text: String) -> [UInt8] { [0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8) }

    /// Each would run `touch pwned` as soon as Python loads it; the callables of published bypasses.
    private static let callables = [
        "posix system", "os system", "nt system", "builtins eval", "builtins exec", "__builtin__ eval",
        "builtins getattr", "subprocess Popen",
        "pip main", "runpy _run_code", "ctypes CDLL", "pydoc locate",
        "logging FileHandler", "torch.storage _load_from_bytes", "torch.jit load",
        "joblib load", "pickle loads", "pkgutil resolve_name",
        "functools partial", "operator attrgetter", "importlib import_module",
        "webbrowser open", "socket create_connection", "asyncio.unix_events _UnixSubprocessTransport",
        "numpy.testing._private.utils runstring",
        "torch.utils.cpp_extension load_inline",
        "pathlib os.system", "os.path __builtins__.eval", "types CodeType",
        "marshal loads",
    ]

    private static let calls = callables.map { callable in
        let words = callable.split(separator: " ").map(String.init)
        return object("call of \(words[0]).\(words[1])") {
            bytes("c\(words[0])\n\(words[1])\n(", text("touch pwned"), "tR")
        }
    }

    /// What only its own code could make stands where a weight should be.
    private static func object(
        _ name: String, guardedBy: String = "PickleMachine, which calls nothing",
        _ value: @escaping @Sendable () -> [UInt8]
    ) -> HostileCase {
        HostileCase(
            "pickle: " + name, .refused(code: "torch.opaque", rule: "BC601"), guardedBy: guardedBy, convert: 2,
            inspect: 2, listsRest: true
        ) { $0.write(beside(value()), to: "model.bin") }
    }

    private static func unsafe(_ name: String, _ value: @escaping @Sendable () -> [UInt8]) -> HostileCase {
        .found("pickle: " + name, "BC601", guardedBy: "UnsafePickleCheck") { beside(value(), key: "extra") }
    }

    private static let evasions = [
        object("STACK_GLOBAL of memorised words") {
            bytes(
                text("os"), "q", 1, "0", text("system"), "q", 2, "0h", 1, "h", 2, 0x93, "(", text("touch pwned"), "tR")
        },
        object("STACK_GLOBAL of protocol 0 strings") {
            bytes("S'os'\nS'system'\n", 0x93, "(", text("touch pwned"), "tR")
        },
        object("NEWOBJ") { bytes("csubprocess\nPopen\n", text("touch pwned"), 0x85, 0x81) },
        object("NEWOBJ_EX") { bytes("csubprocess\nPopen\n", text("touch pwned"), 0x85, "}", 0x92) },
        object("REDUCE of what a REDUCE gave") { bytes("cos\nsystem\n)R(", text("touch pwned"), "tR") },
        object("partial of a rebuild function") {
            bytes("cfunctools\npartial\n(ctorch._utils\n_rebuild_tensor_v2\ncos\nsystem\ntR")
        },
        object("_rebuild_from_type_v2 with another function") {
            bytes("ctorch._tensor\n_rebuild_from_type_v2\n(cos\nsystem\nctorch\nTensor\n(", text("x"), "tNtR")
        },
        object("a rebuild function with a dot more") { bytes("ctorch\n_utils._rebuild_tensor_v2.__globals__\n)R") },
        object("a submodule of what is allowed") { bytes("ctorch._utils.os\nsystem\n(", text("touch pwned"), "tR") },
        object("a module in full-width letters") { bytes("cｏｓ\nsystem\n(", text("touch pwned"), "tR") },
        object("a name that is a command of the terminal", guardedBy: "escapingControls") {
            bytes("cos\u{1B}[2J\u{202E}\nsystem\u{7}\n)R")
        },
        object("state given to an object of an unknown class") { bytes("cevil\nThing\n)R}", text("x"), "Nsb") },
        unsafe("a call whose answer is popped") { bytes("cos\nsystem\n(", text("touch pwned"), "tR0N") },
        unsafe("a name alone") { bytes("cos\nsystem\n") },
        unsafe("a call within a list") { bytes("](cos\nsystem\n(", text("touch pwned"), "tRe") },
        unsafe("a call as a key") { bytes("}cos\nsystem\n(", text("touch pwned"), "tRNs") },
        unsafe("sys.modules as a place for a call") { bytes("csys\nmodules\n0N") },
        HostileCase.found("pickle: a pickle within bytes stays bytes", "BC601", guardedBy: "PickleMachine.text") {
            beside(bytes("B", little(UInt32(13)), "cos\nsystem\n.."), key: "extra")
        },
        refused(
            "a persistent identifier that is a command", "torch.tensor", "PickleHeap.checkingStorages",
            bytes("}(", text("a"), "(", text("module"), "cos\nsystem\n", text("touch pwned"), "tQu.")),
        refused(
            "a state given to a module", "pickle.stack", "PickleMachine.describeCall",
            bytes("csys\nmodules\n}b.")),
        refused("an item set in a name", "pickle.stack", "PickleMachine.set", bytes("csys\nmodules\nNNs.")),
        refused("a call of a string", "pickle.stack", "PickleMachine.describeCall", bytes(text("os.system"), ")R.")),
        refused(
            "an integer as the module of a name", "pickle.stack", "PickleMachine.name", bytes("K", 1, "K", 2, 0x93, ".")
        ),
        refused(
            "a second pickle after the first", "pickle.end", "TorchArchiveFile.contents", bytes("}.cos\nsystem\n)R.")),
        refused(
            "code that runs before the damage", "pickle.end", "PickleInput", bytes("cos\nsystem\n(", text("x"), "tR")),
    ]

    private static let operations = [
        ("INST", bytes("(", "ios\nsystem\n.")), ("OBJ", bytes("(cos\nsystem\no.")),
        ("OBJ and POP", bytes("(cos\nsystem\no0N.")), ("EXT1", bytes(0x82, 1, ".")), ("EXT2", bytes(0x83, 1, 0, ".")),
        ("EXT4", bytes(0x84, 1, 0, 0, 0, ".")), ("PERSID", bytes("Pos.system\n.")), ("POP_MARK", bytes("(1N.")),
        ("NEXT_BUFFER", bytes(0x97, ".")), ("READONLY_BUFFER", bytes("N", 0x98, ".")), ("byte 0", bytes(0, ".")),
        ("byte 255", bytes(0xFF, ".")), ("protocol 6", bytes(0x80, 6, "N.")),
        ("a protocol in the middle", bytes(0x80, 2, "N0", 0x80, 2, "N.")),
    ].map { name, pickle in refused("operation " + name, "pickle.opcode", "PickleOpcode.refusal", pickle) }

    private static let stacks = [
        ("STOP alone", bytes(".")), ("POP of nothing", bytes("0N.")), ("TUPLE without a mark", bytes("Nt.")),
        ("a value too many", bytes("NN.")), ("a mark too many", bytes("(N.")), ("SETITEMS of three", bytes("}(NNNu.")),
        ("APPEND to a dict", bytes("}Na.")),
        ("an OrderedDict of no pairs", bytes("ccollections\nOrderedDict\n]Na", 0x85, "R.")),
        ("DUP of nothing", bytes("2.")), ("REDUCE beyond a mark", bytes("cos\nsystem\n)(R.")),
    ].map { name, pickle in refused(name, "pickle.stack", "PickleMachine's stack", pickle) }

    private static let sizes =
        [
            ("a string of 4 GiB", bytes("X", 0xFF, 0xFF, 0xFF, 0xFF)),
            ("bytes of 2^63", bytes(0x8E, little(UInt64(1) << 63))),
            ("a string of 2^64", bytes(0x8D, little(UInt64.max))),
            ("a bytearray of a terabyte", bytes(0x96, little(UInt64(1) << 40))),
            ("an integer of 2 GiB", bytes(0x8B, 0xFF, 0xFF, 0xFF, 0x7F)), ("an integer of 255 bytes", bytes(0x8A, 255)),
            ("BINSTRING of all ones", bytes("T", 0xFF, 0xFF, 0xFF, 0xFF)), ("nothing at all", bytes("")),
            ("a name without an end", bytes("cos\nsystem")),
        ].map { name, pickle in refused(name, "pickle.end", "PickleInput.take", pickle) }
        + [
            refused(
                "an integer of negative length", "pickle.text", "PickleMachine.number",
                bytes(0x8B, 0xFF, 0xFF, 0xFF, 0xFF, ".")),
            refused(
                "a memo place that was never filled", "pickle.memo", "PickleMachine.useMemo",
                bytes("j", 9, 9, 9, 9, ".")),
            refused("a memo place of a negative number", "pickle.memo", "PickleMachine.useMemo", bytes("Np-1\n.")),
            refused(
                "a memo place of 40 digits", "pickle.limit", "PickleInput.line",
                bytes("Np", String(repeating: "9", count: 40), "\n.")),
            refused(
                "a line of 2 MB", "pickle.limit", "TorchLimits.lineBytes",
                bytes("c", String(repeating: "a", count: 2 << 20), "\nb\n.")),
        ]

    /// Memorises a value in 262,144 places.
    private static let places: [UInt8] = (0..<(1 << 18)).flatMap { [0x72] + little(UInt32($0)) }

    private static func repeated(_ piece: [UInt8], _ count: Int) -> [UInt8] {
        var bytes = piece
        while bytes.count < piece.count * count { bytes += bytes }
        return Array(bytes.prefix(piece.count * count))
    }

    private static func level(_ level: Int) -> [UInt8] { bytes("0(", repeated(bytes("h", level), 10), "lq", level + 1) }

    private static let growth =
        [
            // Each of these is inert and has no weights, however large it says to be.
            ("a billion laughs", bytes("]q", 0, (0..<20).flatMap(level), ".")),
            ("a list that holds itself", bytes("]q", 0, "h", 0, "a.")),
            ("100,000 tuples within each other", bytes(")", repeated([0x85], 100_000), ".")),
            ("64 doublings", bytes("N", repeated(bytes("2", 0x86), 64), ".")),
            ("the largest memo place", bytes("Nr", 0xFF, 0xFF, 0xFF, 0xFF, ".")),
        ].map { name, pickle in refused(name, "torch.no-tensors", "PickleHeap: references, not copies", pickle) }
        + [
            refused(
                "a dict that holds itself", "torch.no-tensors", "StateDict.find",
                bytes("}q", 0, text("state_dict"), "h", 0, "s.")),
            refused(
                "a million DUPs", "pickle.limit", "TorchLimits.pickleStack", bytes("N", repeated([0x32], 1 << 20), ".")),
            refused(
                "a million marks", "pickle.limit", "TorchLimits.pickleStack", bytes(repeated([0x28], 1 << 20), ".")),
            refused(
                "a million empty dicts", "pickle.limit", "TorchLimits.pickleContainers",
                bytes(repeated(bytes("}0"), 1 << 20), "N.")),
            refused(
                "262,144 places of the memo", "pickle.limit", "TorchLimits.pickleMemo",
                bytes("N", places, ".")),
            refused(
                "ten million operations", "pickle.limit", "TorchLimits.pickleOperations",
                bytes(repeated(bytes("N0"), 5_000_001), "N.")),
            refused(
                "a list doubled by its own elements", "pickle.limit", "TorchLimits.pickleElements",
                bytes("]q", 0, repeated(bytes("(", repeated(bytes("h", 0), 1000), "e"), 1001), ".")),
        ]

    private static let framing = [
        ("a frame that an operation straddles", bytes(0x80, 4, 0x95, little(UInt64(1)), "K", 1, ".")),
        ("a frame beyond the end", bytes(0x80, 4, 0x95, little(UInt64(9)), "N.")),
        ("a frame of 2^64 bytes", bytes(0x80, 4, 0x95, little(UInt64.max), "N.")),
        ("a frame within a frame", bytes(0x80, 4, 0x95, little(UInt64(11)), 0x95, little(UInt64(1)), "N.")),
    ].map { name, pickle in refused(name, "pickle.frame", "PickleMachine.frameEnd", pickle) }

    private static let texts = [
        ("a number that is none", bytes("Iabc\n.")), ("a string that is not in quotes", bytes("Sabc\n.")),
        ("a name that is not UTF-8", bytes("c", 0xFF, "\nb\n.")),
        ("a number that is a command of the terminal", bytes("I\u{1B}[2J\u{9B}\n.")),
    ].map { name, pickle in refused(name, "pickle.text", "PickleMachine.written", pickle) }
}
