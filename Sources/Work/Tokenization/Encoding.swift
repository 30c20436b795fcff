/// What a model reads of a text, or of two: one entry a token.
package struct Encoding: Sendable, Equatable {
    /// The row of each token in the word embeddings.
    package internal(set) var ids: [Int] = []
    /// The row of each token in the embeddings of token types.
    package internal(set) var typeIDs: [Int] = []
    /// The bytes of the UTF-8 text that each token was made of; nil: a special token that the text does not have.
    ///
    /// Those of the second text count from its own start.
    package internal(set) var offsets: [Range<Int>?] = []
    /// Which text each token is of: 0 or 1; nil: of none.
    package internal(set) var texts: [Int?] = []
    /// How many tokens were cut off.
    package internal(set) var cutCount = 0

    package init() {}

    package var count: Int { ids.count }

    mutating func append(_ id: Int, type: Int, offsets range: Range<Int>? = nil, text: Int? = nil) {
        ids.append(id)
        typeIDs.append(type)
        offsets.append(range)
        texts.append(text)
    }
}

/// A token of a text before special tokens are added.
struct Token: Sendable {
    let id: Int
    /// The bytes of the text that it was made of.
    var origin: Range<Int>
}
