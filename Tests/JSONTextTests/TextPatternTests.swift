import Testing

@testable import JSONText

@Suite("Patterns of a schema")
struct TextPatternTests {
    @Test(
        "A text matches anywhere, unless the pattern has anchors",
        arguments: [
            (".", "a", true), (".", "", false), (".", "\n", true), (".", "ü", true),
            ("^[a-z]+$", "abc", true), ("^[a-z]+$", "Abc", false), ("^[a-z]+$", "abc\n", false),
            ("[a-z]", "ABcD", true), ("^(|[./].+)$", "", true), ("^(|[./].+)$", ".", false),
            (#"^[0-9]+\.[0-9]+$"#, "5.23", true), (#"^[0-9]+\.[0-9]+$"#, "5x23", false),
            ("^BC[1-9][0-9]{2}$", "BC101", true), ("^BC[1-9][0-9]{2}$", "BC1011", false),
            ("^[^:]*$", "", true), ("^[^:]+$", "a:b", false), (#"^(\*/)*$"#, "*/*/", true),
            (#"^[a-z_]+( ([-+*/]|//) [a-z_]+)*$"#, "a // b - c", true),
        ])
    func matches(expression: String, text: String, isMatch: Bool) throws {
        #expect(try #require(TextPattern(expression)).matches(text) == isMatch)
    }

    @Test("What follows a NUL is part of the text")
    func nul() throws {
        #expect(try #require(TextPattern("^[a-z]+$")).matches("abc\0DEF") == false)
        #expect(try #require(TextPattern("DEF")).matches("abc\0DEF"))
    }

    @Test("What is no pattern is refused", arguments: ["(", "[a", "a{2", "*\0"])
    func refused(expression: String) {
        #expect(TextPattern(expression) == nil)
    }
}
