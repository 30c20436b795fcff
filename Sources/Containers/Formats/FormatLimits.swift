/// Limits on sharded checkpoints (`docs/limits.md`); the largest models have about 200 shards.
package enum FormatLimits {
    package static let indexBytes: UInt64 = 16 << 20
    package static let indexDepth = 8
    /// Each shard keeps a descriptor open, and a process has 1024.
    package static let shards = 500
}
