import Testing

@testable import ModelSchema

@Suite("The order in which transformers takes names")
struct NaturalOrderTests {
    /// As `sorted(names, key=dot_natural_key)` of transformers 5.23.0 orders them.
    private static let names = [
        "0.auto", "2", "2.5", "2.x", "3", "9.auto", "10.auto", "..", ".a", "03x", "A.1", "Z", "a", "a.0", "a.1", "a.2",
        "a.9", "a.10", "a.", "a.-1", "a.1x", "a.b", "a.b.c", "a.b2", "a.b2.x", "a.b10", "a.b10.x", "a.x10y", "a.x9y",
        "a1", "a01x", "a_1", "bert", "bert.embeddings.LayerNorm.beta", "bert.embeddings.LayerNorm.bias",
        "bert.embeddings.LayerNorm.gamma", "bert.embeddings.LayerNorm.weight", "bert.pooler.dense.bias", "layer.2.w",
        "layer.10.w", "layer.w", "pooler.dense.bias", "shard", "shard_2", "shard_11", "z.1", "é.1", "ü",
    ]

    @Test("Every pair is in the order of the real library, one way only")
    func pairs() {
        for (place, first) in Self.names.enumerated() {
            #expect(!NaturalOrder.precedes(first, first), "\(first)")
            for second in Self.names[(place + 1)...] {
                #expect(NaturalOrder.precedes(first, second), "\(first) \(second)")
                #expect(!NaturalOrder.precedes(second, first), "\(second) \(first)")
            }
        }
    }

    @Test(
        "Numbers that are equal in value are equal, however they are written",
        arguments: [("a.07", "a.7"), ("b007", "b7")])
    func equal(first: String, second: String) {
        #expect(!NaturalOrder.precedes(first, second) && !NaturalOrder.precedes(second, first))
    }

    @Test("Characters beyond the first plane come after the others, by their numbers")
    func planes() {
        #expect(NaturalOrder.precedes("a.\u{FFFD}", "a.\u{1F600}"))
        #expect(NaturalOrder.precedes("a.z", "a.\u{301}"))
    }

    @Test("A number of more digits than an integer holds comes after all that it holds")
    func long() {
        #expect(NaturalOrder.precedes("a.9223372036854775806", "a.99999999999999999999999"))
        #expect(NaturalOrder.precedes("a.99999999999999999999999", "a.b"))
    }
}
