import JSONText
import Testing

/// Guards the form that serde_json gives a safetensors header.
@Suite("Writing JSON")
struct WriterTests {
    @Test(
        "A compact value has no white space",
        arguments: [
            (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (-7, "-7"),
            (.integer(.min), "-9223372036854775808"),
            (.decimal("1e-12"), "1e-12"), ([], "[]"), ([:], "{}"), ([1, [2], [:]], "[1,[2],{}]"),
            (["z": 1, "a": ["b": .null]], #"{"z":1,"a":{"b":null}}"#), ("", #""""#),
        ] as [(JSONValue, String)])
    func compact(value: JSONValue, expected: String) {
        #expect(JSONWriter.compact(value) == expected)
    }

    @Test(
        "Only quotes, backslashes and control characters are escaped",
        arguments: [
            ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#), ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#),
            ("\0", #""\u0000""#), ("\u{1}", #""\u0001""#), ("\u{B}", #""\u000b""#), ("\u{1F}", #""\u001f""#),
            ("\r\n", #""\r\n""#), ("\u{7F}", "\"\u{7F}\""), ("\u{E9}", "\"\u{E9}\""), ("e\u{301}", "\"e\u{301}\""),
            ("\u{1F600}", "\"\u{1F600}\""), ("\u{2028}", "\"\u{2028}\""), ("\n\u{301}", "\"\\n\u{301}\""),
        ])
    func escapes(text: String, expected: String) throws {
        #expect(Array(JSONWriter.compact(.string(text)).utf8) == Array(expected.utf8))
        let object = try JSONObject(unique: [(text, 1)])
        #expect(Array(JSONWriter.compact(.object(object)).utf8) == Array("{\(expected):1}".utf8))
    }

    @Test("A pretty value is indented by two spaces; arrays of plain values stay on their line")
    func pretty() {
        let value: JSONValue = [
            "a": 1, "b": [1, 2, "x"], "c": [], "d": [:], "e": [["f": [.null]], 3], "g": ["h": ["i": true]],
        ]
        let expected = """
            {
              "a": 1,
              "b": [1, 2, "x"],
              "c": [],
              "d": {},
              "e": [
                {
                  "f": [null]
                },
                3
              ],
              "g": {
                "h": {
                  "i": true
                }
              }
            }
            """
        #expect(JSONWriter.pretty(value) == expected)
        #expect(JSONWriter.pretty(7) == "7")
    }
}
