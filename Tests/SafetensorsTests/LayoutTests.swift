import ByteIO
import JSONText
import Safetensors
import Tensors
import Testing

/// The expected headers were written by the safetensors crate 0.8.0 (`safetensors.serialize` from Python).
@Suite("Laying out a safetensors file")
struct LayoutTests {
    private static func tensor(
        _ name: String, _ elementType: ElementType = .uint8, _ dimensions: [Int] = [1]
    ) throws -> SafetensorsLayout.Tensor {
        SafetensorsLayout.Tensor(name: name, elementType: elementType, shape: try #require(Shape(dimensions)))
    }

    private static func text(_ layout: SafetensorsLayout) -> String {
        String(decoding: layout.header.dropFirst(8), as: UTF8.self)
    }

    @Test("Types stand in the crate's order, then names; scalars and empty tensors are nothing special")
    func order() throws {
        var tensors = [try Self.tensor("scalar", .float32, []), try Self.tensor("empty", .int64, [0, 3])]
        // The crate's Python door takes no packed types of 6 bits; they are tested below.
        for elementType in ElementType.allCases where elementType.bitWidth != 6 {
            tensors.append(try Self.tensor("t\(elementType.rawValue)", elementType, elementType == .float4 ? [8] : [4]))
        }
        let layout = try SafetensorsLayout(tensors.shuffled(), metadata: ["format": "pt"])
        #expect(Self.text(layout) == Self.crateOrder.joined())
        #expect(layout.header.prefix(8) == [0x78, 0x05, 0, 0, 0, 0, 0, 0])
        #expect(layout.offsets["empty"] == 8 + 1400 + 32)
        #expect(layout.offsets["tBOOL"] == 8 + 1400 + 244)
        #expect(layout.byteCount == 8 + 1400 + 248)
    }

    private static let crateOrder = [
        #"{"__metadata__":{"format":"pt"},"tU64":{"dtype":"U64","shape":[4],"data_offsets":[0,32]},"#,
        #""empty":{"dtype":"I64","shape":[0,3],"data_offsets":[32,32]},"#,
        #""tI64":{"dtype":"I64","shape":[4],"data_offsets":[32,64]},"#,
        #""tF64":{"dtype":"F64","shape":[4],"data_offsets":[64,96]},"#,
        #""tC64":{"dtype":"C64","shape":[4],"data_offsets":[96,128]},"#,
        #""scalar":{"dtype":"F32","shape":[],"data_offsets":[128,132]},"#,
        #""tF32":{"dtype":"F32","shape":[4],"data_offsets":[132,148]},"#,
        #""tU32":{"dtype":"U32","shape":[4],"data_offsets":[148,164]},"#,
        #""tI32":{"dtype":"I32","shape":[4],"data_offsets":[164,180]},"#,
        #""tBF16":{"dtype":"BF16","shape":[4],"data_offsets":[180,188]},"#,
        #""tF16":{"dtype":"F16","shape":[4],"data_offsets":[188,196]},"#,
        #""tU16":{"dtype":"U16","shape":[4],"data_offsets":[196,204]},"#,
        #""tI16":{"dtype":"I16","shape":[4],"data_offsets":[204,212]},"#,
        #""tF8_E5M2FNUZ":{"dtype":"F8_E5M2FNUZ","shape":[4],"data_offsets":[212,216]},"#,
        #""tF8_E4M3FNUZ":{"dtype":"F8_E4M3FNUZ","shape":[4],"data_offsets":[216,220]},"#,
        #""tF8_E8M0":{"dtype":"F8_E8M0","shape":[4],"data_offsets":[220,224]},"#,
        #""tF8_E4M3":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[224,228]},"#,
        #""tF8_E5M2":{"dtype":"F8_E5M2","shape":[4],"data_offsets":[228,232]},"#,
        #""tI8":{"dtype":"I8","shape":[4],"data_offsets":[232,236]},"#,
        #""tU8":{"dtype":"U8","shape":[4],"data_offsets":[236,240]},"#,
        #""tF4":{"dtype":"F4","shape":[8],"data_offsets":[240,244]},"#,
        #""tBOOL":{"dtype":"BOOL","shape":[4],"data_offsets":[244,248]}}"#,
    ]

    @Test("Every pair of types stands in the reverse order of the crate's enumeration")
    func pairs() throws {
        for (index, lower) in ElementType.allCases.enumerated() {
            for higher in ElementType.allCases[(index + 1)...] {
                let pair = [try Self.tensor("a", lower, [8]), try Self.tensor("b", higher, [8])]
                let layout = try SafetensorsLayout(pair, metadata: [:])
                let (first, second) = (try #require(layout.offsets["b"]), try #require(layout.offsets["a"]))
                #expect(first < second, "\(higher) before \(lower)")
            }
        }
    }

    @Test("Names are sorted by their UTF-8 bytes and escaped as serde_json does")
    func names() throws {
        let names = [
            "plain", "quote\"", "back\\slash", "nl\n", "tab\t", "cr\r", "bs\u{8}", "ff\u{C}", "nul\u{0}", "us\u{1F}",
            "del\u{7F}", "sl/ash", "\u{E9}", "\u{1F600}", "", "B", "a", "Z",
        ]
        let layout = try SafetensorsLayout(try names.map { try Self.tensor($0) }, metadata: [:])
        let expected = [
            #""""#, #""B""#, #""Z""#, #""a""#, #""back\\slash""#, #""bs\b""#, #""cr\r""#, "\"del\u{7F}\"", #""ff\f""#,
            #""nl\n""#, #""nul\u0000""#, #""plain""#, #""quote\"""#, #""sl/ash""#, #""tab\t""#, #""us\u001f""#,
            "\"\u{E9}\"", "\"\u{1F600}\"",
        ]
        let members = expected.enumerated().map { index, name in
            #"\#(name):{"dtype":"U8","shape":[1],"data_offsets":[\#(index),\#(index + 1)]}"#
        }
        let written = String(Self.text(layout).reversed().drop { $0 == " " }.reversed())
        #expect(written == "{" + members.joined(separator: ",") + "}")
    }

    @Test("The header is padded with spaces to a multiple of 8, and no further", arguments: 0...8)
    func padding(length: Int) throws {
        let layout = try SafetensorsLayout([try Self.tensor(String(repeating: "a", count: length))], metadata: [:])
        #expect(layout.header.count == (length <= 4 ? 64 : 72))
        let unpadded = 52 + length
        #expect(layout.header.dropFirst(8 + unpadded).allSatisfy { $0 == 0x20 })
        #expect(layout.header[8 + unpadded - 1] == UInt8(ascii: "}"))
    }

    @Test("A file of nothing is an empty object and six spaces; metadata alone is kept")
    func empty() throws {
        let nothing = try SafetensorsLayout([], metadata: [:])
        #expect(nothing.header == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
        #expect(nothing.byteCount == 16)
        let metadata = try SafetensorsLayout([], metadata: ["format": "pt"])
        #expect(metadata.header == [32, 0, 0, 0, 0, 0, 0, 0] + Array(#"{"__metadata__":{"format":"pt"}}"#.utf8))
    }

    @Test("Metadata is sorted by name, so that one model always gives one file")
    func deterministic() throws {
        let metadata = ["format": "pt", "b": "2", "a": "1", "Z": "0", "\u{E9}": "\""]
        let tensors = try (0..<20).map { try Self.tensor("t\($0)") }
        let first = try SafetensorsLayout(tensors, metadata: metadata)
        let start = #"{"__metadata__":{"Z":"0","a":"1","b":"2","format":"pt","\#u{E9}":"\""},"t0":"#
        #expect(Self.text(first).hasPrefix(start))
        for _ in 0..<10 {
            let again = try SafetensorsLayout(tensors.shuffled(), metadata: metadata)
            #expect(again.header == first.header)
            #expect(again.offsets == first.offsets)
        }
    }

    @Test(
        "A name that is taken or reserved is refused, with and without metadata",
        arguments: [["a", "a"], ["__metadata__"]], [[:], ["format": "pt"]])
    func takenName(names: [String], metadata: [String: String]) throws {
        let tensors = try names.map { try Self.tensor($0) }
        let fault = try #require(throws: Fault.self) { try SafetensorsLayout(tensors, metadata: metadata) }
        #expect(fault.code == .safetensorsField)
        #expect(fault.subject == "tensor '\(names[0])'")
    }

    @Test("Tensors whose bytes cannot be counted are refused")
    func overflow() throws {
        let large = Int.max / 8
        let tensors = try (0..<9).map { try Self.tensor("t\($0)", .uint8, [large]) }
        let fault = try #require(throws: Fault.self) { try SafetensorsLayout(tensors, metadata: [:]) }
        #expect(fault.code == .safetensorsShape)
        #expect(fault.subject == "tensor 't8'")
        let odd = try Self.tensor("odd", .float4, [3])
        let misaligned = try #require(throws: Fault.self) {
            try SafetensorsLayout([try Self.tensor("a"), odd], metadata: [:])
        }
        #expect(misaligned.code == .safetensorsShape)
        #expect(misaligned.subject == "tensor 'odd'")
    }
}
