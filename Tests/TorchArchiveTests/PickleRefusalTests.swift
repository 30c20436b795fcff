import ByteIO
import TestSupport
import Testing

@testable import TorchArchive

@Suite("Pickles that are refused, by the operation's offset")
struct PickleRefusalTests {
    private static let underflows: [([UInt8], Int)] = [
        (bytes("."), 0), (bytes("0."), 0), (bytes("2."), 0), (bytes("N", 0x86, "."), 1),
        (bytes("NN", 0x87, "."), 2),
        (bytes("t."), 0), (bytes("Nt."), 1), (bytes("l."), 0), (bytes("d."), 0), (bytes("e."), 0),
        (bytes("]e."), 1),
        (bytes("(e."), 1), (bytes("a."), 0), (bytes("]a."), 1), (bytes("NNa."), 2), (bytes("s."), 0),
        (bytes("}Ns."), 2),
        (bytes("u."), 0), (bytes("}(Nu."), 3), (bytes("NNNs."), 3), (bytes("(Nd."), 2), (bytes("R."), 0),
        (bytes("NR."), 1), (bytes("b."), 0), (bytes("Nb."), 1), (bytes("NNb."), 2), (bytes("Q."), 0),
        (bytes("N(0."), 2),
        (bytes("N(2."), 2), (bytes("N(", 0x85, "."), 2), (bytes("q", 0, "."), 0), (bytes(0x94, "."), 0),
        (bytes(0x93, "."), 0), (bytes("NN", 0x93, "."), 2), (bytes("K", 1, "X", 1, 0, 0, 0, "a", 0x93, "."), 8),
        (bytes(0x90, "."), 0), (bytes("N(", 0x90, "."), 2), (bytes(0x91, "."), 0), (bytes("}K", 1, "a."), 3),
    ]

    private static func expectRefused(_ pickle: [UInt8], _ code: Fault.Code, at offset: Int) throws {
        let fault = try #require(throws: Fault.self) { _ = try unpickled(pickle) }
        #expect(fault.code == code)
        #expect(fault.offset == UInt64(offset))
        #expect(fault.subject == "pickle")
    }

    @Test(
        "Operations that no checkpoint has any use for are refused by name",
        arguments: [
            (bytes("(ios\nsystem\n."), 1, "INST"), (bytes("(cos\nsystem\no."), 12, "OBJ"),
            (bytes(0x82, 1, "."), 0, "EXT1"),
            (bytes(0x83, 1, 0, "."), 0, "EXT2"), (bytes("N0", 0x84, 1, 0, 0, 0, "."), 2, "EXT4"),
            (bytes("P0\n."), 0, "PERSID"), (bytes("(1."), 1, "POP_MARK"), (bytes(0x97, "."), 0, "NEXT_BUFFER"),
            (bytes("N", 0x98, "."), 1, "READONLY_BUFFER"),
        ] as [([UInt8], Int, String)])
    func operations(pickle: [UInt8], offset: Int, name: String) throws {
        try Self.expectRefused(pickle, .pickleOpcode, at: offset)
        let fault = try #require(throws: Fault.self) { _ = try unpickled(pickle) }
        #expect(fault.reason.contains("operation \(name) "))
    }

    @Test("Bytes that are no operation are refused", arguments: [0x00, 0x01, 0x7F, 0x99, 0xFF])
    func unknown(byte: Int) throws {
        try Self.expectRefused(bytes("N", byte, "."), .pickleOpcode, at: 1)
    }

    @Test(
        "A protocol above 5 is refused, and one that is named in the middle",
        arguments: [
            (bytes(0x80, 6, "N."), 0), (bytes(0x80, 255, "N."), 0), (bytes(0x80, 2, 0x80, 2, "N."), 2),
            (bytes("N", 0x80, 2, "."), 1),
        ] as [([UInt8], Int)])
    func protocols(pickle: [UInt8], offset: Int) throws {
        try Self.expectRefused(pickle, .pickleOpcode, at: offset)
    }

    @Test("An operation that finds too little on the stack is refused", arguments: underflows)
    func underflow(pickle: [UInt8], offset: Int) throws {
        try Self.expectRefused(pickle, .pickleStack, at: offset)
    }

    @Test(
        "One value is left at the end, and no mark",
        arguments: [
            (bytes("NN."), 2), (bytes("N(."), 2), (bytes("(N."), 2), (bytes("(."), 1),
        ] as [([UInt8], Int)])
    func leftOver(pickle: [UInt8], offset: Int) throws {
        try Self.expectRefused(pickle, .pickleStack, at: offset)
    }

    @Test(
        "What is no name is not called, and what is no list makes no ordered dict",
        arguments: [
            (bytes("X", 9, 0, 0, 0, "os.system)R."), 15), (bytes("N)R."), 2), (bytes("K", 1, ")", 0x81, "."), 3),
            (bytes("ccollections\nOrderedDict\nNR."), 27), (bytes("ccollections\nOrderedDict\nN", 0x85, "R."), 28),
            (bytes("ccollections\nOrderedDict\n]Na", 0x85, "R."), 30),
            (bytes("ccollections\nOrderedDict\n]]a", 0x85, "R."), 30),
        ] as [([UInt8], Int)])
    func calls(pickle: [UInt8], offset: Int) throws {
        let fault = try #require(throws: Fault.self) { _ = try unpickled(pickle) }
        #expect(fault.code == .pickleStack)
    }

    @Test(
        "A place of the memo that was never filled, or is no number, is refused",
        arguments: [
            (bytes("h", 0, "."), 0), (bytes("j", 0, 0, 0, 0, "."), 0), (bytes("g0\n."), 0),
            (bytes("Nq", 1, "h", 0, "."), 3),
            (bytes("Np-1\n."), 1), (bytes("Npx\n."), 1), (bytes("Np\n."), 1), (bytes("Np18446744073709551616\n."), 1),
        ] as [([UInt8], Int)])
    func memo(pickle: [UInt8], offset: Int) throws {
        try Self.expectRefused(pickle, .pickleMemo, at: offset)
    }

    @Test(
        "Numbers and texts that are none are refused",
        arguments: [
            (bytes("Iabc\n."), 0), (bytes("I\n."), 0), (bytes("I1 2\n."), 0), (bytes("NLx\n."), 1),
            (bytes("Fabc\n."), 0),
            (bytes("Sabc\n."), 0), (bytes("S'abc\n."), 0), (bytes("S'abc\"\n."), 0), (bytes("S'\n."), 0),
            (bytes("S\n."), 0),
            (bytes(0x8B, 0xFF, 0xFF, 0xFF, 0xFF, "."), 0), (bytes("c", 0xFF, "\nb\n."), 0),
            (bytes("ca\n", 0xFF, "\n."), 0),
        ] as [([UInt8], Int)])
    func texts(pickle: [UInt8], offset: Int) throws {
        try Self.expectRefused(pickle, .pickleText, at: offset)
    }

    @Test(
        "A frame ends where an operation ends, within the file, and holds no other",
        arguments: [
            (bytes(0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, "K", 1, "."), 11),
            (bytes(0x80, 4, 0x95, 9, 0, 0, 0, 0, 0, 0, 0, "N."), 2),
            (bytes(0x80, 4, 0x95, little(UInt64.max), "N."), 2),
            (bytes(0x80, 4, 0x95, little(UInt64(1) << 62), "N."), 2),
            (bytes(0x80, 4, 0x95, 11, 0, 0, 0, 0, 0, 0, 0, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, "N."), 11),
        ] as [([UInt8], Int)])
    func frames(pickle: [UInt8], offset: Int) throws {
        try Self.expectRefused(pickle, .pickleFrame, at: offset)
    }

    @Test(
        "A pickle that ends early says where",
        arguments: [
            (bytes(""), 0), (bytes("N"), 1), (bytes("K"), 1), (bytes("J", 1, 2), 1), (bytes("X", 3, 0, 0, 0, "ab"), 5),
            (bytes("I42"), 3), (bytes("ca\nb"), 4), (bytes(0x80), 1), (bytes("U", 200, "abc"), 2), (bytes("G", 1), 1),
        ] as [([UInt8], Int)])
    func ends(pickle: [UInt8], offset: Int) throws {
        try Self.expectRefused(pickle, .pickleEnd, at: offset)
    }
}
