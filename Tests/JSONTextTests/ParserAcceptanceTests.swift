import ByteIO
import JSONText
import Testing

/// Guards RFC 8259: what is JSON is read, and as what.
@Suite("JSON that is accepted")
struct ParserAcceptanceTests {
    private static func parse(_ text: String) throws(Fault) -> JSONValue {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test(
        "Values of every type",
        arguments: [
            ("null", .null), ("true", true), ("false", false), ("[]", []), ("{}", [:]), (#""""#, ""), (#""a""#, "a"),
            ("[1,[2,[]],\"x\"]", [1, [2, []], "x"]), (" \t\r\n 1 \t\r\n ", 1), ("[ 1 , 2 ]", [1, 2]),
            ("[null,true]", [.null, true]),
        ] as [(String, JSONValue)])
    func values(text: String, expected: JSONValue) throws {
        #expect(try Self.parse(text) == expected)
    }

    @Test(
        "Whole numbers that fit in 64 bits are exact",
        arguments: [
            ("0", 0), ("7", 7), ("-1", -1), ("10", 10), ("9223372036854775807", .max), ("-9223372036854775808", .min),
        ])
    func integers(text: String, expected: Int) throws {
        #expect(try Self.parse(text) == .integer(expected))
    }

    @Test(
        "Any other number is kept as it is written",
        arguments: [
            "-0", "0.0", "-0.0", "1.0", "0.02", "1e5", "1E5", "1e+5", "1E-5", "1e-12", "0e0", "1.50e01",
            "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e400",
            "123456789012345678901234567890.123456789",
        ])
    func decimals(text: String) throws {
        #expect(try Self.parse(text) == .decimal(text))
        #expect(try Self.parse("[\(text)]") == [.decimal(text)])
    }

    @Test(
        "Escapes stand for their characters",
        arguments: [
            (#""\"\\\/""#, "\"\\/"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"), (#""\u0041""#, "A"),
            (#""\u00e9""#, "\u{E9}"),
            (#""\u00E9""#, "\u{E9}"), (#""\u0000""#, "\0"), (#""\ud83d\ude00""#, "\u{1F600}"),
            (#""\uD83D\uDE00""#, "\u{1F600}"), (#""\ud800\udc00""#, "\u{10000}"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
            (#""\ud7ff\ue000""#, "\u{D7FF}\u{E000}"), (#""\uffff""#, "\u{FFFF}"), (#""a\u0062c""#, "abc"),
        ])
    func escapes(text: String, expected: String) throws {
        let string = try #require(try Self.parse(text).string)
        #expect(Array(string.unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(
        "Everything but quotes, backslashes and control characters may stand raw in a string",
        arguments: [
            "\u{7F}", "\u{80}", "\u{2028}", "\u{FEFF}", "\u{E9}", "e\u{301}", "\u{10FFFF}", "\u{FFFE}", "/", "'",
        ])
    func rawText(text: String) throws {
        let string = try #require(try Self.parse("\"\(text)\"").string)
        #expect(Array(string.utf8) == Array(text.utf8))
    }

    @Test("Members keep their order and know where they begin")
    func order() throws {
        let object = try #require(try Self.parse(#"{"z": 1, "a" :2,"\u0062":{}}"#).object)
        #expect(object.members.map(\.name) == ["z", "a", "b"])
        #expect(object.members.map(\.offset) == [1, 9, 16])
        #expect(object["a"] == 2)
        #expect(object.offset(of: "b") == 16)
        #expect(object["c"] == nil)
        #expect(object.offset(of: "c") == nil)
    }

    @Test("One name may stand in two objects, and names may differ in case")
    func names() throws {
        let value = try Self.parse(#"{"a": {"a": 1}, "A": {"a": 2}, "": 3}"#)
        #expect(value.object?["a"]?.object?["a"] == 1)
        #expect(value.object?["A"]?.object?["a"] == 2)
        #expect(value.object?[""] == 3)
    }

    @Test("A value may stand within as many containers as the limit says", arguments: [0, 1, 2, 64])
    func depth(limit: Int) throws {
        let text = String(repeating: "[", count: limit) + "1" + String(repeating: "]", count: limit)
        #expect(try JSONParser.parse(Array(text.utf8), maximumDepth: limit) != .null)
        let fault = try #require(throws: Fault.self) {
            try JSONParser.parse(Array("[\(text)]".utf8), maximumDepth: limit)
        }
        #expect(fault.code == .jsonDepth)
        #expect(fault.offset == UInt64(limit + 1))
    }

    @Test("As Python reads it, some texts are JSON that others refuse")
    func python() throws {
        func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8), as: .python) }
        let numbers = try #require(try parse("[NaN, Infinity, -Infinity, -1]").array).map(\.double)
        #expect(numbers[0]?.isNaN == true && numbers[1...] == [.infinity, -.infinity, -1])
        let object = try #require(try parse(#"{"a": 1, "b": 2, "a": 3}"#).object)
        #expect(object.members.map(\.name) == ["a", "b"] && object["a"] == 3 && object["b"] == 2)
        #expect(
            try parse(#"["\ud800", "\udc00x", "\ud800\u0041", "\ud83d\ude00"]"#) == [
                "\u{FFFD}", "\u{FFFD}x", "\u{FFFD}A", "\u{1F600}",
            ])
        for text in ["nan", "NaNs", "+1", "-Inf", "{'a': 1}", "[1,]", "\u{FEFF}{}"] {
            #expect(throws: Fault.self) { try parse(text) }
        }
    }
}
