/// The limits of files beside the weights that are compared (`docs/limits.md`).
package enum ComparisonLimits {
    /// Bytes of a file; the tokenizer.json of 500,000 tokens has 20 MB.
    package static let companionBytes: UInt64 = 32 << 20
    /// Files of a model folder that a statement names, so that memory is bounded.
    package static let manifestFiles = 100_000
}
