import ByteIO
import TestSupport
import Testing

/// Guards that a file of any length is read line by line, and none is lost where a block ends.
@Suite("Lines of a file")
struct LineReaderTests {
    private static func lines(_ bytes: [UInt8], limit: Int = 1 << 30) throws -> [LineReader.Line] {
        let folder = TemporaryFolder()
        var reader = LineReader(try InputFile(path: folder.write(bytes, to: "lines")), limit: limit)
        var lines: [LineReader.Line] = []
        while let line = try reader.next() { lines.append(line) }
        return lines
    }

    @Test("Each has its bytes, its number and its place, and only the last can lack its end")
    func small() throws {
        let lines = try Self.lines(Array("one\n\nthree\nfour".utf8))
        #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["one", "", "three", "four"])
        #expect(lines.map(\.offset) == [0, 4, 5, 11])
        #expect(lines.map(\.number) == [1, 2, 3, 4])
        #expect(lines.map(\.isEnded) == [true, true, true, false])
        #expect(try Self.lines([]).isEmpty)
        #expect(try Self.lines(Array("\n".utf8)).map(\.bytes) == [[]])
    }

    @Test("A line may end before, at and after the end of a block, and be longer than one", arguments: -2...2)
    func blocks(shift: Int) throws {
        let lengths = [Block.standardByteCount + shift, 3, 2 * Block.standardByteCount + 7, 0, 5]
        let texts = lengths.enumerated().map { [UInt8](repeating: UInt8(65 + $0.offset), count: $0.element) }
        let bytes = texts.flatMap { $0 + [UInt8(ascii: "\n")] }
        #expect((try Self.lines(bytes).map(\.bytes) == texts) as Bool)
        #expect((try Self.lines(bytes.dropLast()).map(\.bytes) == texts) as Bool)
    }

    @Test("A line beyond the limit is refused, with its place, before it is in memory")
    func limit() throws {
        let bytes = Array("short\n".utf8) + [UInt8](repeating: 65, count: 3 << 20)
        let fault = #expect(throws: Fault.self) { try Self.lines(bytes, limit: 1 << 20) }
        #expect(fault?.code == .fileLineTooLong)
        #expect(fault?.offset == 6)
    }
}

/// Guards that a list of paths means the same however it was written.
@Suite("Lists of paths")
struct PathListTests {
    @Test(
        "Lines of any system, NUL bytes as find writes them, no end at the end",
        arguments: ["a\nb c\n", "a\r\nb c\r\n", "a\0b c\0", "a\nb c", "\n\na\n\nb c\n\n", "a\0b c"])
    func kinds(text: String) throws {
        let folder = TemporaryFolder()
        #expect(try PathList.paths(in: folder.write(text, to: "list")) == ["a", "b c"])
    }

    @Test("With NUL bytes a line feed and a carriage return belong to the path")
    func names() throws {
        let folder = TemporaryFolder()
        #expect(try PathList.paths(in: folder.write("a\nb\0c\r\0", to: "list")) == ["a\nb", "c\r"])
    }

    @Test("A list that is not there is an error")
    func missing() {
        let fault = #expect(throws: Fault.self) { try PathList.paths(in: "/no/such/list") }
        #expect(fault?.code == .fileMissing)
    }
}
