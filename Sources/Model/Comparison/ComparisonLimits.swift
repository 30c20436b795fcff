/// The limits of files beside the weights that are compared (`docs/limits.md`).
package enum ComparisonLimits {
    /// Bytes of a file; the tokenizer.json of 500,000 tokens has 20 MB.
    package static let companionBytes: UInt64 = 32 << 20
}
