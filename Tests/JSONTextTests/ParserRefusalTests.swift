import ByteIO
import JSONText
import Testing

/// Guards RFC 8259: what is not JSON is refused, at the byte where it stops being JSON.
@Suite("JSON that is refused")
struct ParserRefusalTests {
    /// Parses the text without its `^`, which marks the byte that the fault must name.
    private static func check(_ marked: String, _ code: Fault.Code = .jsonSyntax) throws {
        let text = Array(marked.utf8)
        let mark = try #require(text.firstIndex(of: UInt8(ascii: "^")))
        let fault = try #require(throws: Fault.self) {
            try JSONParser.parse(Array(text[..<mark]) + Array(text[(mark + 1)...]))
        }
        #expect(fault.code == code, "\(fault)")
        #expect(fault.offset == UInt64(mark), "\(fault)")
    }

    @Test(
        "Text that is no value",
        arguments: [
            "^", "  ^", "^]", "^}", "^,", "^:", "^nul", "^True", "^NULL", "^undefined", "^NaN", "^Infinity", "^'a'",
            "^/* */1", "^# 1", "^\u{FEFF}1", "^\u{A0}1", "^\u{B}1", "^\u{C}1", "^\u{0}", "^a",
        ])
    func noValue(marked: String) throws {
        try Self.check(marked)
    }

    @Test(
        "Text after the value",
        arguments: [
            "1 ^2", "{}^x", "null^x", "[]^]", "{}^{}", "1^\u{0}", "1 ^// end", "\"a\"^\"b\"", "1^\u{A0}", "true^1",
        ])
    func trailingText(marked: String) throws {
        try Self.check(marked)
    }

    @Test(
        "Numbers that are not written as JSON writes them",
        arguments: [
            "^01", "^-01", "^00", "^-00", "^007", "-^", "-^a", "-^-1", "^+1", "^.5", "-^.5", "1.^", "1.^e5", "1e^",
            "1e+^", "1e^.5", "0^x1", "1^_000", "1^,5", "1.0^.0", "-^Infinity", "1e5^.0", "1^\u{663}",
        ])
    func numbers(marked: String) throws {
        try Self.check(marked)
    }

    @Test(
        "Arrays and objects that do not keep to their commas, colons and ends",
        arguments: [
            "[^", "[1^", "[1,^", "[1,^]", "[^,1]", "[1 ^2]", "[1^}", "{^", "{\"a\"^", "{\"a\"^}",
            "{\"a\":^", "{\"a\":^}", "{\"a\":1^", "{\"a\":1,^}", "{\"a\":1,^", "{^a:1}", "{^1:2}", "{^,}", "{^[]:1}",
            "{\"a\" ^1}", "{\"a\":1 ^\"b\":2}", "{\"a\"^,1}", "{\"a\":1^:2}", "{\"a\":1^]",
        ])
    func structure(marked: String) throws {
        try Self.check(marked)
    }

    @Test(
        "Strings with raw control characters, unknown escapes or no end",
        arguments: [
            "\"^\n\"", "\"a^\t\"", "\"^\u{0}\"", "\"^\u{1F}\"", "\"abc^", "\"\\^", #""^\x41""#, #""^\'""#,
            #""^\U0041""#,
            #""^\ ""#, #""\u^""#, #""\u12^""#, #""\u123^g""#, #""\u^-123""#, #""\u00^ 4""#, #""\u^+041""#,
            "\"\\u^\u{FF11}000\"",
        ])
    func strings(marked: String) throws {
        try Self.check(marked)
    }

    @Test(
        "Half a surrogate pair",
        arguments: [
            #""^\ud800""#, #""^\udc00""#, #""^\udfff""#, #""^\ud800x""#, #""^\ud800\u0041""#, #""^\ud800\ud800""#,
            #""^\udc00\ud800""#, #""a^\udbff\ue000""#, #""\ud800\^n""#, #""\ud800\u^""#, #""\ud83d\ude00^\ude00""#,
        ])
    func surrogates(marked: String) throws {
        try Self.check(marked)
    }

    @Test(
        "A name twice in one object, at its second place",
        arguments: [
            #"{"a":1,^"a":1}"#, #"{"a":1,"b":2, ^"a":3}"#, #"{"a":1,^"\u0061":2}"#, #"{"":1,^"":2}"#,
            #"[{"x":{"a":1,^"a":null}}]"#,
        ])
    func duplicates(marked: String) throws {
        try Self.check(marked, .jsonDuplicateName)
    }

    @Test(
        "Bytes that are not UTF-8, at the first that is wrong",
        arguments: [
            ([0x80], 0), ([0x22, 0x80, 0x22], 1), ([0x22, 0x61, 0xFF, 0x22], 2),
            // Overlong, a surrogate, beyond U+10FFFF, cut short, UTF-16.
            ([0x22, 0xC0, 0x80, 0x22], 1), ([0x22, 0xE0, 0x80, 0x80, 0x22], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
            ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1), ([0x22, 0xF0, 0x9F, 0x98, 0x22], 1), ([0x22, 0xC3], 1),
            ([0xFF, 0xFE, 0x31, 0x00], 0), ([0x31, 0x20, 0x80], 2),
        ] as [([UInt8], UInt64)])
    func notUTF8(text: [UInt8], offset: UInt64) throws {
        let fault = try #require(throws: Fault.self) { try JSONParser.parse(text) }
        #expect(fault.code == .jsonEncoding)
        #expect(fault.offset == offset)
    }

    @Test("A million brackets are too deep, not a crash", arguments: ["[", #"{"a":"#])
    func veryDeep(open: String) throws {
        let text = String(repeating: open, count: 1_000_000)
        let fault = try #require(throws: Fault.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(fault.code == .jsonDepth)
        #expect(fault.offset == UInt64(65 * open.utf8.count))
    }

    @Test("Cut at any byte, a text that ends in a bracket is refused there")
    func truncation() throws {
        let text = Array(#"{"a\u00e9\ud83d\ude00":[1,-2.5e+10,true,null],"b":{"c":"d"}}"#.utf8)
        _ = try JSONParser.parse(text)
        for length in 0..<text.count {
            let fault = try #require(throws: Fault.self) { try JSONParser.parse(Array(text.prefix(length))) }
            #expect(fault.code == .jsonSyntax, "cut to \(length): \(fault)")
            #expect(fault.offset.map { $0 <= UInt64(length) } == true, "cut to \(length): \(fault)")
        }
    }
}
