import Testing

@testable import Tokenization

@Suite("A table of replaced characters is followed within its bounds")
struct CharacterMapTests {
    /// A table of some units and texts.
    private static func bytes(_ units: [UInt32], _ texts: String = "") -> [UInt8] {
        ([UInt32(4 * units.count)] + units).flatMap { unit in
            stride(from: UInt32(0), to: 32, by: 8).map { UInt8(truncatingIfNeeded: unit >> $0) }
        } + Array(texts.utf8)
    }

    private static func replaced(_ text: String, _ units: [UInt32], _ texts: String) throws -> String {
        let map = try #require(CharacterMap(bytes(units, texts)))
        var result = ""
        result.unicodeScalars.append(contentsOf: map.apply(to: AlignedText(text)).map(\.scalar))
        return result
    }

    /// A trie with the one text `a`, whose leaf has a value: the root's children are at 0 ^ 0x100.
    private static func trie(_ value: UInt32, children: UInt32 = 0x100) -> [UInt32] {
        var units = [UInt32](repeating: 0, count: 0x200)
        units[0] = children << 10
        // `a` has its leaf at 0x161 ^ 0x02.
        units[0x161] = 0x02 << 10 | 0x100 | 0x61
        units[0x163] = 0x8000_0000 | value
        return units
    }

    @Test("A text becomes what its leaf leads to, up to a NUL")
    func usual() throws {
        #expect(try Self.replaced("abca", Self.trie(0), "xy\0z\0") == "xybcxy")
        #expect(try Self.replaced("abca", Self.trie(3), "xy\0z\0") == "zbcz")
        #expect(try Self.replaced("aba", Self.trie(2), "xy\0z\0") == "b")
    }

    @Test("A short grapheme becomes what its first character does, a long one is replaced by characters")
    func graphemes() throws {
        #expect(try Self.replaced("a\u{301}b", Self.trie(0), "x\0") == "xb")
        #expect(try Self.replaced("a\u{301}\u{301}\u{301}b", Self.trie(0), "x\0") == "x\u{301}\u{301}\u{301}b")
    }

    @Test("A leaf or children that are not in the table, and no table at all, replace nothing")
    func beyond() throws {
        #expect(try Self.replaced("aba", Self.trie(9), "x\0") == "aba")
        #expect(try Self.replaced("aba", Self.trie(0, children: 0x1F_FFFF), "x\0") == "aba")
        #expect(try Self.replaced("aba", [0xFFFF_FFFF], "x\0") == "aba")
        #expect(try Self.replaced("aba", [], "x\0") == "aba")
    }

    @Test("Lengths that do not fit, and texts that are not UTF-8, are no table")
    func damaged() {
        let whole = Self.bytes(Self.trie(0), "x\0")
        for count in 0..<4 + 4 * 0x200 { #expect(CharacterMap(Array(whole.prefix(count))) == nil) }
        #expect(CharacterMap(whole + [0xFF]) == nil)
        #expect(CharacterMap([2, 0, 0, 0, 0, 0]) == nil)
    }

    @Test("Base64 is read as it is written, and nothing else")
    func base64() {
        let texts: [(String, [UInt8]?)] = [
            ("", []), ("AA==", [0]), ("//8=", [255, 255]), ("AQID", [1, 2, 3]), ("AQI", nil), ("A===", nil),
            ("AQ=A", nil), ("A-ID", nil), ("AQID\n", nil), ("====", nil), ("AQID====", nil),
        ]
        for (text, bytes) in texts { #expect(Base64.bytes(text) == bytes, "\(text)") }
    }
}
