import ByteIO
import Safetensors
import TestSupport
import Testing

/// A safetensors file made of the text of its header and zeros for data.
struct HandmadeFile {
    let bytes: [UInt8]

    /// - Parameter length: what the first 8 bytes claim; nil for the truth.
    init(header: [UInt8], dataByteCount: Int = 0, length: UInt64? = nil) {
        let claimed = length ?? UInt64(header.count)
        let prefix = (0..<8).map { UInt8(truncatingIfNeeded: claimed >> ($0 * 8)) }
        bytes = prefix + header + Array(repeating: 0, count: dataByteCount)
    }

    init(header: String, dataByteCount: Int = 0) {
        self.init(header: Array(header.utf8), dataByteCount: dataByteCount)
    }

    /// What the reader makes of it.
    func read() throws(Fault) -> SafetensorsContents {
        let folder = TemporaryFolder()
        return try SafetensorsReader.read(try InputFile(path: folder.write(bytes, to: "model.safetensors")))
    }
}

/// A header that must be refused, and how.
struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The header; a `^` marks the byte that the fault must name and is not part of it.
    let marked: String
    let dataByteCount: Int
    let code: Fault.Code
    let subject: String?

    init(_ title: String, _ marked: String, data: Int = 4, code: Fault.Code, subject: String? = nil) {
        self.testDescription = title
        self.marked = marked
        self.dataByteCount = data
        self.code = code
        self.subject = subject
    }

    /// Reads the header and compares the fault with what is expected.
    func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let header = Array(marked.utf8)
        let mark = try #require(header.firstIndex(of: UInt8(ascii: "^")), sourceLocation: sourceLocation)
        let unmarked = Array(header[..<mark]) + Array(header[(mark + 1)...])
        let file = HandmadeFile(header: unmarked, dataByteCount: dataByteCount)
        let fault = try #require(throws: Fault.self, sourceLocation: sourceLocation) { try file.read() }
        #expect(fault.code == code, "\(fault)", sourceLocation: sourceLocation)
        #expect(fault.subject == subject, "\(fault)", sourceLocation: sourceLocation)
        #expect(fault.offset == UInt64(8 + mark), "\(fault)", sourceLocation: sourceLocation)
        let name = fault.file.map { FilePath.name(of: $0) }
        #expect(name == "model.safetensors", "\(fault)", sourceLocation: sourceLocation)
    }
}
