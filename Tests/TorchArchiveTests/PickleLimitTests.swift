import ByteIO
import TestSupport
import Testing

@testable import TorchArchive

/// What a few bytes may make of themselves: bounded time and memory, and no recursion.
@Suite("Limits of pickles")
struct PickleLimitTests {
    @Test(
        "A length is believed only when there are as many bytes",
        arguments: [
            bytes("X", 0xFF, 0xFF, 0xFF, 0xFF), bytes("T", 0xFF, 0xFF, 0xFF, 0xFF), bytes("B", 0xFF, 0xFF, 0xFF, 0xFF),
            bytes(0x8D, little(UInt64.max)), bytes(0x8E, little(UInt64(1) << 63)), bytes(0x96, little(UInt64(1) << 40)),
            bytes(0x8B, 0xFF, 0xFF, 0xFF, 0x7F), bytes(0x8A, 255),
        ])
    func lengths(pickle: [UInt8]) throws {
        let fault = try #require(throws: Fault.self) { _ = try unpickled(pickle + [1, 2, 3]) }
        #expect(fault.code == .pickleEnd)
    }

    @Test("100,000 levels of nesting neither overflow the stack nor take long")
    func deep() throws {
        let pickle = bytes(")") + [UInt8](repeating: 0x85, count: 100_000) + bytes(".")
        #expect(try unpickled(pickle).heap.tuples.count == 100_001)
        let marks = [UInt8](repeating: 0x28, count: 100_000) + [UInt8](repeating: 0x74, count: 100_000) + bytes(".")
        #expect(try unpickled(marks).heap.tuples.count == 100_000)
    }

    @Test("Pairs of pairs are references: 64 operations do not make 2 to the 64th values")
    func duplicates() throws {
        let pickle = bytes("N") + Array(repeating: bytes("2", 0x86), count: 64).flatMap(\.self) + bytes(".")
        #expect(try unpickled(pickle).heap.tuples.count == 64)
    }

    @Test("Lists of ten times a list are references")
    func laughs() throws {
        var pickle = bytes("]q", 0)
        for level in 0..<20 {
            pickle += bytes("0(", Array(repeating: bytes("h", level), count: 10).flatMap(\.self), "lq", level + 1)
        }
        #expect(try unpickled(pickle + bytes(".")).heap.lists.count == 21)
    }

    @Test("A place of the memo costs what is in it, not what its number is")
    func memo() throws {
        let pickle = bytes("Nr", 0xFF, 0xFF, 0xFF, 0xFF, "p18446744073709551615\n.")
        #expect(try unpickled(pickle).shown == "None")
    }

    @Test("A line of text has an end")
    func line() throws {
        let pickle = bytes("V", [UInt8](repeating: 0x61, count: 1 << 20 + 1), "\n.")
        let fault = try #require(throws: Fault.self) { _ = try unpickled(pickle) }
        #expect(fault.code == .pickleLimit)
        let number = bytes("I", [UInt8](repeating: 0x31, count: 5_000), "\n.")
        #expect(throws: Fault.self) { _ = try unpickled(number) }
    }

    @Test("A name is kept once, however often it is used")
    func names() throws {
        let pickle = bytes("(") + Array(repeating: bytes("ca\nb\n"), count: 1_000).flatMap(\.self) + bytes("t.")
        #expect(try unpickled(pickle).heap.globals.count == 1)
    }

    @Test("A pickle larger than what is read at a time has no seams")
    func windows() throws {
        let folder = TemporaryFolder()
        var pickle = bytes("(")
        for index in 0..<9_000 {
            pickle += bytes("X", 20, 0, 0, 0, String(100_000 + index), String(repeating: "x", count: 14))
        }
        let file = try InputFile(path: folder.write([1, 2, 3] + pickle + bytes("t."), to: "pickle"))
        let result = try PickleMachine.run(PickleInput(file: file, range: 3..<file.byteCount))
        let texts = result.heap.elements(result.root)
        #expect(texts?.count == 9_000)
        #expect(texts?.last == .string("108999" + String(repeating: "x", count: 14)))
        #expect(result.rest.isAtEnd)
    }
}
