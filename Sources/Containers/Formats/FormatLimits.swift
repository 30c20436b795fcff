/// What a sharded checkpoint may be at the most (`docs/limits.md`); the largest models have some 200 shards.
package enum FormatLimits {
    package static let indexBytes: UInt64 = 16 << 20
    package static let indexDepth = 8
    /// Each keeps a descriptor open, of which a process has 1024.
    package static let shards = 500
}
