import ByteIO
import Safetensors
import Tensors
import Testing

@Suite("The length of a safetensors header")
struct HeaderLengthTests {
    @Test("A file too short to hold a length is refused", arguments: 0..<8)
    func tooSmall(byteCount: Int) throws {
        let whole = HandmadeFile(header: "{}")
        let file = HandmadeFile(rawBytes: Array(whole.bytes.prefix(byteCount)))
        let fault = try #require(throws: Fault.self) { try file.read() }
        #expect(fault.code == .safetensorsTooSmall)
        #expect(fault.offset == 0)
    }

    @Test(
        "A header that does not fit in the file is refused", arguments: [3, 4, 100, 1 << 20, 16 << 20] as [UInt64])
    func endsOutside(length: UInt64) throws {
        let file = HandmadeFile(header: Array("{}".utf8), length: length)
        let fault = try #require(throws: Fault.self) { try file.read() }
        #expect(fault.code == .safetensorsHeaderLength)
        #expect(fault.offset == 0)
    }

    @Test(
        "A header longer than the crate's limit is refused, whatever the file's size; nothing overflows",
        arguments: [100_000_001, 1 << 32, 1 << 63, .max - 7, .max] as [UInt64])
    func tooLarge(length: UInt64) throws {
        let file = HandmadeFile(header: Array("{}".utf8), length: length)
        let fault = try #require(throws: Fault.self) { try file.read() }
        #expect(fault.code == .safetensorsTooLarge)
        #expect(fault.offset == 0)
    }

    @Test("A header of no bytes is refused as JSON")
    func empty() throws {
        let fault = try #require(throws: Fault.self) { try HandmadeFile(header: "").read() }
        #expect(fault.code == Fault.Code("json.syntax"))
        #expect(fault.subject == "header")
        #expect(fault.offset == 8)
    }

    @Test(
        "A file of no tensors is accepted, with and without the crate's padding",
        arguments: ["{}", "{}      ", "{\"__metadata__\":{\"format\":\"pt\"}}"])
    func noTensors(header: String) throws {
        let contents = try HandmadeFile(header: header).read()
        #expect(contents.table.entries.isEmpty)
        #expect(contents.table.byteCount == 0)
    }
}

extension HandmadeFile {
    /// A file of just these bytes.
    fileprivate init(rawBytes: [UInt8]) {
        bytes = rawBytes
    }
}
