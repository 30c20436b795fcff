import ByteIO
import Policies
import Testing

/// Guards YAML 1.2: what is read, and as what.
@Suite("YAML that is read")
struct YAMLReadingTests {
    private static func shown(_ text: String) throws(Fault) -> String {
        try YAMLReader.read(YAMLText(Array(text.utf8))).shown
    }

    @Test(
        "Collections in blocks and in brackets",
        arguments: [
            ("a: b", "{a: b}"), ("a: b\nc: d\n", "{a: b, c: d}"), ("a:\n  b: c", "{a: {b: c}}"),
            ("a:\n  - b\n  - c", "{a: [b, c]}"), ("a:\n- b\n- c\nd: e", "{a: [b, c], d: e}"), ("- a\n- b", "[a, b]"),
            ("- a: b\n  c: d\n- e: f", "[{a: b, c: d}, {e: f}]"), ("- - a\n  - b\n- c", "[[a, b], c]"),
            ("-\n  a: b\n-   c: d\n    e: f", "[{a: b}, {c: d, e: f}]"), ("a: [b, c]", "{a: [b, c]}"),
            ("a: [\n  b, # x\n  c,\n]\nd: e", "{a: [b, c], d: e}"), ("a: []", "{a: []}"), ("a: {}", "{a: {}}"),
            ("a: {b: c, d: [e]}", "{a: {b: c, d: [e]}}"), ("[{a: b}, {c: d}]", "[{a: b}, {c: d}]"),
            ("a:\nb:\n  - \n  - c", "{a: , b: [, c]}"), ("", ""), ("# nothing\n", ""), ("---\na: b\n", "{a: b}"),
            ("--- # x\n- a", "[a]"), ("a:\n    b: c\n    d:\n      e: f", "{a: {b: c, d: {e: f}}}"),
            ("\u{FEFF}a: b\r\nc: d\r\n", "{a: b, c: d}"), ("a: b # c\n# d\n  # e\nf: g", "{a: b, f: g}"),
            ("a: b#c", "{a: b#c}"), ("a:\n  b\nc: d", "{a: b, c: d}"), ("'a b': c\n\"d\": e", "{a b: c, d: e}"),
        ])
    func collections(text: String, expected: String) throws {
        #expect(try Self.shown(text) == expected)
    }

    @Test(
        "Scalars, plain and in quotes",
        arguments: [
            ("a: it's fine", "{a: it's fine}"), ("a: b, c [d] {e}", "{a: b, c [d] {e}}"),
            ("a: x:y", "{a: x:y}"), ("a: -x", "{a: -x}"), ("a: ?x", "{a: ?x}"), ("a: bert.*", "{a: bert.*}"),
            ("a: R & D *", "{a: R & D *}"), (#"a: 'it''s \n'"#, #"{a: "it's \n"}"#),
            (#"a: "b\"c\\d""#, #"{a: "b"c\d"}"#),
            (#"a: "\x41\u00e9\U0001F642\/""#, "{a: \"Aé🙂/\"}"), ("a: \"b # c: d\" # e", "{a: \"b # c: d\"}"),
            ("a: ''", "{a: \"\"}"), ("a: [b c, 'd, e', \"f]\"]", "{a: [b c, \"d, e\", \"f]\"]}"),
            ("a: 層", "{a: 層}"),
        ])
    func scalars(text: String, expected: String) throws {
        #expect(try Self.shown(text) == expected)
    }

    @Test(
        "Texts of several lines",
        arguments: [
            ("a: |\n  b\n  c\n", "{a: \"b\nc\n\"}"), ("a: |-\n  b\n  c\n", "{a: \"b\nc\"}"),
            ("a: >\n  b\n  c\n", "{a: \"b c\n\"}"), ("a: >-\n  b\n  c\n\n  d\nx: y", "{a: \"b c\nd\", x: y}"),
            ("a: >-\n  b\n\n\n  c", "{a: \"b\n\nc\"}"), ("a: |\n  b\n\n  c\n\n\n", "{a: \"b\n\nc\n\"}"),
            ("a: |\n  b: c # d\n   e\nx: y", "{a: \"b: c # d\n e\n\", x: y}"), ("- >-\n  a\n  b\n- c", "[\"a b\", c]"),
            ("a: | # x\n  b\n# y\nc: d", "{a: \"b\n\", c: d}"), ("a: >-\nb: c", "{a: \"\", b: c}"),
            ("a: |\r\n  b\r\n  c\r\n", "{a: \"b\nc\n\"}"), ("a: |\n  b", "{a: \"b\"}"),
            ("a: |\n\n  b\n", "{a: \"\nb\n\"}"),
        ])
    func blocks(text: String, expected: String) throws {
        #expect(try Self.shown(text) == expected)
    }
}

extension YAMLNode {
    /// The value on one line; quotes around what is not plain.
    var shown: String {
        switch content {
        case .scalar(let text, let isPlain): isPlain ? text : "\"\(text)\""
        case .sequence(let elements): "[" + elements.map(\.shown).joined(separator: ", ") + "]"
        case .mapping(let members):
            "{" + members.map { "\($0.key): \($0.value.shown)" }.joined(separator: ", ") + "}"
        }
    }
}
