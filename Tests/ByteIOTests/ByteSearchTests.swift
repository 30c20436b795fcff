import ByteIO
import Testing

@Suite("A search for bytes")
struct ByteSearchTests {
    @Test(
        "Text is found where its bytes are, and nowhere else",
        arguments: [
            ("abc", "abc", true), ("abc", "c", true), ("abc", "bc", true), ("abc", "", true), ("", "", true),
            ("", "a", false), ("abc", "abcd", false), ("aab", "ab", true), ("aaa", "ab", false),
            ("lora_lora_A", "lora_A", true), ("e\u{301}", "e", true), ("\u{e9}", "e", false),
            ("\u{e9}", "\u{e9}", true),
        ])
    func search(text: String, part: String, isFound: Bool) {
        #expect(text.hasBytes(of: part) == isFound)
        #expect(Array(text.utf8).hasBytes(of: part) == isFound)
    }
}
