import ByteIO
import Policies
import TestSupport
import Testing

/// Guards the strictness of the reader: each thing that it refuses, at its line and column.
@Suite("YAML that is refused")
struct YAMLRefusalTests {
    /// Reads the text without its `^`, which marks the place that the fault must name.
    private static func check(_ marked: String, _ code: Fault.Code) throws {
        let text = Array(marked.utf8)
        let mark = try #require(text.firstIndex(of: UInt8(ascii: "^")))
        let before = String(decoding: text[..<mark], as: UTF8.self)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let place = "line \(lines.count), column \((lines.last?.unicodeScalars.count ?? 0) + 1): "
        let fault = try #require(throws: Fault.self, "\(marked)") {
            try YAMLReader.read(YAMLText(Array(text[..<mark]) + Array(text[(mark + 1)...])))
        }
        #expect(fault.code == code, "\(marked): \(fault)")
        #expect(fault.reason.hasPrefix(place), "\(marked): \(fault)")
        #expect(!fault.reason.hasSuffix("."))
    }

    @Test(
        "Anchors, aliases, tags, directives and explicit keys",
        arguments: [
            "a: ^*b", "a: [^*.weight]", "- ^*", "a: ^&b c", "^&a b: c", "a: ^!str b", "a: ^!!int 5", "^!x",
            "^%YAML 1.2\n---",
            "^? a", "a: ^?", "a: {^&b c: d}",
        ])
    func meanings(marked: String) throws {
        try Self.check(marked, .policyUnsupported)
    }

    @Test("A bomb of aliases is refused at its first anchor")
    func bomb() throws {
        var text = "a: ^&a [x, x, x, x, x, x, x, x, x]\n"
        for (name, previous) in zip("bcdefghijkl", "abcdefghijk") {
            text +=
                "\(name): &\(name) [" + [String](repeating: "*\(previous)", count: 9).joined(separator: ", ") + "]\n"
        }
        try Self.check(text + "? *l\n: x\n", .policyUnsupported)
    }

    @Test(
        "A second document",
        arguments: ["a: b\n^---\nc: d", "a: b\n^...\n", "---\na: b\n^--- # x", "---\n^---\n", "a: [\n^---\n]"])
    func documents(marked: String) throws {
        try Self.check(marked, .policyUnsupported)
    }

    @Test(
        "A tab outside quotes and comments",
        arguments: ["a:^\tb", "^\ta: b", "a: b^\tc", "a: |\n  b^\tc", "a: [^\tb]", "a: b ^\t"])
    func tabs(marked: String) throws {
        try Self.check(marked, .policyUnsupported)
    }

    @Test("What texts of several lines may not have", arguments: ["a: |^2\n  b", "a: >^+\n  b", "a: >\n  b\n   ^c"])
    func blockHeaders(marked: String) throws {
        try Self.check(marked, .policyUnsupported)
    }

    @Test(
        "A key twice", arguments: ["a: b\nc: d\n^a: e", "- a: b\n  ^a: c", "{a: b, ^a: c}", "a:\n  b: c\n  ^'b': d"])
    func duplicates(marked: String) throws {
        try Self.check(marked, .policyDuplicateKey)
    }

    @Test(
        "What is no YAML, or more than a policy needs of it",
        arguments: [
            "a: b^: c", "a: 'b'^: c", "a: b\n  ^c", "a: b\n  ^c: d", "a:\n  - b\n    ^c", "a: ^- b",
            "a:\n  b: c\n ^d: e",
            "a: ^\"b\n  c\"", "a: ^'b", "a: \"^\\q\"", "a: \"^\\x4\"", "a: \"^\\ud800\"", "a: \"b\"^c", "a: [b^",
            "a: [b^: c]",
            "a: [b c # d^", "a: [^, b]", "a: [b, ^, c]", "a: {^b}", "a: {^b:c}", "a: [b^}", "a: [b]^c", "a: ^]",
            "a: ^@b", "a: ^`b",
            "a\n^b: c", "a: b\n^- c", "- a\n^b: c", "- a\n  ^- b", "a: ^,", "a: |\n  b\n ^c", "a: |\n^     \n  b",
            "a: b\n^c",
            "a: [b^:]", "a: \"b\"^#c", "a: [b,^#c\n]", "a: |^x\n b", "|\n a\n^b", "a: {^?b: c}", "a: [^:b]", "a: [^?]",
            "a: ^-", "^: b",
        ])
    func syntax(marked: String) throws {
        try Self.check(marked, .policySyntax)
    }

    @Test(
        "Characters that one reader takes for the end of a line and another does not, and such that nobody sees",
        arguments: [
            "# a^\u{85}b: c", "a: b^\u{2028}", "a: ^\u{0}", "a: ^\u{1B}[0m", "a: b^\u{7F}", "a^\r", "a: ^\u{FEFF}",
            "a: ^\u{FFFE}",
        ])
    func characters(marked: String) throws {
        try Self.check(marked, .policyCharacter)
    }

    @Test("Bytes that are no UTF-8 are refused with their place")
    func encoding() throws {
        let fault = try #require(throws: Fault.self) { try YAMLText([0x61, 0x3A, 0x20, 0xFF]) }
        #expect(fault.code == .policyEncoding)
        #expect(fault.reason.hasPrefix("byte 3:"))
    }

    @Test(
        "Collections within collections are read to a depth, then refused",
        arguments: [("[", "]"), ("{a: ", "}"), ("- ", "")])
    func depth(open: String, close: String) throws {
        let limit = PolicyLimits.policyDepth
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: open, count: depth) + "x" + String(repeating: close, count: depth)).utf8)
        }
        #expect(throws: Never.self) { try YAMLReader.read(YAMLText(nested(limit - 1))) }
        for depth in [limit + 1, 300_000] {
            let fault = try #require(throws: Fault.self) { try YAMLReader.read(YAMLText(nested(depth))) }
            #expect(fault.code == .policySyntax)
            #expect(fault.reason.contains("nested deeper"))
        }
    }
}
