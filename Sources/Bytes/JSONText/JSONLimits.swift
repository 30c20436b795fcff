/// What a JSON text may be at the most (`docs/limits.md`).
package enum JSONLimits {
    /// Levels of objects and arrays within each other, where the caller says no less.
    package static let depth = 64
    /// Values of all kinds; a tokenizer of 500,000 tokens has as many.
    ///
    /// Three bytes of text make a value, and a value takes fifty in memory.
    package static let values = 1_000_000
}
