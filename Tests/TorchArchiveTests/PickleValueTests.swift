import ByteIO
import TestSupport
import Testing

@testable import TorchArchive

@Suite("Values of a pickle, opcode by opcode")
struct PickleValueTests {
    private static func expect(_ bytes: [UInt8], _ expected: String) throws {
        #expect(try unpickled(bytes + [0x2E]).shown == expected)
    }

    @Test(
        "Numbers of every notation",
        arguments: [
            (bytes("I42\n"), "42"), (bytes("I-42\n"), "-42"), (bytes("I01\n"), "True"), (bytes("I00\n"), "False"),
            (bytes("I1\n"), "1"), (bytes("I5000000000\n"), "5000000000"), (bytes("L7L\n"), "7"),
            (bytes("L-7L\n"), "-7"),
            (bytes("L7\n"), "7"), (bytes("I123456789012345678901234567890\n"), "large"),
            (bytes("K", 0xFF), "255"), (bytes("M", 1, 2), "513"), (bytes("J", 0xFF, 0xFF, 0xFF, 0xFF), "-1"),
            (bytes("J", 0, 0, 0, 0x80), "-2147483648"), (bytes("J", 0xFF, 0xFF, 0xFF, 0x7F), "2147483647"),
            (bytes(0x8A, 0), "0"), (bytes(0x8A, 1, 0xFF), "-1"), (bytes(0x8A, 1, 0x7F), "127"),
            (bytes(0x8A, 2, 0xFF, 0), "255"), (bytes(0x8A, 8, little(Int64.min)), "\(Int.min)"),
            (bytes(0x8A, 8, little(Int64.max)), "\(Int.max)"), (bytes(0x8A, 9, little(Int64.max), 0), "large"),
            (bytes(0x8B, 2, 0, 0, 0, 0x34, 0x12), "4660"), (bytes(0x8B, 0, 0, 0, 0), "0"),
            (bytes("F1.5\n"), "1.5"), (bytes("F-1e300\n"), "-1e+300"),
            (bytes("G", 0x3F, 0xF8, 0, 0, 0, 0, 0, 0), "1.5"),
            (bytes("N"), "None"), (bytes(0x88), "True"), (bytes(0x89), "False"),
        ] as [([UInt8], String)])
    func numbers(pickle: [UInt8], expected: String) throws {
        try Self.expect(pickle, expected)
    }

    @Test(
        "Texts and bytes of every notation",
        arguments: [
            (bytes("S'abc'\n"), "'abc'"), (bytes("S\"abc\"\n"), "'abc'"), (bytes(#"S'a\'b\\c'"#, "\n"), #"'a'b\c'"#),
            (bytes("S''\n"), "''"), (bytes("Vabc\n"), "'abc'"), (bytes("U", 3, "abc"), "'abc'"),
            (bytes("T", 3, 0, 0, 0, "abc"), "'abc'"), (bytes("X", 3, 0, 0, 0, "abc"), "'abc'"),
            (bytes("X", 2, 0, 0, 0, "é"), "'é'"), (bytes("X", 0, 0, 0, 0), "''"), (bytes(0x8C, 3, "abc"), "'abc'"),
            (bytes(0x8D, 3, 0, 0, 0, 0, 0, 0, 0, "abc"), "'abc'"), (bytes("U", 1, 0xE9), "b[233]"),
            // Half of a character, which Python writes and UTF-8 does not know.
            (bytes("X", 3, 0, 0, 0, 0xED, 0xA0, 0x80), "b[237, 160, 128]"),
            (bytes("C", 2, 1, 2), "b[1, 2]"), (bytes("B", 2, 0, 0, 0, 1, 2), "b[1, 2]"),
            (bytes(0x8E, 1, 0, 0, 0, 0, 0, 0, 0, 9), "b[9]"), (bytes(0x96, 1, 0, 0, 0, 0, 0, 0, 0, 9), "b[9]"),
        ] as [([UInt8], String)])
    func texts(pickle: [UInt8], expected: String) throws {
        try Self.expect(pickle, expected)
    }

    @Test(
        "A text that torch cannot decode is refused, wherever it occurs: torch decodes every one",
        arguments: [
            bytes("X", 1, 0, 0, 0, 0xFF), bytes("X", 2, 0, 0, 0, 0xC3, 0x28), bytes(0x8C, 2, 0xC0, 0x80),
            bytes(0x8D, 1, 0, 0, 0, 0, 0, 0, 0, 0xED), bytes("X", 3, 0, 0, 0, 0xED, 0xA0, 0x7F),
        ] as [[UInt8]])
    func undecodable(pickle: [UInt8]) {
        let fault = #expect(throws: Fault.self) { try unpickled(pickle + [0x2E]) }
        #expect(fault?.code == .pickleText)
    }

    @Test(
        "Containers of every notation",
        arguments: [
            (bytes(")"), "()"), (bytes("(t"), "()"), (bytes("(K", 1, "K", 2, "t"), "(1, 2)"),
            (bytes("N", 0x85), "(None)"),
            (bytes("K", 1, "K", 2, 0x86), "(1, 2)"), (bytes("K", 1, "K", 2, "K", 3, 0x87), "(1, 2, 3)"),
            (bytes("]"), "[]"), (bytes("(K", 1, "l"), "[1]"), (bytes("]K", 1, "a"), "[1]"),
            (bytes("](K", 1, "K", 2, "e"), "[1, 2]"), (bytes("](e"), "[]"), (bytes("}"), "{}"),
            (bytes("(K", 1, "K", 2, "d"), "{1: 2}"), (bytes("}K", 1, "K", 2, "s"), "{1: 2}"),
            (bytes("}(K", 1, "K", 2, "u"), "{1: 2}"), (bytes("}(u"), "{}"),
            (bytes(0x8F, "(K", 1, "K", 2, 0x90), #"builtins.set<None> of ["1", "2"]"#),
            (bytes("(K", 1, 0x91), #"builtins.frozenset<None> of ["1"]"#),
            (bytes("(((ttt"), "((()))"), (bytes("NK", 1, "0"), "None"), (bytes("N2", 0x86), "(None, None)"),
        ] as [([UInt8], String)])
    func containers(pickle: [UInt8], expected: String) throws {
        try Self.expect(pickle, expected)
    }

    @Test(
        "Names stay names and calls stay descriptions, whatever they would run",
        arguments: [
            (bytes("cos\nsystem\n"), "os.system"),
            (bytes("cos\nsystem\n(X", 4, 0, 0, 0, "echotR"), "os.system<('echo')>"),
            (bytes(0x8C, 2, "os", 0x8C, 6, "system", 0x93), "os.system"),
            (bytes("c__builtin__\neval\n)R"), "builtins.eval<()>"),
            (bytes("ccopy_reg\n_reconstructor\n)R"), "copyreg._reconstructor<()>"),
            (bytes("csubprocess\nPopen\n)", 0x81), "subprocess.Popen<()>"),
            (bytes("csubprocess\nPopen\n)}", 0x92), "subprocess.Popen<()>"),
            (bytes("ca\nb\n)R}b"), "a.b<()> with {}"), (bytes("ca\nb\n)RK", 1, "K", 2, "s"), #"a.b<()> of ["1: 2"]"#),
            (bytes("ca\nb\n)RK", 1, "a"), #"a.b<()> of ["1"]"#), (bytes("N", "Q"), "storageNone"),
            (bytes("ca\nb\n)R)R"), "a.b<()><()>"),
        ] as [([UInt8], String)])
    func names(pickle: [UInt8], expected: String) throws {
        try Self.expect(pickle, expected)
    }

    @Test(
        "An ordered dict is a dict: empty, or of the pairs that Python 2 gives it",
        arguments: [
            (bytes("ccollections\nOrderedDict\n)R"), "{}"),
            (bytes("ccollections\nOrderedDict\n]](K", 1, "K", 2, "ea", 0x85, "R"), "{1: 2}"),
            (bytes("ccollections\nOrderedDict\n)R}b"), "{}"),
        ] as [([UInt8], String)])
    func orderedDicts(pickle: [UInt8], expected: String) throws {
        try Self.expect(pickle, expected)
    }

    @Test("Protocols 0 to 5 may be named, or none at all", arguments: [0, 1, 2, 3, 4, 5])
    func protocols(version: Int) throws {
        try Self.expect(bytes(0x80, version, "N"), "None")
        try Self.expect(bytes("N"), "None")
    }

    @Test("A frame around operations changes nothing, one after the other may follow")
    func frames() throws {
        let frame = bytes(0x95, 3, 0, 0, 0, 0, 0, 0, 0)
        try Self.expect(bytes(0x80, 4, frame, "]K", 7, 0x95, 2, 0, 0, 0, 0, 0, 0, 0, "a"), "[7]")
        try Self.expect(bytes(0x80, 4, frame, "]K", 7, "a"), "[7]")
    }

    @Test("What follows STOP is left for others to read")
    func rest() throws {
        let result = try unpickled(bytes("K", 7, ".K", 8, "."))
        #expect(result.shown == "7")
        #expect(result.rest.position == 3)
        #expect(!result.rest.isAtEnd)
        #expect(try PickleMachine.run(result.rest).shown == "8")
    }
}

@Suite("The memo of a pickle")
struct PickleMemoTests {
    @Test(
        "Every way to put and get",
        arguments: [
            bytes("K", 7, "p5\n0g5\n"), bytes("K", 7, "q", 5, "0h", 5),
            bytes("K", 7, "r", 0xFF, 0xFF, 0xFF, 0xFF, "0j", 0xFF, 0xFF, 0xFF, 0xFF), bytes("K", 7, 0x94, "0h", 0),
            bytes("K", 6, 0x94, "K", 7, 0x94, "00h", 1), bytes("K", 6, "q", 1, "K", 7, "q", 1, "00h", 1),
            bytes("K", 7, "q", 5, "0j", 5, 0, 0, 0),
        ])
    func access(pickle: [UInt8]) throws {
        #expect(try unpickled(pickle + [0x2E]).shown == "7")
    }

    @Test("A list or dict that is changed after it was memorised is changed for all who have it")
    func shared() throws {
        #expect(try unpickled(bytes("(]q", 0, "h", 0, "K", 7, "at.")).shown == "([7], [7])")
        #expect(try unpickled(bytes("(]q", 0, "K", 7, "ah", 0, "K", 8, "at.")).shown == "([7, 8], [7, 8])")
        #expect(try unpickled(bytes("(}q", 0, "h", 0, "K", 1, "K", 2, "st.")).shown == "({1: 2}, {1: 2})")
        #expect(
            try unpickled(bytes("(ca\nb\n)Rq", 0, "h", 0, "}bt.")).shown == "(a.b<()> with {}, a.b<()> with {})")
    }

    @Test("A list may hold itself")
    func cycle() throws {
        let result = try unpickled(bytes("]q", 0, "h", 0, "a."))
        guard case .list(let place) = result.root else {
            Issue.record("no list")
            return
        }
        #expect(result.heap.lists[place].elements == [.list(place)])
    }
}
