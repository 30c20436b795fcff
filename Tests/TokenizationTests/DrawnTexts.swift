import JSONText
import TestSupport

/// The texts that `Python/bertconv_fixtures/tokenized/texts.py` draws from `texts.json`.
struct DrawnTexts {
    /// The texts that are in the file in clear.
    let shown: [String]
    private let blocks: [(first: Int, last: Int)]
    private let words: [String]
    private let separators: [String]
    let count: Int

    init() throws {
        let file = try JSONParser.parse(bytes(ofFile: Fixtures.path("tokenizers/texts.json"))).object
        shown = Self.strings(file?["shown"])
        words = Self.strings(file?["words"])
        separators = Self.strings(file?["separators"])
        count = file?["count"]?.integer ?? 0
        blocks = (file?["blocks"]?.array ?? []).compactMap { block in
            guard let ends = block.array?.compactMap(\.integer), ends.count == 2 else { return nil }
            return (ends[0], ends[1])
        }
    }

    private static func strings(_ value: JSONValue?) -> [String] { (value?.array ?? []).compactMap(\.string) }

    /// Knuth's MMIX generator, of which the upper half is used.
    private struct Numbers {
        var state: UInt64 = 20

        mutating func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 32) % bound
        }
    }

    /// The first of them.
    func texts(_ count: Int) -> [String] {
        var numbers = Numbers()
        return (0..<count).map { _ in text(&numbers) }
    }

    private func text(_ numbers: inout Numbers) -> String {
        let own = blocks[numbers.below(blocks.count)]
        let kind = numbers.below(4)
        var text = ""
        for _ in 0..<1 + numbers.below(16) {
            let choice = numbers.below(4)
            if choice == 0 {
                text += separators[numbers.below(separators.count)]
            } else if kind == 0 || kind == 1 {
                let block = choice == 1 ? blocks[numbers.below(blocks.count)] : own
                let value = UInt32(block.first + numbers.below(block.last - block.first + 1))
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            } else {
                text += words[numbers.below(words.count)] + (choice > 1 ? " " : "")
            }
        }
        return text
    }
}
