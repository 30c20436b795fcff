/// Limits on JSON texts (`docs/limits.md`).
package enum JSONLimits {
    /// Levels of nested objects and arrays, unless the caller sets a lower limit.
    package static let depth = 64
    /// Values of all kinds; a tokenizer of 500,000 tokens has half a million.
    ///
    /// A value can take three bytes of text, and takes fifty bytes of memory.
    package static let values = 1_000_000
}
