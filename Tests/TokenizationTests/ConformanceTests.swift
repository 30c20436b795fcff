import ByteIO
import JSONText
import TestSupport
import Testing

@testable import Tokenization

@Suite("Ids are those of transformers 5.23, for texts of all scripts")
struct ConformanceTests {
    static let folders = [
        "accents", "camembert", "cased", "longformer", "modernbert", "mpnet", "roberta", "uncased", "unigram",
        "xlm-roberta",
    ]

    /// How many texts one digest is of.
    private static let block = 100
    private static let limit = 24

    @Test("The texts are drawn as they were for the library")
    func texts() throws {
        let drawn = try DrawnTexts()
        #expect(drawn.count == 10_000 && drawn.shown.count == 40)
        #expect(drawn.texts(drawn.shown.count).elementsEqual(drawn.shown) { $0.utf8.elementsEqual($1.utf8) })
    }

    @Test("The first 1,000 texts have the same ids and types, alone and in pairs that are cut", arguments: folders)
    func some(_ folder: String) throws { try compare(folder, 1_000) }

    @Test("All 10,000 texts have them", .slow, arguments: folders)
    func all(_ folder: String) throws { try compare(folder, 10_000) }

    private func compare(_ folder: String, _ count: Int) throws {
        let path = Fixtures.path("tokenizers/\(folder)")
        let file = try JSONParser.parse(bytes(ofFile: path + "/ids.json")).object
        let shown = (file?["ids"]?.array ?? []).map { ($0.array ?? []).compactMap(\.integer) }
        let digests = (file?["digests"]?.array ?? []).compactMap(\.string)
        let tokenizer = try Tokenizer(folder: path)
        let drawn = try DrawnTexts()
        // Each tenth is a pair with the next one.
        let texts = drawn.texts(count + 1)
        try #require(shown.count == drawn.shown.count && digests.count == drawn.count / Self.block)
        var different: [Int] = []
        for start in stride(from: 0, to: count, by: Self.block) {
            var digest = Digest()
            for index in start..<start + Self.block {
                let isPair = index % 10 == 9
                let second = index + 1 == drawn.count ? texts[0] : texts[index + 1]
                let encoding = try tokenizer.encode(
                    texts[index], and: isPair ? second : nil, limit: isPair ? Self.limit : nil)
                if index < shown.count { #expect(encoding.ids == shown[index], "text \(index)") }
                digest.add(encoding.ids + encoding.typeIDs)
            }
            let text = String(digest.value, radix: 16)
            if String(repeating: "0", count: 16 - text.count) + text != digests[start / Self.block] {
                different.append(start)
            }
        }
        #expect(different.isEmpty, "blocks of \(Self.block) texts")
    }
}

/// FNV-1a of numbers, each as eight bytes.
private struct Digest {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ numbers: [Int]) {
        for number in numbers {
            for shift in stride(from: 0, to: 64, by: 8) {
                value = (value ^ UInt64(truncatingIfNeeded: number >> shift) & 0xFF) &* 0x100_0000_01B3
            }
        }
    }
}
