/// Limits on TensorFlow's checkpoints (`docs/limits.md`); BERT-large with Adam has an index of 45 KB with 1,200 entries.
package enum BundleLimits {
    /// Bytes of the index, and of the keys in it once they are written out.
    package static let indexBytes: UInt64 = 16 << 20
    package static let keyBytes = 4096
    /// Bytes of the plain name of a variable in the object graph.
    package static let nameBytes = 4096
    package static let entries = 100_000
    /// Dimensions of a tensor; TensorFlow allows 254.
    package static let rank = 32
    /// Each data file keeps a descriptor open, and a process has 1024.
    package static let shards = 500
    /// Pieces of a partitioned variable.
    package static let slices = 1024
    /// Bytes of a tensor of texts, as the object graph is; one of 1,000 nodes has 59 KB.
    package static let textBytes = 16 << 20
    package static let graphNodes = 250_000
    package static let graphAttributes = 250_000
    package static let graphEdges = 1_000_000
    /// Bytes of a file `checkpoint`.
    package static let stateBytes: UInt64 = 1 << 20
}
