/// Limits on the files of a tokenizer (`docs/limits.md`).
package enum VocabularyLimits {
    /// Bytes of a vocab.txt or tokenizer.json; that of 500,000 tokens has 20 MB.
    package static let fileBytes: UInt64 = 32 << 20
}
