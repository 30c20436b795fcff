import ByteIO
import JSONText
import Safetensors
import Tensors
import Testing

@Suite("The JSON of a safetensors header")
struct HeaderTextTests {
    private static let tensor = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#

    @Test(
        "White space around the header is accepted, as in the crate",
        arguments: [" ", "\n", "\t\r\n ", "        "], [" ", "\t", "\r", "\n", ""])
    func whitespace(before: String, after: String) throws {
        let contents = try HandmadeFile(header: before + #"{"a":\#(Self.tensor)}"# + after, dataByteCount: 4).read()
        #expect(contents.table.entries.map(\.name) == ["a"])
    }

    @Test("White space within the header and any order of the fields are accepted")
    func fieldOrder() throws {
        let header = #"{ "a" : { "data_offsets" : [ 0 , 4 ] , "dtype" : "F32" , "shape" : [ 1 ] } }"#
        let entry = try #require(try HandmadeFile(header: header, dataByteCount: 4).read().table["a"])
        #expect(entry.elementType == .float32)
        #expect(entry.shape.dimensions == [1])
    }

    @Test("A header need not fill a multiple of 8 bytes, nor a tensor begin at one")
    func unaligned() throws {
        let header =
            #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"bc":{"dtype":"F32","shape":[1],"data_offsets":[3,7]}}"#
        try #require(!header.utf8.count.isMultiple(of: 8))
        let table = try HandmadeFile(header: header, dataByteCount: 7).read().table
        let range = try #require(table["bc"]?.range)
        #expect(range.offset == UInt64(8 + header.utf8.count + 3))
        #expect(range.count == 4)
    }

    @Test("Any text is a tensor's name", arguments: ["", #"\u0000"#, "\u{E9}", "a/b:0", "\u{1F600}", #"\ud83d\ude00"#])
    func names(escaped: String) throws {
        let contents = try HandmadeFile(header: #"{"\#(escaped)":\#(Self.tensor)}"#, dataByteCount: 4).read()
        let name = try #require(try JSONParser.parse(Array("\"\(escaped)\"".utf8)).string)
        #expect(contents.table.entries.map(\.name) == [name])
    }

    @Test("What is not JSON is refused where it stops being JSON", arguments: notJSON)
    func syntax(refusal: Refusal) throws {
        try refusal.check()
    }

    private static let notJSON: [Refusal] = [
        Refusal("a NUL after the header", #"{"a":\#(tensor)}^\#u{0}"#, code: .jsonSyntax, subject: "header"),
        Refusal("text after the header", #"{"a":\#(tensor)} ^{}"#, code: .jsonSyntax, subject: "header"),
        Refusal("a byte order mark", #"^\#u{FEFF}{"a":\#(tensor)}"#, code: .jsonSyntax, subject: "header"),
        Refusal("a comment", #"{^/**/"a":\#(tensor)}"#, code: .jsonSyntax, subject: "header"),
        Refusal(
            "NaN", #"{"a":{"dtype":"F32","shape":[^NaN],"data_offsets":[0,4]}}"#, code: .jsonSyntax, subject: "header"),
        Refusal("a trailing comma", #"{"a":\#(tensor),^}"#, code: .jsonSyntax, subject: "header"),
        Refusal(
            "a leading zero", #"{"a":{"dtype":"F32","shape":[^01],"data_offsets":[0,4]}}"#, code: .jsonSyntax,
            subject: "header"),
        Refusal(
            "a raw control character", #"{"a^\#u{1}":\#(tensor)}"#, code: .jsonSyntax, subject: "header"),
        Refusal("a lone surrogate", #"{"a^\ud800":\#(tensor)}"#, code: .jsonSyntax, subject: "header"),
        Refusal("single quotes", #"{^'a':\#(tensor)}"#, code: .jsonSyntax, subject: "header"),
        Refusal(
            "nesting beyond what a header needs", #"{"a":[[[[[[[[^[[[]]]]]]]]]]]}"#, code: .jsonDepth, subject: "header"
        ),
    ]

    @Test("A header that is not UTF-8 is refused at the first bad byte", arguments: [0x80, 0xC0, 0xFF] as [UInt8])
    func notUTF8(byte: UInt8) throws {
        let header = Array(#"{"a"#.utf8) + [byte] + Array(#"":\#(Self.tensor)}"#.utf8)
        let fault = try #require(throws: Fault.self) { try HandmadeFile(header: header, dataByteCount: 4).read() }
        #expect(fault.code == .jsonEncoding)
        #expect(fault.subject == "header")
        #expect(fault.offset == UInt64(8 + 3))
    }

    @Test("Of two members with one name neither is preferred: the file is refused", arguments: duplicates)
    func duplicate(refusal: Refusal) throws {
        try refusal.check()
    }

    private static let duplicates: [Refusal] = [
        Refusal(
            "a tensor twice, both the same", #"{"a":\#(tensor),^"a":\#(tensor)}"#, code: .jsonDuplicateName,
            subject: "header"),
        Refusal(
            "a tensor twice, of two types",
            #"{"a":\#(tensor),^"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}"#,
            code: .jsonDuplicateName, subject: "header"),
        Refusal(
            "a tensor twice, in two places",
            #"{"a":\#(tensor),^"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            data: 8, code: .jsonDuplicateName, subject: "header"),
        Refusal(
            "a tensor twice, once by an escape", #"{"a":\#(tensor),^"\u0061":\#(tensor)}"#, code: .jsonDuplicateName,
            subject: "header"),
        Refusal(
            "a field twice", #"{"a":{"dtype":"F32",^"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            code: .jsonDuplicateName, subject: "header"),
        Refusal(
            "the metadata twice", #"{"__metadata__":{},^"__metadata__":{}}"#, data: 0, code: .jsonDuplicateName,
            subject: "header"),
        Refusal(
            "a name twice in the metadata", #"{"__metadata__":{"format":"pt",^"format":"tf"}}"#, data: 0,
            code: .jsonDuplicateName, subject: "header"),
    ]

    @Test("A header that is not an object is refused", arguments: ["^[]", "^null", "^\"a\"", "^7", "^true"])
    func notAnObject(marked: String) throws {
        try Refusal("not an object", marked, data: 0, code: .safetensorsHeader).check()
    }
}
