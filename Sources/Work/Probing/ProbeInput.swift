/// A text that a model is run on.
package struct ProbeInput: Sendable, Equatable {
    /// The text, or both parts of a pair; empty: only its tokens are known.
    package let parts: [String]
    package let tokens: TextBatch.Text
    /// The bytes of a part that each token was made of; nil for special tokens, and none if unknown.
    package let offsets: [Range<Int>?]
    /// The part that each token is of: 0 or 1; nil for special tokens, and none if unknown.
    package let owners: [Int?]

    package init(
        parts: [String] = [], tokens: TextBatch.Text, offsets: [Range<Int>?] = [], owners: [Int?] = []
    ) {
        self.parts = parts
        self.tokens = tokens
        self.offsets = offsets
        self.owners = owners
    }

    /// The places of a token among its tokens.
    package func places(of id: Int?) -> [Int] { tokens.ids.indices.filter { tokens.ids[$0] == id } }
}
