import ByteIO
import Safetensors
import Tensors
import Testing

@Suite("The offsets in a safetensors header")
struct OffsetTests {
    /// A header of byte tensors with these offsets; `^` before the name of the one at `marked`.
    private static func header(_ tensors: [(String, Int, Int)], marked: Int? = nil) -> String {
        let members = tensors.enumerated().map { index, tensor in
            let (name, begin, end) = tensor
            return (index == marked ? "^" : "")
                + #""\#(name)":{"dtype":"U8","shape":[\#(max(begin, end) - begin)],"data_offsets":[\#(begin),\#(end)]}"#
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    @Test("Tensors may stand in any order; they are handed out in the order of their bytes")
    func anyOrder() throws {
        let header = Self.header([("c", 4, 6), ("a", 0, 1), ("b", 1, 4)])
        let table = try HandmadeFile(header: header, dataByteCount: 6).read().table
        #expect(table.entries.map(\.name) == ["a", "b", "c"])
        let start = UInt64(8 + header.utf8.count)
        #expect(table.entries.compactMap(\.range?.offset) == [start, start + 1, start + 4])
        #expect(table.entries.compactMap(\.range?.count) == [1, 3, 2])
    }

    @Test("A tensor without elements may stand at any boundary", arguments: [0, 2, 6])
    func emptyAtBoundary(place: Int) throws {
        let header = Self.header([("a", 0, 2), ("b", 2, 6), ("e", place, place)])
        let table = try HandmadeFile(header: header, dataByteCount: 6).read().table
        #expect(table["e"]?.byteCount == 0)
    }

    @Test("Tensors must cover the data without holes and overlaps", arguments: misplaced)
    func uncovered(tensors: [(String, Int, Int)], culprit: Int) throws {
        let marked = Self.header(tensors, marked: culprit)
        let subject = "tensor '\(tensors[culprit].0)'"
        try Refusal("offsets", marked, data: 6, code: .safetensorsOffsets, subject: subject).check()
    }

    /// Offsets, and the tensor that is to be blamed.
    private static let misplaced: [([(String, Int, Int)], Int)] = [
        // A gap at the start, a hole, an overlap, one within another, two over the same bytes.
        ([("a", 1, 6)], 0),
        ([("a", 0, 2), ("b", 3, 6)], 1),
        ([("a", 0, 4), ("b", 3, 6)], 1),
        ([("a", 0, 6), ("b", 2, 4)], 1),
        ([("a", 0, 6), ("b", 0, 6)], 1),
        // Without elements but not on a boundary; backwards; below 0.
        ([("a", 0, 6), ("e", 3, 3)], 1),
        ([("a", 6, 0)], 0),
        ([("a", -6, 0)], 0),
        ([("a", 0, 6), ("b", 6, .min)], 1),
    ]

    @Test("A hole is told from an overlap")
    func wording() throws {
        let hole = try #require(throws: Fault.self) {
            try HandmadeFile(header: Self.header([("a", 0, 2), ("b", 3, 6)]), dataByteCount: 6).read()
        }
        #expect(hole.reason == "offsets 3..<6: 1 bytes before it belong to no tensor")
        let overlap = try #require(throws: Fault.self) {
            try HandmadeFile(header: Self.header([("a", 0, 4), ("b", 3, 6)]), dataByteCount: 6).read()
        }
        #expect(overlap.reason == "offsets 3..<6: it overlaps another")
    }

    @Test(
        "Offsets must give as many bytes as shape and type need", arguments: [(1, 3), (1, 5), (2, 4), (0, 4), (1, 0)])
    func size(elements: Int, end: Int) throws {
        let marked = #"{^"a":{"dtype":"F32","shape":[\#(elements)],"data_offsets":[0,\#(end)]}}"#
        try Refusal("size", marked, data: end, code: .safetensorsSize, subject: "tensor 'a'").check()
    }

    @Test("Offsets far outside the file do not overflow")
    func farOutside() throws {
        let header = #"{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}"#
        let fault = try #require(throws: Fault.self) { try HandmadeFile(header: header, dataByteCount: 4).read() }
        // 2^63 - 1 bytes are more bits than an Int holds.
        #expect(fault.code == .safetensorsShape)
        #expect(fault.subject == "tensor 'a'")
        let large = #"{"a":{"dtype":"U8","shape":[1152921504606846975],"data_offsets":[0,1152921504606846975]}}"#
        let cut = try #require(throws: Fault.self) { try HandmadeFile(header: large, dataByteCount: 4).read() }
        #expect(cut.code == .safetensorsDataEnd)
    }

    @Test("The last tensor must end the file", arguments: [0, 1, 5, 7, 12])
    func dataEnd(dataByteCount: Int) throws {
        let header = Self.header([("a", 0, 2), ("b", 2, 6)])
        let fault = try #require(throws: Fault.self) {
            try HandmadeFile(header: header, dataByteCount: dataByteCount).read()
        }
        #expect(fault.code == .safetensorsDataEnd)
        #expect(fault.offset == UInt64(8 + header.utf8.count + min(6, dataByteCount)))
    }

    @Test("Bytes after a header without tensors are refused: a file that is also something else")
    func polyglot() throws {
        let fault = try #require(throws: Fault.self) { try HandmadeFile(header: "{}", dataByteCount: 1).read() }
        #expect(fault.code == .safetensorsDataEnd)
        #expect(fault.offset == 10)
    }

    @Test("Ten tensors over the same bytes, the crate's json_attack, are refused")
    func jsonAttack() throws {
        let tensors = (0..<10).map { ("weight_\($0)", 0, 16) }
        let marked = Self.header(tensors, marked: 1)
        try Refusal("attack", marked, data: 16, code: .safetensorsOffsets, subject: "tensor 'weight_1'").check()
    }
}
