import ByteIO
import Glibc
import Safetensors
import Tensors
import TestSupport
import Testing

@Suite("safetensors files that the crate wrote")
struct RealFileTests {
    private static let folders =
        Fixtures.classes + [
            "48-layers", "bfloat16-policy", "cross-attention", "float16-policy", "functional-model", "main-layer",
            "second-instance", "sharded-h5", "tf-safetensors", "untied",
        ]

    private static func path(_ folder: String) -> String {
        Fixtures.path("transformers-4.44.2/\(folder)/expected.safetensors")
    }

    @Test("Laid out again, the header is the same to the byte", arguments: folders)
    func golden(folder: String) throws {
        let file = try InputFile(path: Self.path(folder))
        let contents = try SafetensorsReader.read(file)
        #expect(contents.metadata("format") == "pt")
        let tensors = contents.table.entries.map {
            SafetensorsLayout.Tensor(name: $0.name, elementType: $0.elementType, shape: $0.shape)
        }
        let layout = try SafetensorsLayout(tensors.shuffled(), metadata: ["format": "pt"])
        #expect(try file.bytes(at: 0, count: layout.header.count) == layout.header)
        #expect(layout.byteCount == file.byteCount)
        for entry in contents.table.entries {
            #expect(entry.range?.offset == layout.offsets[entry.name], "\(entry.name)")
        }
    }

    @Test("What is laid out is read back as it was")
    func roundTrip() throws {
        let contents = try SafetensorsReader.read(try InputFile(path: Self.path("BertForPreTraining")))
        let tensors = contents.table.entries.map {
            SafetensorsLayout.Tensor(name: $0.name, elementType: $0.elementType, shape: $0.shape)
        }
        let layout = try SafetensorsLayout(tensors, metadata: ["format": "pt", "note": "a \"b\"\n"])
        let folder = TemporaryFolder()
        let data = [UInt8](repeating: 0, count: contents.table.byteCount)
        let again = try SafetensorsReader.read(try InputFile(path: folder.write(layout.header + data, to: "again")))
        #expect(again.table.entries.map(\.name) == contents.table.entries.map(\.name))
        #expect(again.table.entries.map(\.shape) == contents.table.entries.map(\.shape))
        #expect(again.metadata("note") == "a \"b\"\n")
    }

    @Test("Cut at any byte of its header and at many after it, a file is refused for what it lacks", .slow)
    func truncation() throws {
        let whole = bytes(ofFile: Self.path("BertForSequenceClassification"))
        let dataStart = 8 + whole[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        try #require(dataStart < whole.count)
        let folder = TemporaryFolder()
        let path = folder.write(whole, to: "model.safetensors")
        let inData = (dataStart..<whole.count).filter { $0.isMultiple(of: 101) || $0 + 9 > whole.count }
        for length in inData.reversed() + (0...dataStart).reversed() {
            try #require(unsafe truncate(path, length) == 0)
            let fault = try #require(throws: Fault.self) {
                try SafetensorsReader.read(try InputFile(path: path))
            }
            let expected: Fault.Code =
                length < 8
                ? .safetensorsTooSmall : length < dataStart ? .safetensorsHeaderLength : .safetensorsDataEnd
            #expect(fault.code == expected, "cut to \(length) bytes: \(fault)")
            #expect(fault.file == path)
            #expect(fault.offset == (length < dataStart ? 0 : UInt64(length)))
        }
    }

    @Test("Damage to any byte of a header is refused or leaves a file that is covered to its end")
    func damage() throws {
        let header = [
            #"{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"#,
            #""a":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}"#,
        ].joined()
        let sound = HandmadeFile(header: header, dataByteCount: 9).bytes
        for position in 0..<(8 + header.utf8.count) {
            for byte in Array("\u{0} \",-019:[\\]{}".utf8) + [0x80, 0xFF] {
                var damaged = sound
                damaged[position] = byte
                try Self.checkTotal(damaged, "byte \(position) set to \(byte)")
            }
        }
    }

    private static func checkTotal(_ bytes: [UInt8], _ what: String) throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(bytes, to: "damaged"))
        do {
            let table = try SafetensorsReader.read(file).table
            let start = try #require(table.entries.first?.range?.offset)
            #expect(start + UInt64(table.byteCount) == file.byteCount, "\(what)")
        } catch let fault as Fault {
            let family = fault.code.description.prefix { $0 != "." }
            #expect(family == "safetensors" || family == "json", "\(what): \(fault)")
            #expect(fault.file == file.path, "\(what): \(fault)")
            #expect(fault.offset.map { $0 <= file.byteCount } == true, "\(what): \(fault)")
        }
    }
}
