import ByteIO
import TestSupport
import Testing

@testable import TorchArchive

/// A few bytes that name one thing again and again: what is made of them stays in proportion to the file.
///
/// Followed as often as it is named, none of these would come to an end.
@Suite("Pickles that name one thing many times")
struct AmplificationTests {
    /// A key of a dict, in protocol 0.
    private static func key(_ name: String) -> String { "S'\(name)'\n" }

    private static func stateDict(_ pickle: [UInt8]) throws(Fault) -> StateDict {
        let result = try unpickled(pickle)
        return try StateDict(result.root, in: result.heap)
    }

    @Test("An ordered dict of a list is a copy, so a list cannot be used for a thousand of them")
    func orderedDicts() throws {
        let pairs = Array(repeating: bytes("]NaNa"), count: 1_000).flatMap(\.self)
        let list = bytes("](") + pairs + bytes("eq", 0, "0")
        let use = bytes("ccollections\nOrderedDict\nh", 0, 0x85, "R0")
        let once = list + use + bytes("N.")
        #expect(try unpickled(once).heap.dicts.map(\.entries.count) == [1_000])
        let often = list + Array(repeating: use, count: 1_000).flatMap(\.self) + bytes("N.")
        let fault = try #require(throws: Fault.self) { _ = try unpickled(often) }
        #expect(fault.code == .pickleLimit)
    }

    /// A module whose `_modules` hold the one below twice, `depth` times over.
    private static func modules(depth: Int) -> [UInt8] {
        // The innermost: an object whose state is a dict without modules.
        var pickle = bytes("cm\nM\n)", 0x81, "}bq", 0, "0")
        for level in 0..<depth {
            pickle += bytes("cm\nM\n)", 0x81, "}\(key("_modules"))}(\(key("a"))h", level, "\(key("b"))h", level, "usb")
            pickle += bytes("q", level + 1, "0")
        }
        return pickle + bytes("h", depth, ".")
    }

    @Test("Modules that hold one another twice do not make 2 to the 60th visits", .slow)
    func modules() throws {
        let few = try #require(throws: Fault.self) { _ = try Self.stateDict(Self.modules(depth: 4)) }
        #expect(few.code == .torchRoot)
        let many = try #require(throws: Fault.self) { _ = try Self.stateDict(Self.modules(depth: 60)) }
        #expect(many.code == .torchTensor)
        #expect(many.reason.contains("too many modules"))
    }

    @Test("A size is looked at only as far as a tensor can have dimensions")
    func sizes() throws {
        let numbers = Array(repeating: bytes("K", 1), count: 100_000).flatMap(\.self)
        var pickle = bytes("(") + numbers + bytes("tq", 0, "0}(")
        for name in 0..<2_000 {
            pickle += bytes(Self.key("\(name)"), "ctorch._utils\n_rebuild_tensor\n(NK", 0, "h", 0, "h", 0, "tR")
        }
        let fault = try #require(throws: Fault.self) { _ = try Self.stateDict(pickle + bytes("u.")) }
        #expect(fault.code == .torchTensor)
    }

    @Test("What lies beside the weights is looked into once, under however many names")
    func others() throws {
        let values = (0..<50_000).map { "I\($0)\nN" }.joined()
        var pickle = bytes("}(", values, "uq", 0, "0}(\(Self.key("state_dict"))}\(Self.key("a"))cm\nM\n)Rs")
        for name in 0..<50_000 { pickle += bytes(Self.key("x\(name)"), "h", 0) }
        let state = try Self.stateDict(pickle + bytes("u."))
        #expect(state.others.count == 50_000)
        #expect(state.path == ["state_dict"])
    }
}
