/// What the lists beside the weights may be at the most (`docs/limits.md`).
package enum VerificationLimits {
    /// Bytes of a vocab.txt or tokenizer.json; that of 500,000 tokens has 20 MB.
    package static let vocabularyBytes: UInt64 = 32 << 20
}
