/// Limits on the files of a tokenizer, beyond their size (`docs/limits.md`).
package enum TokenizationLimits {
    /// Bytes of one token; the longest of RoBERTa has 256.
    package static let tokenBytes = 1 << 10
    /// The number of a token is less than this; the largest known tables of embeddings have a million rows.
    package static let identifiers = 4_194_304
    /// Roles of special tokens; seven are the library's, and few models have others.
    package static let roles = 256
}
